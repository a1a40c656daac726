"""Every door by which text or bytes from outside come in, in one table.

    bytes of a command line's argument or of a file → the reader → its result, thrown away, or a refusal

A reader's names and graph are made once; what it is given is read as the command line or the Python call reads it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.fuzz import samples
from benchmarks.fuzz.tokens import TOKENS
from symprop.errors import InputError, SympropError

__all__ = ["READERS", "REFUSALS", "Read", "Reader"]

Read = Callable[[bytes], object]

REFUSALS: tuple[type[Exception], ...] = (SympropError,)
"""What a reader may raise, on one line; everything else is a defect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One door.

    Args:
        name: as on the command line of the campaign.
        door: what a user calls.
        make: returns the function of bytes; what it needs is made once.
        samples: returns inputs that are accepted, to be broken.
        slow: takes milliseconds by its nature (a YAML parser in Python): it is run for an hour, or a million times if
            that is less.
        files: it takes a file's path, so that reading files is no side effect.
        needs: a library that may be missing.
    """

    name: str
    door: str
    make: Callable[[], Read]
    samples: Callable[[], list[bytes]]
    slow: bool = False
    files: bool = False
    needs: str = ""

    @property
    def tokens(self) -> tuple[str, ...]:
        return TOKENS[self.name]


def _argument(data: bytes) -> str:
    """Return an argument as Python makes it of a command line's bytes: what is no UTF-8 becomes lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def _expressions() -> Read:
    from symprop.read import read_equation_text, read_text

    names = samples.text_labels()

    def read(data: bytes) -> None:
        text = _argument(data)
        if "=" in text:
            read_equation_text(text, names)
        else:
            read_text(text, names)

    return read


def _formulas() -> Read:
    """Formulas of a network file: any name is well-formed there, and is looked up later."""
    from symprop.read import read_text

    return lambda data: read_text(_argument(data), None, functions=("phi2",))


def _latex() -> Read:
    from symprop.read import Symbols, read_equation_latex, read_latex

    symbols = Symbols(samples.latex_labels())

    def read(data: bytes) -> None:
        text = _argument(data)
        if "=" in text:
            read_equation_latex(text, symbols)
        else:
            read_latex(text, symbols)

    return read


def _mathml() -> Read:
    from symprop.read import Symbols, read_equation_mathml, read_mathml

    symbols = Symbols(samples.latex_labels())

    def read(data: bytes) -> None:
        text = _argument(data)
        if ">=<" in text:
            read_equation_mathml(text, symbols)
        else:
            read_mathml(text, symbols)

    return read


def _answers() -> Read:
    from symprop.homework.grading.telling import answer_labels
    from symprop.network.load import load_network
    from symprop.notation import NOTATIONS
    from symprop.read.answers import read_answer
    from symprop.read.spellings import Spellings

    graph = load_network("mazur").graph
    plain, raised = (Spellings(graph, answer_labels(graph, NOTATIONS[name])) for name in ("mazur", "nielsen"))

    def read(data: bytes) -> None:
        text = _argument(data)
        try:
            read_answer(text, plain, functions={"f": "sigmoid"})
        except REFUSALS:
            read_answer(text, raised)

    return read


def _grades() -> Read:
    from symprop.homework.grading import GradeOptions, Grader
    from symprop.network.load import load_network

    grader = Grader(load_network("mazur"), "w1")
    options = GradeOptions(reveal=True)

    def read(data: bytes) -> None:
        grade = grader.grade(_argument(data), options)
        if grade.verdict == "unreadable":
            raise InputError(grade.error["what"], where=grade.error["where"], instead=grade.error["instead"])

    return read


def _values() -> Read:
    from symprop.api import load
    from symprop.network.load import read_values
    from symprop.network.values import parse_assignments

    net = load("mazur")

    def read(data: bytes) -> None:
        text = _argument(data)
        if "=" not in text:  # it would be a file's name
            dict(parse_assignments(text))
        else:
            net.with_values(read_values(text, net.graph, net.own_name))

    return read


def _values_file() -> Read:
    from symprop.api import load
    from symprop.network.file import read_values_file
    from symprop.network.load import decoded

    net = load("mazur")

    def read(data: bytes) -> None:
        found = read_values_file(decoded(data, "values.yaml"), "values.yaml")
        net.with_values({name: literal for name, (literal, _) in found.items()})

    return read


def _names() -> Read:
    from symprop.api import load
    from symprop.document.request import parameter_names, split_names

    nets = [load("mazur"), load("shared_weight"), load("784-30-10")]

    def read(data: bytes) -> None:
        names = split_names([_argument(data)], "--wrt")
        refused = []
        for net in nets:
            try:
                parameter_names(net, [net.own_name(name) for name in names])
            except REFUSALS as error:
                refused.append(error)
        if len(refused) == len(nets):
            for name in names:
                nets[0].of(name)

    return read


