"""Every bundled example × every notation, every notation × every format × every form, in the programs they are for.

The full product is some four thousand pages. Here every (example, notation) is one page with all its forms, and the
formats go round: each (notation, format) comes with at least two examples, one of them made of layers, so that every
form is among them. `test_the_round_leaves_nothing_out` counts.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

import pytest

import symprop
from symprop.api import Network
from symprop.derive.forms import FORMS
from symprop.document import Request, build_document, page_labels
from symprop.errors import LimitExceeded, UnsupportedForm
from symprop.evaluate.arithmetic import mp_arithmetic
from symprop.evaluate.passes import evaluate_lines, forward_values
from symprop.formats import DERIVE_FORMATS
from symprop.network.load import example_names
from symprop.notation import NOTATIONS
from symprop.report import FormSection
from symprop.verify.pages import read_back
from symprop.verify.points import draw_values

from .browser import look
from .referees import by_node
from .written import complaints, derive, equations, formulas, symbols

pytestmark = pytest.mark.engine

Need = Callable[[str], None]

LAYERED = ("mazur", "question", "skip", "softmax_cross_entropy", "xor", "3-2-4-2")
NETWORKS = (*LAYERED, *(name for name in example_names() if name not in LAYERED))
OWN = "own.yaml"
BOOKS = (*NOTATIONS, OWN)
FORMATS = ("html", "tex", "md", "docx", "ipynb", "pdf")
MOST_PATHS = 40
OWN_NOTATION = r"""like: nielsen
target: t_{unit}
net: u^({layer})_{unit}
out: y^({layer})_{unit}
weight: w^({layer})_{source}{target}
delta: d^({layer})_{unit}
delta_sign: minus
total: script E
"""

Page = tuple[str, str, str]
ROUND: tuple[Page, ...] = tuple(
    (network, book, FORMATS[(n + b) % len(FORMATS)])
    for (n, network), (b, book) in product(enumerate(NETWORKS), enumerate(BOOKS))
)


@cache
def asked(network: str) -> tuple[str, dict[str, str]]:
    """Return the parameter with the most paths that a person would read, and the forms it has; "" for mazur only."""
    net = symprop.load(network)
    wrt = max((count, name) for name, count in net.path_counts() if count <= MOST_PATHS)[1]
    found = {}
    for form in FORMS:
        try:
            net.gradient(wrt).form(form)
        except (LimitExceeded, UnsupportedForm):
            continue
        found[form] = "mazur" if form == "indexed" else ""
    return wrt, found


def forms(network: str, book: str) -> tuple[str, ...]:
    return tuple(form for form, only in asked(network)[1].items() if only in ("", book))


def test_the_round_leaves_nothing_out() -> None:
    assert {(network, book) for network, book, _ in ROUND} == set(product(NETWORKS, BOOKS))
    shown = {(book, fmt, form) for network, book, fmt in ROUND for form in forms(network, book)}
    assert shown == {
        (book, fmt, form) for book, fmt, form in product(BOOKS, FORMATS, FORMS) if form != "indexed" or book == "mazur"
    }


def written(page: Page, folder: Path) -> Path:
    """Write a page: long or short, with the check and a weight update."""
    network, book, fmt = page
    (folder / OWN).write_text(OWN_NOTATION, encoding="utf-8")
    notation = str(folder / OWN) if book == OWN else book
    target = folder / f"page.{fmt}"
    detail = ("full", "short")[(NETWORKS.index(network) // len(FORMATS)) % 2]
    wanted = ("--wrt", asked(network)[0], "--form", ",".join(forms(network, book)), "--notation", notation)
    derive(target, network, *wanted, "--rate", "0.1", "--detail", detail)
    return target


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, id=" ".join(page), marks=() if page[0] == "mazur" else pytest.mark.slow) for page in ROUND],
)
def test_a_page_is_what_its_format_should_be(page: Page, tmp_path: Path, need: Need) -> None:
    network, book, fmt = page
    for engine in NEEDED[fmt]:
        need(engine)
    assert JUDGES[fmt](written(page, tmp_path), network, book) == []


def in_a_browser(page: Path, network: str, book: str) -> list[str]:
    found = []
    for width in (1000, 400):
        seen = look(page, page.parent / "profile", width=width)
        if (seen.flat, seen.stray, seen.page, seen.console) != (0, 0, 0, []) or not seen.maths:
            found.append(f"{width}: {seen}")
        if width == 1000 and seen.scrolling:
            found.append(f"{seen.scrolling} formulas are wider than the page")
    return found


def in_tex(page: Path, network: str, book: str) -> list[str]:
    return [line for engine in ("pdflatex", "lualatex") for line in complaints(engine, page)]


def as_pdf(page: Path, network: str, book: str) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", str(page), "-"], capture_output=True, text=True, check=True)
    return [] if "all agree" in done.stdout.replace("\n", " ") else [done.stdout[:500]]


def in_markdown(page: Path, network: str, book: str) -> list[str]:
    found = formulas(page)
    said = [verdict.error for engine in ("katex", "mathjax") for verdict in by_node(engine)(found) if verdict.error]
    return said if found else ["no formula"]


def in_word(page: Path, network: str, book: str) -> list[str]:
    """Read the equations of every form but the matrices' and the sums' over indices, and work them out."""
    notation = str(page.with_name(OWN)) if book == OWN else book
    net = symprop.load(network).with_notation(notation)
    wrt = asked(network)[0]
    wanted = tuple(form for form in forms(network, book) if form not in ("matrix", "indexed"))
    document = build_document(net, Request(wrt=(wrt,), forms=wanted, width=DERIVE_FORMATS["docx"].width))
    left = list(equations(page))[len(document.forward) :]
    assert left
    said = []
    for section in next(iter(document.gradients)).forms:
        printed, left = _taken(left, len(section.lines))
        said += _worth(net, wrt, section, printed)
    return said


def _taken(left: list[str], count: int) -> tuple[list[str], list[str]]:
    """Return the next equations without their numbers, one that was cut in several put together, and what is left."""
    printed: list[str] = []
    while left and (len(printed) < count or not _begins(left[0])):
        source, *left = left
        if _begins(source):
            printed.append(source)
        else:
            printed[-1] += source
    return [symbols(source) for source in printed], left


def _begins(source: str) -> bool:
    return not source.replace(r"\text{ }", "").strip().startswith("&")


def _worth(net: Network, wrt: str, section: FormSection, printed: list[str]) -> list[str]:
    lines = [line.equation for line in section.lines]
    found = read_back(lines, "latex", page_labels(net), printed=printed)
    arithmetic = mp_arithmetic(40)
    given = draw_values(net.graph, net.model.rules, Random(7))
    forward = forward_values(net.graph, given, arithmetic)
    name = lines[0].lhs.name
    value = evaluate_lines(found, forward, arithmetic)[name]
    expected = evaluate_lines(net.gradient(wrt).factored.lines, forward, arithmetic)[name]
    near = abs(value - expected) <= abs(expected) * arithmetic.literal(Fraction(1, 10**30))
    return [] if near else [f"{section.name}: {value} for {expected}"]


JUDGES: dict[str, Callable[[Path, str, str], list[str]]] = {
    "html": in_a_browser,
    "tex": in_tex,
    "pdf": as_pdf,
    "md": in_markdown,
    "ipynb": in_markdown,
    "docx": in_word,
}
NEEDED = {
    "html": ("chromium",),
    "tex": ("pdflatex", "lualatex"),
    "pdf": ("lualatex", "pdftotext"),
    "md": ("node", "katex", "mathjax"),
    "ipynb": ("node", "katex", "mathjax"),
    "docx": ("pandoc",),
}
