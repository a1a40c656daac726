r"""MathML: each factor goes through latex2mathml once, sums and chain-rule products are assembled.

latex2mathml passes unknown commands and text through silently, so a factor's LaTeX is held against the
closed list of what `styles.LATEX` writes before, and the result parsed as strict XML after.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from xml.etree import ElementTree

from symprop.errors import SympropError
from symprop.expression import Chain, Expr, Neg, Sum, children, fold
from symprop.functions import FUNCTIONS
from symprop.notation import BOLD, GREEK, Labels
from symprop.render.styles import LATEX, Piece
from symprop.render.write import rule_for

__all__ = ["COMMANDS", "MATHML", "Mark", "assemble", "convert", "mathml", "mathml_content"]

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
COMMANDS = frozenset(
    {
        *GREEK,
        *("text", "frac", "partial", "left", "right", "cdot", "times", "sqrt", "to", "begin", "end", "operatorname"),
        *("mathbf", "boldsymbol", "textbf", "mathcal", "odot", "top", "sum"),
        *(command for row in FUNCTIONS.values() for command in _COMMAND.findall(row.latex)),
        *(",", "\\", "quad"),
    }
)
"""Every LaTeX command a page may hold."""

_FENCE = '<mo stretchy="true" fence="true" form="{}">{}</mo>'
MATHML = replace(
    LATEX,
    plus="<mo>+</mo>",
    minus="<mo>\N{MINUS SIGN}</mo>",
    negative='<mo form="prefix">\N{MINUS SIGN}</mo>',
    dot="<mo>\N{MIDDLE DOT}</mo>",  # as latex2mathml writes \\cdot
    brackets=lambda text: f"<mrow>{_FENCE.format('prefix', '(')}{text}{_FENCE.format('postfix', ')')}</mrow>",
)
"""How sums and chains are joined; everything inside a factor is latex2mathml's."""

_JOINED = (Sum, Chain, Neg)
_TEXT = re.compile(r"\\(?:text|textbf|operatorname)\{([^{}]*)\}")
_FUNCTION_NAMES = frozenset(row.text for row in FUNCTIONS.values())
_WORD = re.compile(r"[A-Za-z0-9]+")


def mathml(expr: Expr, labels: Labels) -> str:
    """Return `expr` as a MathML element of its own."""
    return f'<math xmlns="{NAMESPACE}"><mrow>{mathml_content(expr, labels)}</mrow></math>'


def mathml_content(expr: Expr, labels: Labels) -> str:
    """Return `expr` as MathML to stand inside an mrow."""
    return assemble(expr, labels).text


Mark = Callable[[Expr, str], str]
"""(factor, its MathML) → MathML that says more of it: what a script finds it by."""


def assemble(expr: Expr, labels: Labels, mark: Mark | None = None) -> Piece:
    """Return `expr` as a piece of MathML, with the precedence and sign of its LaTeX."""
    latex_rule, joining_rule = rule_for(LATEX, labels), rule_for(MATHML, labels)

    def written(node: Expr, latex: str) -> str:
        return mark(node, convert(latex)) if mark else convert(latex)

    def rule(node: Expr, parts: list[Piece]) -> Piece:
        if isinstance(node, _JOINED):
            return joining_rule(node, parts)
        piece = fold(node, latex_rule)
        positive = None if piece.positive is None else written(node, piece.positive)
        return replace(piece, text=written(node, piece.text), positive=positive)

    return fold(expr, rule, lambda node: children(node) if isinstance(node, _JOINED) else ())


@lru_cache(maxsize=4096)
def convert(latex: str) -> str:
    """Return the MathML inside latex2mathml's outer mrow for a factor's LaTeX.

    Raises:
        SympropError: if the LaTeX holds anything but what our pages hold, or the result is not clean.
    """
    from latex2mathml.converter import convert as latex2mathml

    check_latex(latex)
    root = ElementTree.fromstring(latex2mathml(latex))
    check_tokens(root)
    embolden(root)
    mark_signs(root)
    stack_limits(root)
    row = root[0]
    parts = "".join(ElementTree.tostring(child, encoding="unicode") for child in row)
    return parts.replace(f' xmlns:ns0="{NAMESPACE}"', "").replace("ns0:", "")


def embolden(root: ElementTree.Element) -> None:
    """Write bold letters as the bold characters of Unicode: MathML Core knows no other bold."""
    for element in root.iter():
        if element.attrib.get("mathvariant", "").startswith("bold"):
            del element.attrib["mathvariant"]
            element.tag = element.tag.replace("mtext", "mi")
            element.text = (element.text or "").translate(BOLD)


def stack_limits(root: ElementTree.Element) -> None:
    """Put what a Σ goes over below and above it."""
    for element in root.iter():
        if element.tag.endswith("}msubsup") and element[0].text == "∑":
            element.tag = element.tag.replace("msubsup", "munderover")


def mark_signs(root: ElementTree.Element) -> None:
    """Say which minus is a sign, and which operator a name; both would be spaced as a difference is."""
    for parent in root.iter():
        before: ElementTree.Element | None = None
        for child in parent:
            opened = before is not None and before.tag.endswith("}mo") and before.get("form") != "postfix"
            if child.tag.endswith("}mo") and child.text == "\N{MINUS SIGN}" and (before is None or opened):
                child.set("form", "prefix")
            if child.tag.endswith("}mo") and child.text in _FUNCTION_NAMES:
                child.tag = child.tag.removesuffix("mo") + "mi"  # a function's name takes no operator's spaces
            before = child


def check_latex(latex: str) -> None:
    """Refuse LaTeX that holds a command, or text, that no page of ours holds."""
    for command in _COMMAND.findall(latex):
        if command not in COMMANDS:
            raise SympropError(f"the LaTeX command \\{command} is not one that pages use")
    for text in _TEXT.findall(latex):
        if not _WORD.fullmatch(text.rstrip()):
            raise SympropError("a name on the page is not made of letters and digits")


def check_tokens(root: ElementTree.Element) -> None:
    """Refuse MathML in which something of the LaTeX was passed through as text."""
    for element in root.iter():
        if any(character in (element.text or "") for character in "\\&$<"):
            raise SympropError(f"MathML came out with {element.text!r} as a token")
