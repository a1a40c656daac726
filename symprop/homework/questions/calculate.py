"""Compute the numbers: some of the forward pass, the gradient, one update w⁺ = w − η ∂E_total/∂w."""

from __future__ import annotations

from fractions import Fraction
from math import floor, log10

from symprop.evaluate.filled import decimal_text
from symprop.expression import DisplayEquation, Expr, Partial, Var, number
from symprop.graph import Kind, expression
from symprop.homework.questions.material import Material, share_points
from symprop.homework.record import Block, NumberAnswer, Part, Prose, Question, Text, Wrong
from symprop.homework.rubric import credit
from symprop.network.values import exact
from symprop.pages.outline import Formula
from symprop.report import Shown

__all__ = ["number_answer", "numbers", "tolerance"]

VALUE_DIGITS = 12
MOST_WRONG = 6


def numbers(material: Material, name: str) -> Question:
    """Return the question for numbers: forward, backward, one update."""
    if not material.numbers.known:
        raise material.refuse(f"no numbers, {material.numbers.reason}", "give the network values:")
    wrt = material.weight()
    slope = Partial(material.graph.total, wrt)
    gradient = _value(material.numbers.gradient_text(wrt) or "0")
    rate, weight = material.plan.rate, material.value(wrt)
    parts = [_forward_part(material, quantity) for quantity in _forward_quantities(material, wrt)]
    parts.append(
        _part(material, slope.name, ("The gradient ", slope, "."), gradient, _wrong_gradients(material, wrt), 2)
    )
    eta, shown = Var("eta"), decimal_text_of(rate)
    prompt: Text = (f"The weight after one update with η = {shown}: ", Var(wrt), "⁺ = ", Var(wrt) - eta * slope, ".")
    wrong = {"wrong-sign": ("The step goes uphill: gradient descent subtracts.", weight + rate * gradient)}
    wrong["other-quantity"] = ("That is the step alone; the weight after it was asked for.", -rate * gradient)
    parts.append(_part(material, f"{wrt}+", prompt, weight - rate * gradient, wrong, 1))
    return Question(
        name=name,
        kind="numbers",
        title=material.plan.title or "Compute the numbers",
        setting=material.setting,
        prompt=(Prose((f"Compute, to {material.plan.digits} significant digits:",)),),
        parts=share_points(material.plan.points, parts),
        solution=_solution(material, wrt, weight - rate * gradient),
        hints=material.hints(wrt),
        wrts=(wrt,),
        with_values=True,
    )


def _forward_quantities(material: Material, wrt: str) -> list[str]:
    """Return the net and the out of the weight's unit, the outs of the outputs, and E_total, each once."""
    graph = material.graph
    net = graph.edges_from(wrt)[0].target
    out = [edge.target for edge in graph.edges_from(net)][:1]
    ends = [name for name in graph.defined() if graph.variable(name).kind is Kind.OUT][-2:]
    return list(dict.fromkeys([net, *out, *ends, graph.total]))


def _forward_part(material: Material, quantity: str) -> Part:
    value = material.numbers.forward()[quantity]
    return _part(material, quantity, (Var(quantity), "."), _value(decimal_text(value, VALUE_DIGITS)), {}, 1)


def _part(
    material: Material, name: str, prompt: Text, value: Fraction, wrong: dict[str, tuple[str, Fraction]], points: int
) -> Part:
    return Part(name="", prompt=prompt, answer=number_answer(material, name, value, wrong), points=Fraction(points))


def number_answer(
    material: Material, name: str, value: Fraction, wrong: dict[str, tuple[str, Fraction]]
) -> NumberAnswer:
    """Return a number, to the plan's digits, and those wrong ones that can be told from it and from each other."""
    digits = material.plan.digits
    allowed = tolerance(value, digits)
    taken, kept = [value], []
    for kind, (feedback, found) in wrong.items():
        if all(abs(found - other) > 4 * max(allowed, tolerance(found, digits)) for other in taken):
            taken.append(found)
            share = credit(kind, material.shares)
            kept.append(Wrong(kind=kind, answer=_literal(found), feedback=feedback, credit=share))
    return NumberAnswer(
        value=decimal_text_of(value), digits=digits, tolerance=_plain(allowed), name=name, wrong=tuple(kept)
    )


def _wrong_gradients(material: Material, wrt: str) -> dict[str, tuple[str, Fraction]]:
    """Return kind → (sentence, number): one slip of each kind, worked out at the network's values."""
    found: dict[str, tuple[str, Fraction]] = {}
    for mistake in material.mistakes(wrt, MOST_WRONG):
        line = DisplayEquation(Var("#wrong"), mistake.answer)
        found.setdefault(mistake.kind, (mistake.message, _value(material.numbers.values_text([line])["#wrong"])))
    return found


def tolerance(value: Fraction, digits: int) -> Fraction:
    """Return one unit in the last of `digits` significant digits of a value.

    >>> tolerance(Fraction("0.0012345"), 3)
    Fraction(1, 100000)
    """
    place = floor(log10(abs(value))) if value else 0
    return Fraction(10) ** (place - digits + 1)


def decimal_text_of(value: Fraction) -> str:
    """Return a value with 12 significant digits.

    >>> decimal_text_of(Fraction(1, 3))
    '0.333333333333'
    """
    from mpmath import mpf

    return decimal_text(mpf(value.numerator) / value.denominator, VALUE_DIGITS)


def _plain(value: Fraction) -> str:
    """Return a power of ten as a decimal."""
    return f"{value.numerator}e-{len(str(value.denominator)) - 1}" if value < 1 else str(value)


def _value(text: str) -> Fraction:
    return exact(number(text))


def _literal(value: Fraction) -> Expr:
    return number(decimal_text_of(value))


def _solution(material: Material, wrt: str, after: Fraction) -> tuple[Block, ...]:
    graph = material.graph
    forward = [DisplayEquation(Var(name), expression(definition)) for name in graph.defined()
               if (definition := graph.definition(name)) is not None]  # fmt: skip
    slope = Partial(graph.total, wrt)
    step = DisplayEquation(Var("#after"), Var(wrt) - number(decimal_text_of(material.plan.rate)) * slope)
    lines = [*material.form(wrt, "factored").lines, step]
    filled = material.numbers.filled(lines, 6, material.labels)[-1]
    shown = Shown(DisplayEquation(Var(wrt), Var(wrt) - Var("eta") * slope), filled, after=True)
    return (
        Prose(("The forward pass:",)),
        material.shown(forward, what="the forward pass"),
        Prose(("Backward:",)),
        *material.worked(wrt, "paths"),
        Prose(("The update:",)),
        Formula((shown,), "the update"),
    )
