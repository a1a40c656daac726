"""A program as Python: a function of keyword arguments with the network's values as defaults; `math`, or NumPy.

Expressions stand in it as they stand on the page: one more `Style`, in which a case is a conditional expression.
"""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from symprop.expression import Expr, Num
from symprop.graph import Kind, Variable
from symprop.notation import Labels
from symprop.programs.plan import Line, Program, body_of, safe
from symprop.render.styles import ATOM, PRODUCT, PYTHON, Piece, Style
from symprop.render.write import write

__all__ = ["python_source"]

FUNCTION = "gradients"
_RESERVED = frozenset((*keyword.kwlist, *dir(builtins), "math", "np", "numpy", "sys", FUNCTION))


@dataclass(frozen=True, slots=True)
class _Module:
    """Where functions come from.

    Args:
        imports: module → the line that imports it, and the functions that need it; none: it is always needed.
        direct: function → how it is called.
        helpers: function → the body of its definition, where it is neither called directly nor written in others.
        cases: from left, right, then, otherwise.
    """

    imports: tuple[tuple[str, frozenset[str]], ...]
    direct: Mapping[str, str]
    helpers: Mapping[str, str]
    cases: str


_DIRECT = ("log", "sqrt", "sin", "cos", "tanh")
_MATH = _Module(
    imports=(("import math", frozenset((*_DIRECT, "erf", "exp", "normal_pdf"))),),
    direct={name: f"math.{name}" for name in (*_DIRECT, "erf")},
    helpers={
        "exp": "    try:\n        return math.exp(x)\n    except OverflowError:\n        return math.inf",
        "normal_pdf": "    return math.exp(-x*x/2)/math.sqrt(2*math.pi)",
    },
    cases="({2} if {0} > {1} else {3})",
)
_NUMPY = _Module(
    imports=(("import math\n", frozenset(("erf", "normal_pdf"))), ("import numpy as np", frozenset())),
    direct={name: f"np.{name}" for name in _DIRECT},
    helpers={
        "exp": '    with np.errstate(over="ignore"):\n        return np.exp(x)',
        "erf": "    return np.vectorize(math.erf, otypes=[float])(x)",
        "normal_pdf": "    return np.exp(-x*x/2)/math.sqrt(2*math.pi)",
    },
    cases="np.where({0} > {1}, {2}, {3})",
)


def python_source(program: Program, *, arrays: bool = False, runnable: bool = False) -> str:
    """Return the text of a module with one function: of floats, or with `arrays` of NumPy arrays of samples.

    Args:
        runnable: whether the module prints the function's results when it is run.
    """
    module = _NUMPY if arrays else _MATH
    style = _style(module)

    def written(expr: Expr) -> str:
        return write(expr, style, _LABELS)

    imports = [line for line, needing in module.imports if not needing or needing.intersection(program.functions)]
    parts = [
        "\n".join([f"# {program.summary}", *([""] if imports else []), *imports]).strip(),
        *(_helper(name, module, written) for name in program.functions if name not in module.direct),
        "\n".join(_function(program, written)),
        *([_main(program)] if runnable else []),
    ]
    return "\n\n\n".join(parts) + "\n"


Written = Callable[[Expr], str]
_LABELS = Labels(lambda name: Variable(name, Kind.VALUE))  # a program shows names as they are


def _safe(name: str) -> str:
    return safe(name, _RESERVED)


def _style(module: _Module) -> Style:
    return replace(
        PYTHON,
        name=lambda name, _: _safe(name),
        number=_number,
        call=lambda name, parts: Piece(f"{module.direct.get(name, name)}({', '.join(part.text for part in parts)})"),
        cases=lambda parts: Piece(module.cases.format(*(part.text for part in parts))),
        prepare=lambda expr: expr,
    )


def _number(num: Num) -> Piece:
    """Return the number as it was written, but for zeros before it, which Python has no integers with."""
    text = num.text.lstrip("0") or "0"
    text = text if text[0].isdigit() else f"0{text}"
    return Piece(text, PRODUCT if "/" in text else ATOM, digit=True)


def _helper(name: str, module: _Module, written: Written) -> str:
    body = body_of(name)
    return f"def {name}(x):\n" + (f"    return {written(body)}" if body else module.helpers[name])


def _name(program: Program) -> str:
    """Return the function's name: that of its only result."""
    return FUNCTION if len(program.results) > 1 else program.results[0][1]


def _function(program: Program, written: Written) -> Iterator[str]:
    yield f"def {_name(program)}("
    yield "    *,"
    for name, value in program.given:
        yield f"    {_safe(name)}," if value is None else f"    {_safe(name)}={written(value)},"
    yield "):"
    if len(program.results) > 1:
        yield f'    """Return {program.results[0][0]} and its derivatives, by name."""'
    else:
        yield f'    """Return {program.results[0][1]}."""'
    yield from _lines("forward", program.forward, written)
    yield from _lines("backward", program.backward, written)
    if len(program.results) > 1:
        yield "    return {"
        yield from (f'        "{what}": {_safe(name)},' for what, name in program.results)
        yield "    }"
    else:
        yield f"    return {_safe(program.results[0][1])}"


def _lines(heading: str, lines: Iterable[Line], written: Written) -> Iterator[str]:
    yield f"    # {heading}"
    yield from (f"    {_safe(name)} = {written(rhs)}" for name, rhs in lines)


def _main(program: Program) -> str:
    """Return what is run with the module: values may be given as words, i1=0.05."""
    missing = [_safe(name) for name, value in program.given if value is None]
    lines = [
        'if __name__ == "__main__":',
        "    import sys",
        "",
        '    words = [word.partition("=") for word in sys.argv[1:]]',
        "    values = {name: float(value) for name, _, value in words}",
    ]
    if missing:
        lines += [
            f"    missing = [name for name in {missing} if name not in values]",
            "    if missing:",
            '        sys.exit("give values: " + " ".join(f"{name}=…" for name in missing))',
        ]
    if len(program.results) > 1:
        lines += [
            f"    for name, value in {_name(program)}(**values).items():",
            '        print(f"{name} = {value:.12g}")',
        ]
    else:
        lines.append(f'    print(f"{{{_name(program)}(**values):.12g}}")')
    return "\n".join(lines)
