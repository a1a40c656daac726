"""Documents in the programs they are for: Chromium, pandoc's Word files read back to numbers, PDF's text, MathJax."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

import symprop
from symprop.cli.main import main
from symprop.document import Request, build_document, page_labels
from symprop.evaluate.arithmetic import mp_arithmetic
from symprop.evaluate.passes import evaluate_lines, forward_values
from symprop.expression import DisplayEquation, Var, names_in
from symprop.formats import DERIVE_FORMATS
from symprop.graph import GIVEN
from symprop.network.load import example_names
from symprop.notation import latex_names
from symprop.read import Symbols, read_equation_latex

from .browser import FLAGS, look
from .referees import by_node
from .written import derive, equations, formulas

pytestmark = pytest.mark.engine

SMALL = [name for name in example_names() if name != "transformer"]


# HTML in Chromium

CLICK = """<script>addEventListener("load", () => {
  document.querySelector(".copy").click();
  setTimeout(() => {
    const out = document.createElement("pre");
    out.id = "clicked";
    out.textContent = [".copy", "#said"].map(name => document.querySelector(name).textContent).join("|");
    document.body.append(out);
  }, 500);
});</script>"""


def dom(page: Path, profile: Path) -> str:
    browser = shutil.which("chromium")
    assert browser is not None
    command = [browser, *FLAGS, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
    return done.stdout


@pytest.mark.parametrize("width", [1000, 420])
def test_a_page_fits_wide_and_narrow_windows(width: int, tmp_path: Path, need: Callable[[str], None]) -> None:
    need("chromium")
    derive(
        tmp_path / "page.html", "question", "--wrt", "w1", "--form", "paths,closed,matrix", "--rate", "0.5", "--check"
    )
    seen = look(tmp_path / "page.html", tmp_path / "profile", width=width)
    assert (seen.flat, seen.stray, seen.page, seen.console) == (0, 0, 0, [])
    assert width < 1000 or seen.scrolling == 0


def test_the_policy_lets_the_pages_own_script_run_and_no_other(tmp_path: Path, need: Callable[[str], None]) -> None:
    need("chromium")
    page = tmp_path / "page.html"
    derive(page, "mazur", "--wrt", "w5", "--no-check")
    assert dom(page, tmp_path / "profile").count('class="copy"') == 4
    foreign = page.read_text(encoding="utf-8").replace("</main>", "</main><script>document.title='x'</script>")
    page.write_text(foreign, encoding="utf-8")
    with pytest.raises(AssertionError, match="Executing inline"):
        dom(page, tmp_path / "profile")


def test_a_click_copies(tmp_path: Path, need: Callable[[str], None]) -> None:
    need("chromium")
    page = tmp_path / "page.html"
    derive(page, "mazur", "--wrt", "w5", "--no-check")
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    page.write_text(text.replace("</head>", CLICK + "</head>"), encoding="utf-8")
    match = re.search(r'<pre id="clicked">(.*?)</pre>', dom(page, tmp_path / "profile"))
    assert match is not None
    assert match[1] == "Copied|Copied the LaTeX of the forward pass"


@pytest.mark.slow
@pytest.mark.parametrize("example", SMALL)
def test_every_examples_page_in_chromium(example: str, tmp_path: Path, need: Callable[[str], None]) -> None:
    need("chromium")
    derive(tmp_path / "page.html", example, "--form", "chain,paths,factored,closed", "--no-check", "--rate", "0.1")
    seen = look(tmp_path / "page.html", tmp_path / "profile", width=1100)
    assert (seen.flat, seen.stray, seen.page, seen.console) == (0, 0, 0, [])
    assert seen.scrolling == 0


# Word: OMML → LaTeX → numbers


@pytest.mark.parametrize(
    ("example", "wrt", "form"),
    [
        ("mazur", "w1", "paths"),
        ("question", "w1", "closed"),
        ("question", "w5", "messages"),
        ("mazur", "b1", "factored"),
    ],
)
def test_words_equations_are_worth_what_the_gradient_is(
    example: str, wrt: str, form: str, tmp_path: Path, need: Callable[[str], None]
) -> None:
    need("pandoc")
    network = symprop.load(example)
    derive(tmp_path / "page.docx", example, "--wrt", wrt, "--form", form, "--no-check")
    row = DERIVE_FORMATS["docx"]
    document = build_document(network, Request(wrt=(wrt,), forms=(form,), width=row.width))
    lines = next(iter(document.gradients)).forms[0].lines
    labels = page_labels(network)
    leaves = {leaf.name: leaf for line in lines for leaf in (line.equation.lhs, *names_in(line.equation.rhs).values())}
    symbols = Symbols(latex_names(labels, leaves.values()))
    found = {}
    for source in list(equations(tmp_path / "page.docx"))[len(document.forward) :]:
        left, right, *_ = source.split("=")  # after the second one the numbers begin
        right = re.sub(r"(?:\\\\| |&)*$", "", right)
        name, rhs = read_equation_latex(f"{left.replace('&', '')} = {right.replace('&', '')}", symbols)
        found.setdefault(name, rhs)
        if len(found) == len(lines):
            break
    arithmetic = mp_arithmetic(40)
    given = {name: Fraction(3 + 7 * k % 11, 13) for k, name in enumerate(network.graph.given(*GIVEN))}
    forward = forward_values(network.graph, given, arithmetic)
    name = lines[0].equation.lhs.name
    values = evaluate_lines([DisplayEquation(Var(key), rhs) for key, rhs in found.items()], forward, arithmetic)
    expected = evaluate_lines(network.gradient(wrt).chain.lines, forward, arithmetic)[name]
    assert abs(values[name] - expected) <= abs(expected) * arithmetic.literal(Fraction(1, 10**30))


@pytest.mark.slow
@pytest.mark.parametrize("example", SMALL)
@pytest.mark.parametrize("fmt", ["docx", "ipynb", "md", "pdf"])
def test_every_example_in_every_format(example: str, fmt: str, tmp_path: Path, need: Callable[[str], None]) -> None:
    need({"docx": "pandoc", "pdf": "lualatex"}.get(fmt, "chromium"))
    derive(tmp_path / f"page.{fmt}", example, "--form", "paths,factored,closed", "--no-check", "--rate", "0.1")
    assert (tmp_path / f"page.{fmt}").stat().st_size > 5_000


def test_hostile_names_in_word_and_pdf(tmp_path: Path, need: Callable[[str], None]) -> None:
    need("pandoc")
    need("lualatex")
    need("pdftotext")
    name = r"<script> \input{/etc/passwd} ]]> & \"q\" $x$ %"
    source = f"name: '{name}'\ninputs: 1\nlayers: [{{units: 1}}]\n"
    for fmt in ("docx", "pdf"):
        result = CliRunner().invoke(
            main, ["derive", "-", "--form", "chain", "--no-check", "-o", str(tmp_path / f"page.{fmt}")], input=source
        )
        assert result.exit_code == 0, result.output
    with zipfile.ZipFile(tmp_path / "page.docx") as file:
        words = "".join(ElementTree.fromstring(file.read("word/document.xml")).itertext())
    assert name in words
    command = ["pdftotext", "-layout", str(tmp_path / "page.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert r"\input{/etc/passwd}" in text
    assert "root:" not in text


# Markdown's dialect of LaTeX


@pytest.mark.parametrize("engine", ["mathjax", "katex"])
def test_markdowns_formulas_are_drawn(engine: str, tmp_path: Path, need: Callable[[str], None]) -> None:
    """GitHub and Jupyter draw with MathJax, VS Code with KaTeX."""
    need("node")
    need(engine)
    found: list[str] = []
    for example, wrt in (("question", "w1"), ("cnn", "K1_1_1_1"), ("lstm", "W_i_1_1"), ("softmax_cross_entropy", "w1")):
        derive(tmp_path / "page.md", example, "--wrt", wrt, "--form", "chain,paths,closed", "--no-check")
        found += formulas(tmp_path / "page.md")
    verdicts = by_node(engine)(found)
    assert [(f, v.error) for f, v in zip(found, verdicts, strict=True) if v.error] == []
    assert by_node(engine)([r"\begin{aligned} a \nosuch \end{aligned}"])[0].error
