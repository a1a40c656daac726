"""The same formula in another way: terms and factors in another order, brackets multiplied out, names inlined."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from symprop.api import Network
from symprop.expression import (
    Chain,
    Expr,
    Named,
    Neg,
    Num,
    Power,
    Product,
    Quotient,
    Slope,
    Sum,
    Var,
    fold,
    size,
    substitute,
    with_children,
)
from symprop.expression import number as num
from symprop.graph import Formula, Kind, expression
from symprop.notation import shown_expression
from symprop.render import LATEX, PYTHON, TEXT, write
from symprop.render.mathml import mathml

LARGEST = 1500  # nodes of what is still rewritten

Rewriting = Callable[[Expr, Network, random.Random], Expr]


def reordered(expr: Expr, net: Network, generator: random.Random) -> Expr:
    def rule(node: Expr, parts: list[Expr]) -> Expr:
        parts = list(parts)
        if isinstance(node, Sum | Product | Chain):
            generator.shuffle(parts)
        return with_children(node, parts) if parts else node

    return fold(expr, rule)


def expanded(expr: Expr, net: Network, generator: random.Random) -> Expr:
    """Multiply every product of sums out, as long as it stays small."""

    def rule(node: Expr, parts: list[Expr]) -> Expr:
        if not isinstance(node, Product | Chain):
            return with_children(node, parts) if parts else node
        terms: list[list[Expr]] = [[]]
        for part in parts:
            inner = part.terms if isinstance(part, Sum) else (part,)
            terms = [[*term, factor] for term in terms for factor in inner]
            if len(terms) > 64:
                return with_children(node, parts)
        return Sum(tuple(Product(tuple(t)) for t in terms)) if len(terms) > 1 else Product(tuple(terms[0]))

    return fold(expr, rule)


def turned(expr: Expr, net: Network, generator: random.Random) -> Expr:
    """−(t − o) becomes (o − t), a − b becomes −(b − a)."""

    def rule(node: Expr, parts: list[Expr]) -> Expr:
        match node:
            case Neg() if isinstance(parts[0], Sum) and len(parts[0].terms) == 2 and isinstance(parts[0].terms[1], Neg):
                first, second = parts[0].terms
                assert isinstance(second, Neg)
                return Sum((second.operand, Neg(first)))
            case Sum() if len(parts) == 2 and isinstance(parts[1], Neg) and generator.random() < 0.5:
                return Neg(Sum((parts[1].operand, Neg(parts[0]))))
            case _:
                return with_children(node, parts) if parts else node

    return fold(expr, rule)


def inlined(expr: Expr, net: Network, generator: random.Random) -> Expr:
    """Some outs and nets are written out by their definitions."""

    def replacement(leaf: Named) -> Expr | None:
        if not isinstance(leaf, Var) or leaf.name not in defined or generator.random() < 0.5:
            return None
        definition = net.graph.definition(leaf.name)
        return None if definition is None else expression(definition)

    defined = set(net.graph.defined())
    return substitute(expr, replacement)


def with_slopes(expr: Expr, net: Network, generator: random.Random) -> Expr:
    """out(1 − out) of a sigmoid becomes σ′(net), 1 − out² of a tanh tanh′(net)."""
    slopes: dict[Expr, Expr] = {}
    for name in net.graph.defined():
        definition = net.graph.definition(name)
        if net.graph.variable(name).kind is not Kind.OUT or not isinstance(definition, Formula):
            continue
        if definition.function in ("sigmoid", "tanh"):
            edge = net.graph.edges_into(name)[0]
            slopes[edge.partial] = Slope(definition.function, Var(edge.source))

    def rule(node: Expr, parts: list[Expr]) -> Expr:
        made = with_children(node, parts) if parts else node
        return slopes.get(made, made) if generator.random() < 0.7 else made

    return fold(expr, rule)


def padded(expr: Expr, net: Network, generator: random.Random) -> Expr:
    """What changes nothing: half of the double, a zero, two minus signs, 0.25 · 4, a division by 3⁰."""
    return generator.choice(
        [
            lambda: Quotient(Product((num(2), expr)), num(2)),
            lambda: Sum((expr, num(0))),
            lambda: Neg(Neg(expr)),
            lambda: Product((num("0.25"), num(4), expr)),
            lambda: Quotient(expr, Power(Num(num(3).value, "3"), num(0))),
        ]
    )()


REWRITINGS: dict[str, Rewriting] = {
    "reordered": reordered,
    "expanded": expanded,
    "turned": turned,
    "inlined": inlined,
    "with slopes": with_slopes,
    "padded": padded,
}


def rewritten(expr: Expr, net: Network, generator: random.Random) -> tuple[Expr, list[str]]:
    """Return the same thing after one to four rewritings, and which."""
    names = [generator.choice(list(REWRITINGS)) for _ in range(generator.randint(1, 4))]
    for name in names:
        if size(expr) > LARGEST:
            break
        expr = REWRITINGS[name](expr, net, generator)
    return expr, names


def typed(expr: Expr, net: Network, generator: random.Random) -> str:
    """Return a formula as somebody types it, in one of the languages and some of the habits."""
    shown = shown_expression(expr, net.labels)
    slopes = _has_slope(expr)
    way = generator.choice(["latex", "text", "python", *([] if slopes else ["mathml"])])
    if way == "mathml":
        return mathml(shown, net.labels)
    if way == "python" and not slopes and net.notation.name == "mazur":
        return write(shown, PYTHON, net.labels)
    text = write(shown, LATEX if way == "latex" else TEXT, net.labels)
    if way == "latex":
        return generator.choice([text, f"${text}$", _plain_latex(text), rf"\[ {text} \]"])
    return generator.choice([text, text.replace("−", "-").replace("·", "*")])


def _has_slope(expr: Expr) -> bool:
    return bool(fold(expr, lambda node, parts: isinstance(node, Slope) or any(parts)))


def _plain_latex(text: str) -> str:
    r"""\text{out}_{h_1} as students type it: out_{h1}."""
    plain = re.sub(r"\\text\{(out|net|total)\}", r"\1", text)
    return (
        re.sub(r"_\{([a-z])_(?:([0-9])|\{([0-9]+)\})\}", r"_{\1\2\3}", plain)
        .replace(r"\left", "")
        .replace(r"\right", "")
    )
