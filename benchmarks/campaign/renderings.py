"""Everything a form is written as, read back by the product's readers: formulas, JSON, and the pages of documents."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from html import unescape

from symprop.api import Network
from symprop.derive.forms import Form, Limits
from symprop.document import Request, build_document, page_labels
from symprop.errors import InputError
from symprop.expression import DisplayEquation
from symprop.formats import DERIVE_FORMATS, write_document
from symprop.functions import FUNCTIONS
from symprop.notation import MAZUR, Labels
from symprop.verify.pages import RENDERINGS as PLAIN
from symprop.verify.pages import read_back

__all__ = ["LIMITS", "RENDERINGS", "Alike", "Unreadable", "shown_results"]

LIMITS = Limits(paths=200, nodes=2_000)
Lines = Sequence[DisplayEquation]


class Unreadable(Exception):
    """A page that does not hold what it should, before any reader has seen it."""


class Alike(Exception):
    """A page that is refused because two of its names would print alike: the vector x of a form and an input x."""


def _plain(rendering: str) -> Callable[[Network, Form], Lines]:
    return lambda network, form: read_back(form.lines, rendering, Labels(network.graph.variable, network.notation))


def _page(network: Network, form: Form, fmt: str, *, numbers: bool = False) -> tuple[str, Lines, Labels]:
    """Return the page of one form in a format, as a rule without numbers; the lines that it should hold; its labels."""
    row = DERIVE_FORMATS[fmt]
    if not numbers:
        network = replace(network, model=replace(network.model, values={}))
    request = Request(wrt=(form.wrt,), forms=(form.name,), limits=LIMITS, width=row.width)
    document = build_document(network, request)
    sections = tuple(document.gradients)
    document = replace(document, gradients=sections)
    labels = page_labels(network)
    try:
        text = "".join(str(piece) for piece in write_document(row, document, labels))
    except InputError as error:
        if form.name != "matrix" or network.notation == MAZUR or "would both print as" not in error.what:
            raise
        raise Alike(error.what) from error
    return text, [shown.equation for shown in sections[0].forms[0].lines], labels


def _json(part: str) -> Callable[[Network, Form], Lines]:
    joined = {"python": "{} = {}", "latex": "{} = {}", "mathml": "<math>{}<mo>=</mo>{}</math>"}[part]

    def read(network: Network, form: Form) -> Lines:
        text, lines, labels = _page(network, form, "json")
        found = json.loads(text)["gradients"][0]["forms"][form.name]["lines"]
        printed = [joined.format(_inner(line["lhs"][part]), _inner(line["rhs"][part])) for line in found]
        return _read(lines, part, labels, printed)

    return read


def _inner(source: str) -> str:
    return re.sub(r"^<math[^>]*>|</math>$", "", source)


def _read(lines: Lines, rendering: str, labels: Labels, printed: Sequence[str]) -> Lines:
    if len(printed) != len(lines):
        raise Unreadable(f"{len(printed)} equations for {len(lines)}")
    return read_back(lines, rendering, labels, printed=printed)


_ROW = re.compile(r"\s*(?:\\\\|\\cr)\n")
_CALLED = re.compile(r" (?:\\qquad|\\quad) \\text\{(?:\\footnotesize .*|\(BP\d\w?\))\}$")


def _aligned(body: str) -> list[str]:
    """Return the equations of the rows of an `align*`; a row with something on its left begins one."""
    found: list[list[str]] = []
    for row in _ROW.split(body.strip()):
        row = _CALLED.sub("", row.strip())
        if row.startswith("&"):
            found[-1].append(row)
        else:
            found.append([row])
    return ["\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}" for rows in found]


def _latex_in(text: str) -> list[str]:
    blocks = re.findall(r"\\begin\{(align\*|aligned)\}\n(.*?)\n\\end\{\1\}", text, re.DOTALL)
    if not blocks:
        raise Unreadable("no formula on the page")
    return _aligned(blocks[-1][1])


def _latex_page(fmt: str, within: Callable[[str], str] = lambda text: text) -> Callable[[Network, Form], Lines]:
    def read(network: Network, form: Form) -> Lines:
        text, lines, labels = _page(network, form, fmt)
        return _read(lines, "latex", labels, _latex_in(within(text)))

    return read


_NAMES = "|".join(sorted(row.latex[14:-1] for row in FUNCTIONS.values() if row.latex.startswith(r"\operatorname{")))
_FUNCTION = re.compile(rf"\\text(\{{(?:{_NAMES})\}})")
_CASES = re.compile(r"(\\begin\{cases\}|\\end\{cases\}|\\cr\n)")


def _markdown(text: str) -> str:
    """Return TeX as it is elsewhere: Markdown's has other line ends, bars and names, and spaces before _."""
    text = text.replace(" _", "_").replace(r"\left\lvert ", r"\left|").replace(r"\right\rvert ", r"\right|")
    return _FUNCTION.sub(r"\\operatorname\1", _cases_in_a_row(text))


