"""What a worker in another process must be told: a network by name or text, as plain data.

Nothing is pickled: what goes over is JSON, and the worker loads the network as the command line does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from symprop.errors import InputError, SympropError
from symprop.homework.grading.grader import Grader
from symprop.homework.grading.options import GradeOptions
from symprop.homework.grading.result import Grade
from symprop.network.load import load_network, network_from_text
from symprop.network.model import Model
from symprop.network.notation_file import notation_from, read_notation_file
from symprop.network.values import take_values
from symprop.notation import Notation

__all__ = ["Graders", "Setup"]

MOST_GRADERS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A network and how to grade, as text.

    Args:
        network: sizes, the name of a bundled example, or of a file.
        text: what that file says; None for the others.
        values: name → number, over the network's own.
        notation: a profile's name, or the name of a file of one's own.
        notation_text: what that file says.
        options: reveal, form, digits and rate of `GradeOptions`.
    """

    network: str = ""
    text: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    notation: str = "mazur"
    notation_text: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def shown(self) -> Notation:
        """Return the notation.

        Raises:
            InputError: if there is none, or its file cannot be used.
        """
        if self.notation_text is None:
            return notation_from(self.notation)
        return read_notation_file(self.notation_text, self.notation)

    def model(self) -> Model:
        """Return the network.

        Raises:
            InputError: if there is none, or a value does not fit.
        """
        model = load_network(self.network) if self.text is None else network_from_text(self.text, self.network)
        taken = take_values(self.values, model.graph)
        return replace(model, values={**model.values, **taken})


class Graders:
    """Graders of one setup, one for each parameter, kept for the next answer."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.own = replace(setup, values={}).model()
        self._model = setup.model()
        self._known: dict[str, Grader] = {}

    def grade(self, wrt: str, answer: str) -> Grade:
        """Return the grade of an answer; a parameter that the network does not have makes it unreadable."""
        try:
            grader = self._grader(wrt)
        except SympropError as error:
            return Grade(verdict="unreadable", error={**error.parts, "where": "wrt"}, wrt=wrt)
        return grader.grade(answer, GradeOptions(before=self.own.values, **self.setup.options))

    def _grader(self, wrt: str) -> Grader:
        from symprop.derive.views import check_wrt

        if not wrt:
            raise InputError("which derivative was asked for?", instead="give a weight or a bias")
        if wrt not in self._known:
            if len(self._known) >= MOST_GRADERS:
                self._known.pop(next(iter(self._known)))
            question = check_wrt(self._model.graph, wrt)
            self._known[wrt] = Grader(self._model, question, notation=self.setup.shown())
        return self._known[wrt]
