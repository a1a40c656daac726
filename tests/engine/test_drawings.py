"""Drawings in the programs that show them: Chromium measures the SVG, TeX sets the TikZ, resvg draws the PNG."""

from __future__ import annotations

import html
import json
import re
import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import symprop
from symprop.draw import Picture, png, svg, tikz
from symprop.draw.drawing import Drawing, DrawnNode, Look
from symprop.notation import Label

from .browser import FLAGS

pytestmark = pytest.mark.engine

Need = Callable[[str], None]

PICTURES: dict[str, tuple[str, dict[str, object]]] = {
    "mazur w1": ("mazur", {"wrt": "w1"}),
    "mazur b1 in gradients": ("mazur", {"wrt": "b1", "edges": "gradients"}),
    "question in values": ("question", {"wrt": "w1", "edges": "values"}),
    "skip": ("skip", {}),
    "autoencoder": ("autoencoder", {"wrt": "u"}),
    "siamese": ("siamese", {}),
    "softmax": ("softmax_cross_entropy", {"wrt": "w1"}),
    "lstm": ("lstm", {"wrt": "W_i_1_1"}),
    "cnn": ("cnn", {}),
    "attention": ("attention", {}),
    "transformer": ("transformer", {}),
    "16-16-8": ("16-16-8", {"wrt": "w40"}),
    "summary": ("784-30-10", {"wrt": "w1", "path": 3}),
}
NASTY = r"</text><script>bad()</script> \input{/etc/passwd} %$#_^{}~ & é ∂ " + "\x00\u202e"


def picture(name: str) -> Picture:
    spec, options = PICTURES[name]
    return symprop.load(spec).draw(**options)  # type: ignore[arg-type]


def hostile() -> Drawing:
    node = DrawnNode(NASTY, Look.UNIT, Label(NASTY, NASTY), (NASTY,), (), 90, 40, 40, 40)
    return Drawing(NASTY, NASTY, 200, 90, (node,), (), captions=(NASTY,))


PROBE = """<script>addEventListener("load", () => {
  const box = e => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
  const meets = (a, b, m) => a[0] + m < b[2] && b[0] + m < a[2] && a[1] + m < b[3] && b[1] + m < a[3];
  const svgs = [...document.querySelectorAll("svg")], found = {drawn: 0, out: [], on: [], lost: [], ids: [], bad: []};
  for (const svg of svgs) {
    const frame = box(svg), nodes = [...svg.querySelectorAll(".sp-node")];
    const shapes = nodes.map(n => box(n.querySelector("circle, rect")));
    nodes.forEach((n, k) => {
      const text = box(n.querySelector(":scope > text")), s = shapes[k];
      if (text[0] < s[0] - 1 || text[2] > s[2] + 1) found.out.push(n.dataset.node);
    });
    for (const label of svg.querySelectorAll(".sp-label > text"))
      shapes.forEach((s, k) => { if (meets(box(label), s, 1.5)) found.on.push(label.textContent); });
    for (const text of svg.querySelectorAll("text")) {
      const t = box(text);
      const inside = meets(t, frame, 0) && t[0] > frame[0] - 1 && t[2] < frame[2] + 1;
      if (t[2] - t[0] < 1 || !inside) found.lost.push(text.textContent);
    }
    found.drawn += svg.querySelectorAll(".sp-edge").length;
  }
  const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
  found.ids = ids.filter((id, k) => ids.indexOf(id) !== k);
  found.bad = [...document.querySelectorAll("svg script, svg [onload]")].length;
  const pre = document.createElement("pre"); pre.id = "found"; pre.textContent = JSON.stringify(found);
  document.body.append(pre);
});</script>"""