def _cases_in_a_row(text: str) -> str:
    r"""Return TeX in which ``\cr`` ends lines of equations only, and no case, also of cases within cases."""
    depth, found = 0, []
    for piece in _CASES.split(text):
        depth += piece.startswith(r"\begin{cases") - piece.startswith(r"\end{cases")
        found.append(r" \\ " if depth and piece == "\\cr\n" else piece)
    return "".join(found)


def _notebook(text: str) -> str:
    cells = json.loads(text)["cells"]
    return _markdown("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"))


def _copied(network: Network, form: Form) -> Lines:
    """Return what a reader of the HTML page copies as LaTeX."""
    text, lines, labels = _page(network, form, "html")
    return _read(lines, "latex", labels, _latex_in(unescape(re.findall(r'data-latex="(.*?)"', text, re.DOTALL)[-1])))


def _html(network: Network, form: Form) -> Lines:
    text, lines, labels = _page(network, form, "html")
    table = re.findall(r"<math .*?</math>", text, re.DOTALL)[-1]
    table = re.sub(r'<mspace width="2em"/><mtext class="path">.*?</mtext>', "", table)
    head, *equations = table.split('<mtr class="new">')
    head = re.sub(r' alttext=".*?"', "", head)
    printed = [f'{head}<mtr class="new">{body.removesuffix("</mtable></math>")}</mtable></math>' for body in equations]
    return _read(lines, "mathml", labels, printed)


RENDERINGS: dict[str, Callable[[Network, Form], Lines]] = {
    "tree": lambda _, form: form.lines,
    **{name: _plain(name) for name in PLAIN},
    "JSON python": _json("python"),
    "JSON latex": _json("latex"),
    "JSON mathml": _json("mathml"),
    "latex page": _latex_page("latex"),
    "tex page": _latex_page("tex"),
    "md page": _latex_page("md", _markdown),
    "notebook": _latex_page("ipynb", _notebook),
    "html page": _html,
    "html page, copied": _copied,
}
"""Rendering → the lines that a reader finds in what a form was written as."""


_NUMBER = re.compile(r"&= (-?[\d.]+)(?: \\times 10\^\{(-?\d+)\})?$")


def shown_results(network: Network, form: Form) -> list[tuple[str, Fraction]]:
    """Return (name, number) for every equation of a page of LaTeX that ends in one.

    Args:
        form: a form of scalars, of a network whose values are known.
    """
    text, lines, _ = _page(network, form, "latex", numbers=True)
    equations = _latex_in(text)
    if len(equations) != len(lines):
        raise Unreadable(f"{len(equations)} equations for {len(lines)}")
    found = []
    for line, equation in zip(lines, equations, strict=True):
        if match := _NUMBER.search(equation.splitlines()[-2].removesuffix(r" \\")):
            found.append((line.lhs.name, Fraction(match[1]) * Fraction(10) ** int(match[2] or 0)))
    return found
