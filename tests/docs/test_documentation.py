"""README, docs and examples do what they say; and the runner that says so fails on a page that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from symprop.cli.main import main

from .markdown_runner import blocks, matches, run_page

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md"))
    if path.is_file()
)
SCRIPTS = sorted((ROOT / "examples").rglob("*.py"))
NETWORKS = sorted(path for path in (ROOT / "examples").rglob("*.y*ml") if path.name != "plan.yaml")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run where the examples lie beside the page, so that a page may use them and write files of its own."""
    for path in (ROOT / "examples").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)


def engines(page: Path) -> list[str]:
    """Return what a page needs besides symprop: ``<!-- needs: torch onnx -->`` in its first line."""
    first = page.read_text(encoding="utf-8").partition("\n")[0]
    return first.removeprefix("<!-- needs:").removesuffix("-->").split() if first.startswith("<!-- needs:") else []


@pytest.mark.parametrize(
    "page", [page for page in PAGES if not engines(page)], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_page(page: Path) -> None:
    found = run_page(page.read_text(encoding="utf-8"), page.relative_to(ROOT).as_posix())
    assert not found, "\n" + "\n".join(found)


def test_every_page_stands_in_the_site() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    listed = {line for block in blocks(index) if not block.language for line in block.text.splitlines()}
    pages = {
        path.relative_to(ROOT / "docs").with_suffix("").as_posix()
        for path in PAGES
        if path.is_relative_to(ROOT / "docs")
    }
    missing = pages - listed - {"index"}
    assert not missing, f"put {', '.join(sorted(missing))} into a toctree of docs/index.md"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script(script: Path) -> None:
    import runpy

    runpy.run_path(str(script.relative_to(ROOT)), run_name="__main__")


@pytest.mark.parametrize("network", NETWORKS, ids=lambda path: path.name)
def test_network(network: Path) -> None:
    result = CliRunner().invoke(main, ["show", str(network.relative_to(ROOT))])
    assert result.exit_code == 0, result.output


# the runner itself

FENCE = "```"
RIGHT = f"""\
# A page

<!-- file: nets/net.yaml -->
{FENCE}yaml
inputs: 1
layers: [{{units: 1}}]
{FENCE}

{FENCE}console
$ symprop show nets/net.yaml
net
…
E_total = E_o1

paths to E_total
…
$ symprop show nosuch
…
$ echo $?
2
$ symprop derive nets/net.yaml \\
> --wrt w2
symprop: --wrt: unknown name 'w2'; w1 to w1
$ symprop show - < nets/net.yaml
stdin
…
$ python -m symprop --version
…
$ python -c "print(1 + 1)"
2
$ cat nets/net.yaml
inputs: 1
layers: [{{units: 1}}]
{FENCE}

{FENCE}python
import symprop
{FENCE}

{FENCE}python
>>> symprop.load("mazur").path_count("w1")
2
>>> x = 3
{FENCE}

Names stay:

{FENCE}python
>>> x
3
{FENCE}

{FENCE}sh
rm -rf never/run
{FENCE}

<!-- symprop derive nets/net.yaml --wrt w1 --form factored --format latex -->
{FENCE}math
\\begin{{align*}}
\\frac{{\\partial E_{{\\text{{total}}}}}}{{\\partial w_1}} &= \\delta_{{o_1}} \\cdot i_1 \\\\
…
\\end{{align*}}
{FENCE}

{FENCE}text
only shown
{FENCE}
"""


def test_a_page_that_is_right() -> None:
    assert run_page(RIGHT, "page") == []
    assert Path("nets/net.yaml").read_text(encoding="utf-8").startswith("inputs: 1")


WRONG = {
    "an output": ("E_total = E_o1", "E_total = E_o2"),
    "an output cut short": ("\npaths to E_total\n…\n", "\n"),
    "an output too long": ("$ echo $?\n2\n", "$ echo $?\n2\n3\n"),
    "a status": ("$ echo $?\n2", "$ echo $?\n0"),
    "a result": (">>> x\n3", ">>> x\n4"),
    "a name": (">>> x\n", ">>> y\n"),
    "code": ("import symprop\n", "import nosuch\n"),
    "a command": ("$ python -c", "$ perl -e"),
    "a pipe": ("$ symprop show nosuch", "$ symprop show nosuch | head"),
    "a traceback": ('"print(1 + 1)"', '"1/0"'),
    "a formula": ("\\cdot i_1", "\\cdot i_2"),
    "a formula's command": ("--form factored --format latex -->", "-->"),
    "a formula from nowhere": ("<!-- symprop derive nets/net.yaml --wrt w1 --form factored --format latex -->\n", ""),
    "a file": ("<!-- file: nets/net.yaml -->\n", ""),
    "a place": ("nets/net.yaml -->", "../net.yaml -->"),
    "no prompt": ("$ symprop show nets/net.yaml\n", "symprop show nets/net.yaml\n"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_page_that_is_wrong_is_reported(case: str) -> None:
    right, wrong = WRONG[case]
    assert right in RIGHT
    found = run_page(RIGHT.replace(right, wrong), "page")
    assert found
    assert "page" in found[0]


def test_a_block_that_is_never_closed() -> None:
    with pytest.raises(AssertionError, match="line 3: the block is never closed"):
        run_page("\n\n```console\n$ symprop --version\n", "page")


def test_blocks_know_their_line_and_language() -> None:
    found = [(block.language, block.line, block.file) for block in blocks(RIGHT)]
    assert found[:2] == [("yaml", 5, "nets/net.yaml"), ("console", 10, "")]
    assert [language for language, _, _ in found[-3:]] == ["sh", "math", "text"]


@pytest.mark.parametrize(
    ("expected", "output", "agrees"),
    [
        (["a", "b"], "a\nb\n", True),
        (["a", "b"], "a\nc\n", False),
        (["a", "…"], "a\nb\nc\n", True),
        (["a", "…"], "a\n", True),
        (["…", "c"], "a\nb\nc\n", True),
        (["…", "c"], "a\nb\n", False),
        (["a", "…", "c"], "a\nb\nd\n", False),
        (["a …"], "a b\n", True),
        (["a …"], "b a\n", False),
        (["a …", "c"], "a b\nd\nc\n", False),
        (["a … b"], "a x b\n", False),
        (["a  ", ""], "a\n\n", True),
        ([], "", True),
        ([], "a\n", False),
        (["a.c"], "abc\n", False),
    ],
)
def test_any_lines(expected: list[str], output: str, agrees: bool) -> None:
    assert matches(expected, output) is agrees
