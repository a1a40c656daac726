"""TeX documents compile with pdflatex and lualatex in one run, and the log has nothing to say against them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from symprop.network.load import example_names

from .written import complaints, derive

pytestmark = pytest.mark.engine

ENGINES = ("pdflatex", "lualatex")
OWN = r"""\documentclass[10pt]{article}
\usepackage[T1]{fontenc}
\usepackage{lmodern,amsmath,textcomp,tikz}
\usepackage[textwidth=160mm]{geometry}
\begin{document}\raggedright\raggedbottom\allowdisplaybreaks
Before.
\input{part}
After.
\end{document}
"""


CASES = {
    "mazur": ("mazur", "--rate", "0.5"),
    "question": ("question", "--wrt", "w1", "--form", "paths,closed,messages,matrix"),
    "lstm": ("lstm", "--wrt", "W_i_1_1", "--form", "closed,factored"),
    "attention": ("attention", "--wrt", "W_Q_1_1", "--form", "closed,paths"),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES)
def test_a_document_compiles_without_a_word(
    case: str, engine: str, tmp_path: Path, need: Callable[[str], None]
) -> None:
    need(engine)
    derive(tmp_path / "page.tex", *CASES[case])
    assert complaints(engine, tmp_path / "page.tex") == []


@pytest.mark.slow
@pytest.mark.parametrize("form", ["chain,messages", "paths", "factored", "closed"])
@pytest.mark.parametrize("example", example_names())
def test_every_example_in_every_form(example: str, form: str, tmp_path: Path, need: Callable[[str], None]) -> None:
    need("pdflatex")
    args = [example, "--form", form, "--no-check", "--rate", "0.1"]
    if example == "transformer":  # everything at once is refused
        if form in ("paths", "closed"):
            pytest.skip("more than a page holds")
        args += ["--wrt", "W_Q_1_1,beta_m_1"]
    derive(tmp_path / "page.tex", *args)
    assert complaints("pdflatex", tmp_path / "page.tex") == []


def test_a_fragment_goes_into_ones_own_document(tmp_path: Path, need: Callable[[str], None]) -> None:
    need("pdflatex")
    derive(tmp_path / "part.tex", "question", "--wrt", "w1", "--fragment", "--check")
    (tmp_path / "page.tex").write_text(OWN, encoding="utf-8")
    assert complaints("pdflatex", tmp_path / "page.tex") == []


def test_what_is_too_wide_is_seen(tmp_path: Path, need: Callable[[str], None]) -> None:
    need("pdflatex")
    derive(tmp_path / "page.tex", "mazur", "--wrt", "w5", "--no-check")
    source = (tmp_path / "page.tex").read_text(encoding="utf-8")
    wide = source.replace(r"&= w_1", "&= w_1" + " + w_1" * 60, 1)
    assert wide != source
    (tmp_path / "page.tex").write_text(wide, encoding="utf-8")
    assert any("Overfull" in line for line in complaints("pdflatex", tmp_path / "page.tex"))
