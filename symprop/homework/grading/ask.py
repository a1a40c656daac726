"""`symprop.grade`: one answer about a network that somebody holds."""

from __future__ import annotations

from numbers import Real
from typing import Protocol

from symprop.derive.views import check_wrt
from symprop.errors import InputError, shorten
from symprop.given import whole
from symprop.homework.grading.forms import check_answer_form
from symprop.homework.grading.grader import Grader
from symprop.homework.grading.options import GradeOptions, rate_of
from symprop.homework.grading.result import Grade
from symprop.network.model import Model
from symprop.notation import Notation

__all__ = ["grade"]

MOST_DIGITS = 40


class Source(Protocol):
    """What grading needs of a network."""

    @property
    def model(self) -> Model: ...
    @property
    def notation(self) -> Notation: ...
    def own_name(self, name: str) -> str: ...


def grade(
    net: Source,
    wrt: str,
    answer: str | float,
    *,
    reveal: bool = False,
    form: str = "",
    digits: int | None = None,
    rate: float | str = "",
    before: Source | None = None,
) -> Grade:
    r"""Return whether `answer` is ∂E_total/∂wrt of `net`, and if it is not, what exactly is wrong with it.

    Args:
        net: the network, as `symprop.load` gives it.
        wrt: the parameter.
        answer: a formula in LaTeX, Unicode, Python or MathML; several lines, or a number, too, as text or itself.
        reveal: whether findings say what is right.
        form: chain, messages, paths, factored, closed or expanded: whether the answer is written so, besides.
        digits: significant digits to which a number must agree; by default as many as were written.
        rate: the learning rate of the course, to recognise numbers made with updated weights.
        before: the network before its weights were changed, to recognise numbers made with its outs.

    Raises:
        InputError: if there is no parameter of this name, or what is given is no network, no answer or no rate.
        UnsupportedForm: if there is no such form.

    >>> import symprop
    >>> net = symprop.load("mazur")
    >>> symprop.grade(net, "w1", r"\delta_{o1} w_5 \sigma'(net_{h1}) i_1").kinds
    ('missing-output',)
    >>> print(symprop.grade(net, "w5", "(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1").findings[0].message)
    The sign is the wrong way round: would more w5 make the error larger, or smaller?
    """
    check_answer_form(form)
    for given in (net,) if before is None else (net, before):
        if not hasattr(given, "model"):
            raise InputError(f"{shorten(repr(given))} is no network", instead="give one that symprop.load gives")
    if digits is not None and whole(digits) not in range(1, MOST_DIGITS + 1):
        raise InputError(f"{shorten(repr(digits))} digits", instead=f"give a whole number from 1 to {MOST_DIGITS}")
    grader = Grader(net.model, check_wrt(net.model.graph, net.own_name(wrt)), notation=net.notation)
    eta = str(rate)
    if eta:
        rate_of(eta)
    values = before.model.values if before else {}
    return grader.grade(_text(answer), GradeOptions(reveal=reveal, form=form, digits=digits, rate=eta, before=values))


def _text(answer: object) -> str:
    """Return an answer as text; a number as Python writes it."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, Real) and not isinstance(answer, bool):
        return str(answer)
    raise InputError(f"{shorten(repr(answer))} is no answer", instead="give a formula as text, or a number")
