"""Whole pages as they are meant to look, one file each, to be read as a teacher would.

``SYMPROP_UPDATE_GOLDEN=1 pytest tests/golden`` writes them anew; then read the difference before you keep it.
"""

from __future__ import annotations

import difflib
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from symprop.cli.main import main

HERE = Path(__file__).parent
UPDATE = os.environ.get("SYMPROP_UPDATE_GOLDEN") == "1"
ALL_FORMS = ("--form", "chain,messages,paths,factored,closed")
OWN = {name: str(HERE / "networks" / f"{name}.yaml") for name in ("softmax", "relu_skip", "phi")}

PAGES: dict[str, tuple[str, ...]] = {
    "mazur_w1.txt": ("derive", "mazur", "--wrt", "w1", *ALL_FORMS),
    "mazur_b1.latex": ("derive", "mazur", "--wrt", "b1"),
    "mazur_w1.json": ("derive", "mazur", "--wrt", "w1", *ALL_FORMS),
    "mazur_w5.html": ("derive", "mazur", "--wrt", "w5", "--no-check"),
    "mazur_w5.tex": ("derive", "mazur", "--wrt", "w5", "--form", "paths,closed", "--rate", "0.5", "--no-check"),
    "mazur_w5.md": ("derive", "mazur", "--wrt", "w5", "--form", "paths,closed", "--rate", "0.5", "--no-check"),
    "mazur_w5.ipynb": ("derive", "mazur", "--wrt", "w5", "--form", "paths", "--detail", "short", "--no-check"),
    "mazur_w5.mathml": ("derive", "mazur", "--wrt", "w5", "--form", "chain"),
    "mazur_show.txt": ("show", "mazur"),
    "mazur_train.txt": ("train", "mazur", "--rate", "0.5"),
    "question_w1.txt": ("derive", "question", "--wrt", "w1", "--form", "paths"),
    "question_w1.latex": ("derive", "question", "--wrt", "w1", "--form", "paths"),
    "softmax_w1_w7.txt": ("derive", OWN["softmax"], "--wrt", "w1,w7", "--form", "factored,paths"),
    "softmax_show.txt": ("show", OWN["softmax"]),
    "relu_skip_w1_w3_w7.txt": ("derive", OWN["relu_skip"], "--wrt", "w1,w3,w7", "--form", "chain"),
    "relu_skip_show.txt": ("show", OWN["relu_skip"]),
    "phi_w1.txt": ("derive", OWN["phi"], "--wrt", "w1", *ALL_FORMS),
}


def page(name: str) -> str:
    """Return a page as it comes out of the command line; JSON and HTML a line a piece, so that a diff can be read."""
    args = PAGES[name]
    ending = name.rpartition(".")[2]
    fmt = {"txt": "text"}.get(ending, ending)
    result = CliRunner().invoke(main, [*args, "--format", fmt], prog_name="symprop")
    assert result.exit_code == 0, result.output
    if fmt == "json":
        return json.dumps(json.loads(result.output), ensure_ascii=False, indent=1) + "\n"
    if fmt in ("html", "mathml"):
        return result.output.replace("<mtr", "\n<mtr")
    return result.output


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str) -> None:
    path, found = HERE / "pages" / name, page(name)
    if UPDATE:
        path.write_text(found, encoding="utf-8", newline="\n")
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    if found != expected:
        sides = (text.splitlines(keepends=True) for text in (expected, found))
        changes = "".join(difflib.unified_diff(*sides, f"pages/{name}", "found"))
        pytest.fail(f"the page has changed; SYMPROP_UPDATE_GOLDEN=1 keeps it\n{changes[:20_000]}", pytrace=False)


def test_every_file_is_tested() -> None:
    assert {path.name for path in (HERE / "pages").iterdir()} == set(PAGES)


def test_a_changed_page_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison itself: one sign turned round must fail it, and the message must show the line."""
    if UPDATE:
        pytest.skip("the pages are being written")
    right = page("question_w1.txt")
    monkeypatch.setattr(f"{__name__}.page", lambda _: right.replace("−(t1", "(t1"))
    with pytest.raises(pytest.fail.Exception, match=r"\n\+  ∂E_total/∂w1 = \(t1 − out_o1\)"):
        test_page("question_w1.txt")
