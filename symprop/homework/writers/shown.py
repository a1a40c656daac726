"""What sheets, solutions and keys share: a block with its labels, titles, points, numbers, the network itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from symprop.draw.layout import network_drawing
from symprop.errors import LimitExceeded
from symprop.expression import DisplayEquation, Var
from symprop.graph import Kind, expression
from symprop.homework.record import Block, NumberAnswer, ProblemSet, Prose, Setting, Text
from symprop.notation import Labels
from symprop.pages.outline import Figure, Heading

__all__ = ["Place", "Shares", "heading", "network_blocks", "points_text", "short", "title", "value_blocks"]

Shares = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Place:
    """A block, and the labels of the network that it is about."""

    block: Block
    labels: Labels


def points_text(points: Fraction) -> str:
    """Return points as people write them.

    >>> points_text(Fraction(1)), points_text(Fraction(5, 2)), points_text(Fraction(1, 3))
    ('1 point', '2.5 points', '0.33 points')
    """
    text = f"{float(points):.2f}".rstrip("0").rstrip(".")
    return f"{text} point{'s' * (points != 1)}"


def short(asked: NumberAnswer, value: str = "") -> str:
    """Return a number, the right one unless another is given, to the digits that are asked for.

    >>> short(NumberAnswer(value="0.000438567734474", digits=4, tolerance="1e-7", name="x"))
    '0.0004386'
    >>> short(NumberAnswer(value="-0.219000001", digits=4, tolerance="1e-4", name="x"))
    '−0.2190'
    """
    number = Decimal(value or asked.value)
    place = number.adjusted() - max(asked.digits, 1) + 1
    return f"{number.quantize(Decimal(1).scaleb(min(place, 0))):f}".replace("-", "−")


def title(problems: ProblemSet, what: str) -> Iterator[Place]:
    """Yield the title, what this is, and whose."""
    labels = problems.questions[0].setting.labels
    yield Place(Heading(1, problems.title), labels)
    who = " – ".join(filter(None, (problems.person, problems.student)))
    said = (what, points_text(problems.points), *([who] if who else []))
    yield Place(Prose((" · ".join(said),), "note"), labels)


def heading(problems: ProblemSet, k: int) -> Place:
    """Return the heading of a question."""
    question = problems.questions[k]
    text = f"{k + 1}. {question.title}"
    return Place(Heading(2, text, question.name, points_text(question.points)), question.setting.labels)


def network_blocks(setting: Setting) -> Iterator[Block]:
    """Yield what a network is, its picture, and how its error is measured."""
    yield Prose((f"The network: {'; '.join(setting.model.facts)}.",))
    graph = setting.model.graph
    try:
        yield Figure(network_drawing(graph, setting.labels))
    except LimitExceeded:
        return
    term = next((name for name in graph.defined() if graph.variable(name).kind is Kind.ERROR), "")
    equations = [
        DisplayEquation(Var(name), expression(definition))
        for name in (term, graph.total)
        if name and (definition := graph.definition(name)) is not None
    ]
    if equations:
        yield Prose(_listed("The error", equations))


def value_blocks(setting: Setting) -> Iterator[Block]:
    """Yield the values: inputs, targets, weights, biases, a paragraph each."""
    graph, values = setting.model.graph, setting.model.values
    for what, kinds in _ROWS:
        known = [DisplayEquation(Var(name), values[name]) for name in graph.given(*kinds) if name in values]
        if known:
            yield Prose(_listed(what, known))


_ROWS = (
    ("Inputs", (Kind.INPUT, Kind.CONSTANT)),
    ("Targets", (Kind.TARGET,)),
    ("Weights", (Kind.WEIGHT,)),
    ("Biases", (Kind.BIAS,)),
)


def _listed(what: str, equations: list[DisplayEquation]) -> Text:
    first, *more = equations
    return (f"{what}: ", first, *(part for equation in more for part in (", ", equation)), ".")
