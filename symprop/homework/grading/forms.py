"""Whether an answer has the form that was asked for: how it is written, apart from whether it is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from symprop.errors import UnsupportedForm
from symprop.expression import Expr, Neg, Power, Product, Quotient, Sum, children, names_in
from symprop.given import pick
from symprop.graph import GIVEN
from symprop.homework.grading.question import Question
from symprop.homework.grading.result import FormGrade
from symprop.homework.grading.telling import Telling
from symprop.read.answers import Answer

__all__ = ["ANSWER_FORMS", "check_answer_form", "form_grade", "terms"]

Check = Callable[[Question, Telling, Sequence[Expr]], str]


def check_answer_form(name: str) -> None:
    """Refuse a form that no answer is asked for in.

    Raises:
        UnsupportedForm: with the nearest one.
    """
    if name != "":
        pick(name, ANSWER_FORMS, "form of an answer", where="--form", error=UnsupportedForm)


def form_grade(name: str, question: Question, telling: Telling, answer: Answer) -> FormGrade:
    """Return whether an answer is written in a form."""
    message = ANSWER_FORMS[name](question, telling, [line.sides[0] for line in answer.lines])
    return FormGrade(name, not message, message)


def _chain(question: Question, telling: Telling, sides: Sequence[Expr]) -> str:
    for side in sides:
        for term in terms(side):
            if sum(name.startswith("d_") for factor in _factors(term) for name in names_in(factor)) >= 2:
                return ""
    return f"write it as a product of derivatives, each of one step from {question.graph.total} to {telling.wrt}"


def _messages(question: Question, telling: Telling, sides: Sequence[Expr]) -> str:
    used = {name for side in sides for name in names_in(side)}
    if any(name.startswith("m_") or telling.is_error_through(name) for name in used):
        return ""
    return "write it with what comes back from each neighbour on the right"


def _paths(question: Question, telling: Telling, sides: Sequence[Expr]) -> str:
    found = list(terms(sides[-1]))
    if question.bundled:
        return f"write one product for each of the {question.path_count} paths"
    count = len(question.paths)
    if len(found) != question.path_count:
        return f"write one product for each path; there are {question.path_count} paths and {len(found)} terms"
    lines = [(f"#term{k}", term) for k, term in enumerate(found)]
    lines += [(f"#path{k}", path.product) for k, path in enumerate(question.paths)]
    values = {name: question.at_points(question.with_quantities(lines), name) for name, _ in lines}
    left = list(range(count))
    for k in range(len(found)):
        same = next((p for p in left if question.agree(values[f"#term{k}"], values[f"#path{p}"])), None)
        if same is None:
            return f"term {k + 1} is not the product of a path"
        left.remove(same)
    return ""


def _factored(question: Question, telling: Telling, sides: Sequence[Expr]) -> str:
    for side in sides:
        for node in _nodes(side):
            if isinstance(node, Sum):
                shared = _shared([list(_factors(term)) for term in node.terms])
                if shared is not None:
                    return f"{telling.formula(shared)} stands in every term of a sum; take it out once"
    return ""


def _shared(terms: list[list[Expr]]) -> Expr | None:
    """Return a factor that all terms have; None if there is none."""
    first, *others = terms
    for factor in first:
        if names_in(factor) and all(factor in other for other in others):
            return factor
    return None


def _closed(question: Question, telling: Telling, sides: Sequence[Expr]) -> str:
    given = set(question.graph.given(*GIVEN))
    for side in sides:
        for name in names_in(side):
            if name not in given and not name.startswith("own_"):
                return f"{telling.name(name)} is still in it; write it out in inputs, targets, weights and biases"
    return ""


def _expanded(question: Question, telling: Telling, sides: Sequence[Expr]) -> str:
    for side in sides:
        for node in _nodes(side):
            inside = node.factors if isinstance(node, Product) else (node.base,) if isinstance(node, Power) else ()
            if any(isinstance(factor, Sum) for factor in inside):
                return "a bracket is not multiplied out"
    return ""


ANSWER_FORMS: dict[str, Check] = {
    "chain": _chain,
    "messages": _messages,
    "paths": _paths,
    "factored": _factored,
    "closed": _closed,
    "expanded": _expanded,
}
"""Form → what is missing for an answer to have it; nothing if it has it."""


def terms(expr: Expr) -> Iterator[Expr]:
    """Yield the terms of a sum, opened through signs."""
    stack = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, Sum):
            stack.extend(reversed(node.terms))
        elif isinstance(node, Neg) and isinstance(node.operand, Sum):
            stack.append(node.operand)
        else:
            yield node


def _factors(expr: Expr) -> Iterator[Expr]:
    """Yield the factors of a product, opened through signs and quotients."""
    stack = [expr]
    while stack:
        node = stack.pop()
        match node:
            case Product(factors):
                stack.extend(reversed(factors))
            case Neg(operand):
                stack.append(operand)
            case Quotient(numerator, _):
                stack.append(numerator)
            case _:
                yield node


def _nodes(expr: Expr) -> Iterator[Expr]:
    stack = [expr]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))