def _sizes() -> Read:
    from symprop.network.dense import dense_layers, read_sizes
    from symprop.network.layers import LayeredGraph
    from symprop.network.schematic import is_schematic, read_schematic

    def read(data: bytes) -> None:
        text = _argument(data)
        if is_schematic(text):
            read_schematic(text)
        else:
            sizes = read_sizes(text)
            LayeredGraph(sizes[0], dense_layers(sizes[1:]))

    return read


def _network() -> Read:
    from symprop.network.file import read_network_file
    from symprop.network.load import decoded

    return lambda data: read_network_file(decoded(data, "net.yaml"), "net.yaml")


def _notation() -> Read:
    from symprop.api import load
    from symprop.network.load import decoded
    from symprop.network.notation_file import read_notation_file
    from symprop.notation import latex_names, text_names

    net = load("mazur")
    delta = tuple(samples.leaves())

    def read(data: bytes) -> None:
        shown = replace(net, notation=read_notation_file(decoded(data, "mine.yaml"), "mine.yaml"))
        shown.labels.check(shown.graph)
        latex_names(shown.labels, delta)
        text_names(shown.labels, delta)

    return read


def _plan() -> Read:
    from symprop.homework.plan import plan_of
    from symprop.network.load import decoded

    return lambda data: plan_of(decoded(data, "plan.yaml"), "plan.yaml", Path("plans"))


def _roster() -> Read:
    from symprop.homework.roster import roster_of
    from symprop.network.load import decoded

    return lambda data: roster_of(decoded(data, "roster.csv"), "roster.csv")


def _submissions() -> Read:
    from symprop.homework.grading.batch import read_submissions, results_csv
    from symprop.network.load import decoded

    grade: Mapping[str, Any] = {"verdict": "correct", "findings": [], "alternatives": []}

    def read(data: bytes) -> None:
        rows = read_submissions(decoded(data, "answers.csv"), "", where="answers.csv")
        "".join(results_csv(rows, [grade] * len(rows)))

    return read


def _in_file(ending: str, read: Callable[[str], object]) -> Read:
    """Return a reader of a path as one of bytes: they are put into a file of memory, before the trap is armed."""
    folder = tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    path = os.path.join(folder, f"input{ending}")
    return _Filed(path, read)


@dataclass(frozen=True, slots=True)
class _Filed:
    """A reader of a file; `put` writes it."""

    path: str
    read: Callable[[str], object]

    def put(self, data: bytes) -> None:
        Path(self.path).write_bytes(data)

    def __call__(self, _data: bytes) -> object:
        return self.read(self.path)


def _onnx() -> Read:
    from symprop.models import from_onnx

    return _in_file(".onnx", lambda path: from_onnx(path, inputs=(2,)))


def _question() -> Read:
    from symprop.testing import load_question

    return _in_file(".json", load_question)


READERS: Mapping[str, Reader] = {
    reader.name: reader
    for reader in (
        Reader(name="expressions", door="formulas in text", make=_expressions, samples=samples.texts),
        Reader(name="formulas", door="formulas in a network file", make=_formulas, samples=samples.formulas),
        Reader(name="latex", door="formulas in LaTeX", make=_latex, samples=samples.latex),
        Reader(name="mathml", door="formulas in MathML", make=_mathml, samples=samples.mathml),
        Reader(name="answers", door="students' answers, read", make=_answers, samples=samples.answers),
        Reader(name="grades", door="grade NETWORK ANSWER", make=_grades, samples=samples.answers, slow=True),
        Reader(name="values", door="--at i1=.05,…", make=_values, samples=samples.values),
        Reader(name="names", door="--wrt, --of", make=_names, samples=samples.names),
        Reader(name="sizes", door="NETWORK as sizes", make=_sizes, samples=samples.sizes),
        Reader(name="roster", door="rosters in CSV", make=_roster, samples=samples.rosters),
        Reader(name="submissions", door="answers in CSV", make=_submissions, samples=samples.submissions),
        Reader(name="networks", door="network files", make=_network, samples=samples.networks, slow=True),
        Reader(name="plans", door="plans of homework", make=_plan, samples=samples.plans, slow=True),
        Reader(name="notations", door="--notation FILE", make=_notation, samples=samples.notations, slow=True),
        Reader(name="value-files", door="--at FILE", make=_values_file, samples=samples.value_files, slow=True),
        Reader(
            name="questions",
            door="exported questions in JSON",
            make=_question,
            samples=samples.questions,
            slow=True,
            files=True,
        ),
        Reader(name="onnx", door="ONNX files", make=_onnx, samples=samples.onnx, slow=True, files=True, needs="onnx"),
    )
}
