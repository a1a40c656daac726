"""What a program computes, whatever its language: given values, the forward pass, the adjoints, the results.

program := given* forward-line* backward-line* result*        each line a name and its expression
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from symprop.derive.adjoints import factored_system
from symprop.errors import InputError, shorten
from symprop.evaluate.arithmetic import ABSTRACT
from symprop.evaluate.passes import forward_lines
from symprop.expression import Call, Expr, Sum, Var, fold, names_in, total
from symprop.functions import FUNCTIONS
from symprop.graph import GIVEN, EquationGraph, derivative

__all__ = ["Program", "body_of", "plan_program", "safe"]

TERMS = 12  # a sum of more is added up in several lines: nothing is too deep for a compiler, or too wide to read

Line = tuple[str, Expr]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Straight-line assignments; the same name again adds to what it was.

    Args:
        title: of the network, on one line.
        given: names that are filled from outside, each with the network's value, or None.
        forward, backward: (name, expression), in an order in which they can be run.
        results: (what it is called, the name that holds it).
        functions: names of the functions that are used, each after those that it uses.
    """

    title: str
    given: tuple[tuple[str, Expr | None], ...]
    forward: tuple[Line, ...]
    backward: tuple[Line, ...]
    results: tuple[tuple[str, str], ...]
    functions: tuple[str, ...]

    @property
    def summary(self) -> str:
        """What it is, on one line."""
        count = len(self.results)
        what = f"{count:,} results" if count > 3 else ", ".join(name for _, name in self.results)
        return f"{self.title}: {what}; written by symprop" if self.title else f"{what}; written by symprop"

    @property
    def complete(self) -> bool:
        """Whether everything given has a value."""
        return all(value is not None for _, value in self.given)


def plan_program(
    graph: EquationGraph, wrt: Sequence[str], values: Mapping[str, Expr], *, title: str = "", with_total: bool = True
) -> Program:
    """Return the program for ∂E_total/∂w of each of `wrt`, and for E_total; nothing in it that they do not need.

    Raises:
        InputError: if an activation is the abstract φ.

    >>> from symprop.network.load import load_network
    >>> program = plan_program(load_network("mazur").graph, ["w5"], {}, with_total=False)
    >>> [name for name, _ in program.forward]
    ['net_h1', 'net_h2', 'out_h1', 'out_h2', 'net_o1', 'out_o1']
    >>> [name for name, _ in program.backward]
    ['delta_o1', 'd_E_total__d_w5']
    """
    results = [(graph.total, graph.total)] if with_total else []
    results += [(name, derivative(graph, graph.total, name).name) for name in wrt]
    forward, backward = list(forward_lines(graph)), [(n.lhs.name, n.rhs) for n in factored_system(graph, wrt)]
    kept = _needed([*forward, *backward], [name for _, name in results])
    forward, backward = ([line for line in lines if line[0] in kept] for lines in (forward, backward))
    used = {name for _, rhs in (*forward, *backward) for name in names_in(rhs)}
    return Program(
        title=shorten(title, 200),
        given=tuple((name, values.get(name)) for name in graph.given(*GIVEN) if name in used),
        forward=tuple(_short_lines(forward)),
        backward=tuple(_short_lines(backward)),
        results=tuple(results),
        functions=_functions(rhs for _, rhs in (*forward, *backward)),
    )


def _needed(lines: Sequence[Line], results: Iterable[str]) -> set[str]:
    needed = set(results)
    for name, rhs in reversed(lines):
        if name in needed:
            needed.update(names_in(rhs))
    return needed


def _short_lines(lines: Iterable[Line]) -> Iterable[Line]:
    for name, rhs in lines:
        if not isinstance(rhs, Sum):
            yield name, rhs
            continue
        yield name, total(rhs.terms[:TERMS])
        for start in range(TERMS, len(rhs.terms), TERMS):
            yield name, Sum((Var(name), *rhs.terms[start : start + TERMS]))


def _functions(expressions: Iterable[Expr]) -> tuple[str, ...]:
    """Return the functions that expressions call, and those that they are written in, definitions before uses."""
    order: dict[str, None] = {}
    stack = list(dict.fromkeys(name for expr in expressions for name in _calls(expr)))[::-1]
    while stack:
        name = stack[-1]
        if name in ABSTRACT:
            raise InputError("the abstract φ is no program", instead="choose an activation")
        body = body_of(name)
        missing = [used for used in (_calls(body) if body else ()) if used not in order]
        if missing:
            stack += reversed(missing)
        else:
            order.setdefault(stack.pop())
    return tuple(order)


def body_of(name: str) -> Expr | None:
    """Return f(x) in simpler functions; None for what a language has, or is told, itself."""
    body = FUNCTIONS[name].body
    return body(Var("x")) if body else None


def _calls(expr: Expr) -> Collection[str]:
    found: dict[str, None] = {}

    def visit(node: Expr, _: list[None]) -> None:
        if isinstance(node, Call):
            found.setdefault(node.function)

    fold(expr, visit)
    return found


def safe(name: str, taken: Collection[str]) -> str:
    """Return a name that a language leaves free. No name of a network ends in an underscore, so none is made twice.

    >>> safe("double", {"double"}), safe("w1", {"double"})
    ('double_', 'w1')
    """
    return f"{name}_" if name in taken else name
