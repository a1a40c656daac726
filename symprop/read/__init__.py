r"""The only place where text becomes expressions: text, LaTeX and MathML → the tree of `symprop.expression`.

    text, LaTeX, MathML → tokens (three lexers) → tree (one grammar)

It shares with the printers only the table of functions and the labels of names, so that reading a page back
proves something. Every name on a leaf is a `Var` with the Python name (`d_E_total__d_w1`, `delta_h1`).
Text from outside is bounded by a `Budget` before it is parsed. The grammar is loaded when first used.

>>> read_latex(r"-w_{1} \, i_1", {"w_1": "w1", "i_1": "i1"}) == read_text("−w1·i1") == read_text("-w1*i1")
True
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING

from symprop.expression import Element, Expr
from symprop.read.budget import Budget, Dialect
from symprop.read.symbols import Symbols

if TYPE_CHECKING:
    from symprop.read.tokens import Source, Token

__all__ = [
    "Budget",
    "Symbols",
    "read_entry",
    "read_equation_latex",
    "read_equation_mathml",
    "read_equation_text",
    "read_latex",
    "read_mathml",
    "read_text",
]

_BUDGET = Budget()


def read_entry(name: str) -> Element | None:
    """Return the entry that stands on the left of an equation, from the name that a reader gave it; None for others."""
    from symprop.read.indexed import element

    return element(name) if "|" in name else None


def read_text(
    source: str,
    names: Container[str] | None = None,
    *,
    functions: Container[str] = (),
    budget: Budget | None = _BUDGET,
) -> Expr:
    """Return the tree of a formula in Python (`-(t1 - out_o1)*w5**2`) or Unicode (`−(t1 − out_o1)·w5²`).

    Args:
        source: the formula.
        names: the Python names it may use, or text label → name; None for every well-formed one.
        functions: names that may be called besides the function table's.
        budget: its limits; None for our own pages.

    Returns:
        The tree as written.

    Raises:
        InputError: if it is no formula or uses another name; ``line:column``, what, what instead.
        LimitExceeded: if it goes beyond the budget.

    >>> read_text("½ w5²") == read_text("1/2*w5**2")
    True
    >>> read_text("(a²_1)²", {"a²_1": "out_h1"}) == read_text("out_h1**2")
    True
    >>> read_text("w55", {"w5"})
    Traceback (most recent call last):
    symprop.errors.InputError: 1:1: unknown name 'w55'; did you mean 'w5'?
    """
    return _parsed(*_from_text(source, names, budget, functions))


def read_latex(source: str, names: Mapping[str, str] | Symbols, *, budget: Budget | None = _BUDGET) -> Expr:
    r"""Return the tree of a formula in LaTeX.

    Args:
        source: the formula.
        names: LaTeX label → Python name; as `Symbols` where many formulas are read.
        budget: its limits; None for our own pages.

    Returns:
        The tree as written.

    Raises:
        InputError: if it is no formula or uses another symbol or command; ``line:column``, what, what instead.
        LimitExceeded: if it goes beyond the budget.

    >>> read_latex(r"\frac{w_1}{2}", {"w_1": "w1"})
    Quotient(numerator=Var(name='w1'), denominator=Num(value=Fraction(2, 1), text='2'))
    """
    return _parsed(*_from_latex(source, names, budget))


def read_mathml(source: str, names: Mapping[str, str] | Symbols, *, budget: Budget | None = _BUDGET) -> Expr:
    r"""Return the tree of a formula in MathML.

    Args:
        source: one element, its root `<math>` or not.
        names: LaTeX label → Python name, the same as for LaTeX; as `Symbols` where many formulas are read.
        budget: its limits; None for our own pages.

    Returns:
        The tree as seen.

    Raises:
        InputError: if it is no formula, no XML, or has another element or symbol; ``line:column``, what, what instead.
        LimitExceeded: if it goes beyond the budget.

    >>> read_mathml("<math><mfrac><msub><mi>w</mi><mn>1</mn></msub><mn>2</mn></mfrac></math>", {"w_1": "w1"})
    Quotient(numerator=Var(name='w1'), denominator=Num(value=Fraction(2, 1), text='2'))
    """
    return _parsed(*_from_mathml(source, names, budget))


def read_equation_text(
    source: str, names: Container[str] | None = None, *, budget: Budget | None = _BUDGET, dialect: Dialect = ""
) -> tuple[str, Expr]:
    """Return (name, tree) of ``name = formula`` in Python or Unicode text.

    Args:
        source: the equation.
        names: the Python names it may use, that on the left too, or text label → name; None for every well-formed one.
        budget: its limits; None for our own pages.
        dialect: ``matrices`` or ``indices``, where it may hold what stands on our own pages of whole layers.

    Returns:
        The Python name on the left and the tree on the right.

    Raises:
        InputError: if it is no such equation; ``line:column``, what, what instead.
        LimitExceeded: if it goes beyond the budget.

    >>> read_equation_text("∂E_total/∂w5 = δ_o1")
    ('d_E_total__d_w5', Var(name='delta_o1'))
    """
    return _equation(*_from_text(source, names, budget, dialect=dialect))


def read_equation_latex(
    source: str, names: Mapping[str, str] | Symbols, *, budget: Budget | None = _BUDGET, dialect: Dialect = ""
) -> tuple[str, Expr]:
    r"""Return (name, tree) of ``symbol = formula`` in LaTeX, on one line or the rows of one `align*`.

    Args:
        source: the equation.
        names: LaTeX label → Python name; as `Symbols` where many equations are read.
        budget: its limits; None for our own pages.
        dialect: ``matrices`` or ``indices``, where it may hold what stands on our own pages of whole layers.

    Returns:
        The Python name on the left and the tree on the right, its rows joined.

    Raises:
        InputError: if it is no such equation; ``line:column``, what, what instead.
        LimitExceeded: if it goes beyond the budget.

    >>> read_equation_latex(r"\begin{align*} a &= b \\ &\quad - b \end{align*}", {"a": "a", "b": "b"})
    ('a', Sum(terms=(Var(name='b'), Neg(operand=Var(name='b')))))
    """
    return _equation(*_from_latex(source, names, budget, dialect=dialect))


def read_equation_mathml(
    source: str, names: Mapping[str, str] | Symbols, *, budget: Budget | None = _BUDGET, dialect: Dialect = ""
) -> tuple[str, Expr]:
    r"""Return (name, tree) of ``symbol = formula`` in MathML, in one row or the rows of one `<mtable>`.

    Args:
        source: the equation.
        names: LaTeX label → Python name, the same as for LaTeX; as `Symbols` where many equations are read.
        budget: its limits; None for our own pages.
        dialect: ``matrices`` or ``indices``, where it may hold what stands on our own pages of whole layers.

    Returns:
        The Python name on the left and the tree on the right, its rows joined.

    Raises:
        InputError: if it is no such equation; ``line:column``, what, what instead.
        LimitExceeded: if it goes beyond the budget.

    >>> read_equation_mathml("<math><mi>a</mi><mo>=</mo><mi>b</mi></math>", {"a": "a", "b": "b"})
    ('a', Var(name='b'))
    """
    return _equation(*_from_mathml(source, names, budget, dialect=dialect))


def _source(text: str, budget: Budget | None, dialect: Dialect) -> Source:
    from symprop.read.tokens import Source

    source = Source(text, budget or Budget.unlimited(), dialect=dialect)
    source.check_length()
    return source


def _from_text(
    text: str,
    names: Container[str] | None,
    budget: Budget | None,
    functions: Container[str] = (),
    *,
    dialect: Dialect = "",
) -> tuple[list[Token], Source]:
    from symprop.read.text import text_tokens
    from symprop.read.tokens import prepare

    source = _source(text, budget, dialect)
    return prepare(text_tokens(source, names, functions), source), source


def _from_latex(
    text: str, names: Mapping[str, str] | Symbols, budget: Budget | None, *, dialect: Dialect = ""
) -> tuple[list[Token], Source]:
    from symprop.read.latex import latex_tokens
    from symprop.read.tokens import prepare

    source = _source(text, budget, dialect)
    return prepare(latex_tokens(source, _symbols(names)), source), source


def _from_mathml(
    text: str, names: Mapping[str, str] | Symbols, budget: Budget | None, *, dialect: Dialect = ""
) -> tuple[list[Token], Source]:
    from symprop.read.mathml import mathml_tokens
    from symprop.read.tokens import Source, prepare

    plain = _source(text, budget, dialect)
    try:
        source = Source(text, plain.budget, text.encode(), dialect)
    except UnicodeEncodeError as error:
        raise plain.error(error.start, "a character that is none in Unicode") from None
    return prepare(mathml_tokens(source, _symbols(names)), source), source


def _symbols(names: Mapping[str, str] | Symbols) -> Symbols:
    return names if isinstance(names, Symbols) else Symbols(names)


def _parsed(tokens: list[Token], source: Source) -> Expr:
    from symprop.read.grammar import parse

    return parse(tokens, source)


def _equation(tokens: list[Token], source: Source) -> tuple[str, Expr]:
    from symprop.read.tokens import split_equation

    name, rest = split_equation(tokens, source)
    return name, _parsed(rest, source)