def measured(drawings: dict[str, str], folder: Path) -> tuple[dict[str, object], list[str]]:
    """Return what the browser measures of drawings that stand on one page, and its console."""
    page = folder / "page.html"
    body = "".join(f"<div>{text}</div>" for text in drawings.values())
    page.write_text(
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{PROBE}</head><body>{body}</body></html>", "utf-8"
    )
    browser = shutil.which("chromium")
    assert browser
    done = subprocess.run(
        [browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    match = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.S)
    assert match, done.stdout[-1000:]
    return json.loads(html.unescape(match[1])), [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def test_chromium_draws_them_all_on_one_page(tmp_path: Path, need: Need) -> None:
    need("chromium")
    drawings = {name: picture(name).drawing for name in PICTURES}
    found, console = measured({name: svg(drawing) for name, drawing in drawings.items()}, tmp_path)
    arrows = sum(len(drawing.edges) for drawing in drawings.values())
    assert (found, console) == ({"drawn": arrows, "out": [], "on": [], "lost": [], "ids": [], "bad": 0}, [])


def test_the_probe_sees_what_is_wrong(tmp_path: Path, need: Need) -> None:
    need("chromium")
    good = symprop.load("1-1").draw().inline_svg
    at = re.search(r'<g class="sp-label".*?<text x="([\d.]+)"', good)
    assert at
    node = re.search(r'<rect x="([\d.]+)" y="([\d.]+)" width="46"', good)
    assert node
    moved = good.replace(f'<text x="{at[1]}"', f'<text x="{float(node[1]) + 20}"', 1)
    wide = good.replace(">i</tspan>", ">a much longer name</tspan>")
    found, _ = measured({"twice": good, "once more": good, "moved": moved, "wide": wide}, tmp_path)
    assert found["ids"]
    assert found["on"] == ["w1"]
    assert found["out"] == ["i1"]


def test_hostile_names_do_nothing_in_chromium(tmp_path: Path, need: Need) -> None:
    need("chromium")
    found, console = measured({"hostile": svg(hostile())}, tmp_path)
    assert (found["bad"], console) == (0, [])


ARTICLE = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{lmodern,amsmath,tikz}
\begin{document}
\noindent %s
\end{document}
"""


def tex_log(engine: str, source: str, folder: Path) -> str:
    """Return what the log says that it should not; an error fails."""
    (folder / "x.tex").write_text(source, encoding="utf-8")
    done = subprocess.run(
        [engine, "-interaction=nonstopmode", "-halt-on-error", "x.tex"],
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-1500:]
    log = (folder / "x.log").read_text(encoding="utf-8", errors="replace")
    return "\n".join(re.findall(r".*(?:Warning|Overfull|Underfull|Undefined|Missing character).*", log))


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_tex_sets_pictures_without_a_word(engine: str, tmp_path: Path, need: Need) -> None:
    need(engine)
    assert tex_log(engine, tikz(picture("mazur w1").drawing), tmp_path) == ""
    names = ["mazur b1 in gradients", "question in values", "softmax", "lstm", "summary"]
    fragments = [tikz(picture(name).drawing, fragment=True) for name in names]
    assert tex_log(engine, ARTICLE % "\n\n\\noindent\n".join(fragments), tmp_path) == ""


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_tex_sets_every_picture(engine: str, tmp_path: Path, need: Need) -> None:
    need(engine)
    for name in PICTURES:
        assert tex_log(engine, tikz(picture(name).drawing), tmp_path) == "", name


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_hostile_names_do_nothing_in_tex(engine: str, tmp_path: Path, need: Need) -> None:
    need(engine)
    assert tex_log(engine, tikz(hostile()), tmp_path) == ""
    assert "passwd" not in "".join(re.findall(r"\(/etc[^)]*", (tmp_path / "x.log").read_text(errors="replace")))


def test_tex_sees_what_is_wrong(tmp_path: Path, need: Need) -> None:
    need("pdflatex")
    wide = symprop.load("lstm").draw().tex_fragment.replace(r"\resizebox{\linewidth}{!}", "")
    assert "Overfull" in tex_log("pdflatex", ARTICLE % wide, tmp_path)


def test_resvg_draws_a_png_with_its_labels(need: Need) -> None:
    need("resvg_py")
    drawing = picture("mazur w1").drawing
    found = png(drawing)
    assert found[:8] == b"\x89PNG\r\n\x1a\n"
    width, _ = struct.unpack(">II", found[16:24])
    assert width == round(2 * drawing.width) or abs(width - 2 * drawing.width) < 2
    assert found == png(drawing)
    bare = Drawing(drawing.title, "", drawing.width, drawing.height, (), ())
    assert len(found) > 3 * len(png(bare))
