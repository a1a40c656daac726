r"""A drawing as TikZ, labels set by LaTeX itself: a document of its own, or a picture to paste.

Needs only the packages tikz and amsmath, no TikZ library. Nothing from outside is written but escaped, or as a label
whose LaTeX says nothing but a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from symprop.draw.drawing import Drawing, DrawnEdge, DrawnNode, DrawnPath, Look, Point, Strand
from symprop.draw.palette import GROUPS, PATHS
from symprop.draw.sizes import SMALL_LOOKS
from symprop.draw.typeset import escaped_tex, printable, safe_latex

__all__ = ["tikz"]

PIXEL = 0.75
TEXT_WIDTH = 340.0
KEY_ROW = 23.0
PREAMBLE = r"""\documentclass[border=4pt]{standalone}
\usepackage[T1]{fontenc}
\usepackage{lmodern}
\usepackage{amsmath}
\usepackage{tikz}
\begin{document}
"""
_STYLES = r"""  every node/.style={inner sep=0pt},
  sp edge/.style={draw=black!60, line width=.6pt, -latex, rounded corners=4pt},
  sp faint/.style={draw=black!35, line width=.35pt, -latex, rounded corners=4pt},
  sp dim/.style={draw=black!25, text=black!45},
  sp shape/.style={draw, fill=white, line width=.8pt},
  sp on path/.style={line width=1.7pt},
  sp small shape/.style={line width=.5pt},
  sp label/.style={fill=white, inner sep=1pt},
  sp strand/.style={rounded corners=4pt},
  sp badge/.style={circle, text=white, font=\scriptsize\bfseries, minimum size=10.5pt},
  sp key/.style={anchor=west, font=\small},
"""
_LARGE = {18.0: r"\large", 15.0: r"\normalsize", 12.5: r"\footnotesize"}
_SMALLER = {r"\large": r"\footnotesize", r"\normalsize": r"\scriptsize", r"\footnotesize": r"\tiny"}
_EDGE = {14.0: r"\small", 12.0: r"\footnotesize", 9.5: r"\scriptsize"}


def tikz(drawing: Drawing, *, fragment: bool = False) -> str:
    r"""Return a drawing as LaTeX.

    Args:
        fragment: only the picture, to stand in a document that loads tikz and amsmath; where it is wider than the
            usual text, it is made as wide as the line.

    >>> from symprop.draw.drawing import Drawing
    >>> tikz(Drawing("a", "", 10, 10, (), ())).splitlines()[0]
    '\\documentclass[border=4pt]{standalone}'
    """
    body = "".join(_picture(drawing))
    title = "".join(c if " " <= c <= "~" else "?" for c in printable(drawing.title))
    comment = f"% network {title}; needs \\usepackage{{amsmath}} and \\usepackage{{tikz}}\n"
    if not fragment:
        return f"{PREAMBLE}{body}\\end{{document}}\n"
    if drawing.width * PIXEL > TEXT_WIDTH:
        body = f"\\resizebox{{\\linewidth}}{{!}}{{%\n{body.rstrip()}%\n}}\n"
    return comment + body


def _picture(drawing: Drawing) -> Iterator[str]:
    used = {strand.style for strand in drawing.strands}
    groups = {(edge.group - 1) % len(GROUPS) for edge in drawing.edges if edge.group}
    yield f"\\begin{{tikzpicture}}[x={PIXEL}pt, y=-{PIXEL}pt,\n{_STYLES}]\n"
    yield from (_colour(f"path{k}", PATHS[k].colour) for k in sorted(used))
    yield from (_colour(f"group{k}", GROUPS[k]) for k in sorted(groups))
    dim = bool(drawing.strands)
    for band in drawing.bands:
        left = band.left - 22
        yield f"\\draw[black!30, dash pattern=on 1.5pt off 3pt] {_at(left, 6)} -- {_at(left, drawing.height - 4)};\n"
        yield f"\\node[font=\\small] at {_at((band.left + band.right) / 2, 16)} {{${safe_latex(band.label)}$}};\n"
    yield from (_edge(edge, drawing, dim and not edge.paths) for edge in drawing.edges)
    yield from map(_strand, drawing.strands)
    yield from (_node(k, node, drawing, dim and not node.paths) for k, node in enumerate(drawing.nodes))
    yield from (_label(edge, drawing, dim and not edge.paths) for edge in drawing.edges)
    yield from (_badge(strand.path, strand.style, strand.badge_at) for strand in drawing.strands if strand.badge_at)
    yield from _keys(drawing)
    yield "\\end{tikzpicture}\n"


def _colour(name: str, value: str) -> str:
    return f"\\definecolor{{sp {name}}}{{HTML}}{{{value[1:].upper()}}}%\n"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _at(x: float, y: float) -> str:
    return f"({_n(x)},{_n(y)})"


def _line(points: Iterable[Point]) -> str:
    return " -- ".join(_at(*point) for point in points)


def _edge(edge: DrawnEdge, drawing: Drawing, dim: bool) -> str:
    options = ["sp faint" if drawing.faint else "sp edge"]
    if dim:
        options.append("sp dim")
    elif edge.group:
        options.append(f"sp group{(edge.group - 1) % len(GROUPS)}")
    return f"\\draw[{', '.join(options)}] {_line(edge.points)};\n"


def _dashes(lengths: Sequence[float]) -> str:
    if not lengths:
        return ""
    words = (f"{'off' if k % 2 else 'on'} {_n(each * PIXEL)}pt" for k, each in enumerate(lengths))
    return f", dash pattern={' '.join(words)}"


def _strand(strand: Strand) -> str:
    style = f"sp path{strand.style}, line width={strand.width * PIXEL:.2f}pt{_dashes(PATHS[strand.style].dashes)}"
    return f"\\draw[sp strand, {style}] {_line(strand.points)};\n"


def _node(k: int, node: DrawnNode, drawing: Drawing, dim: bool) -> str:
    font = _LARGE.get(drawing.font, r"\normalsize")
    small = node.look in SMALL_LOOKS
    options = [
        "sp shape",
        *(["sp small shape"] if small else []),
        *(["sp dim"] if dim else ["sp on path"] if node.paths else []),
        *(["dash pattern=on 1.5pt off 1.5pt"] if node.look is Look.BIAS else []),
        f"font={_SMALLER[font] if small else font}",
    ]
    width, height = node.width * PIXEL, node.height * PIXEL
    if node.round:
        options.append(f"circle, minimum size={width:.1f}pt")
    else:
        corner = {Look.ERROR: 6.0, Look.TOTAL: 6.0}.get(node.look, 3.0 if node.square else height / 2 - 0.1)
        options.append(f"minimum width={width:.1f}pt, minimum height={height:.1f}pt, rounded corners={corner:.1f}pt")
    block = node.look is Look.BLOCK and node.note
    text = "" if block else f"${safe_latex(node.label)}$"
    written = f"\\node[{', '.join(options)}] (n{k}) at {_at(node.x, node.y)} {{{text}}};\n"
    colour = ", text=black!45" if dim else ""
    if block:
        raised = _at(node.x, node.y - node.height * 0.16)
        written += f"\\node[font={font}{colour}] at {raised} {{${safe_latex(node.label)}$}};\n"
    if node.note and node.note_at:
        size = r"\footnotesize" if drawing.summary else r"\scriptsize" if drawing.font > 13 else r"\tiny"
        written += f"\\node[sp label, font={size}{colour}] at {_at(*node.note_at)} {{${safe_latex(node.note)}$}};\n"
    return written


def _label(edge: DrawnEdge, drawing: Drawing, dim: bool) -> str:
    if not edge.label or not edge.label_at:
        return ""
    text = safe_latex(edge.label)
    shown = f"\\boldsymbol{{{text}}}" if edge.picked else text
    colour = ", text=black!45" if dim else f", text=sp group{(edge.group - 1) % len(GROUPS)}" if edge.group else ""
    font = _EDGE.get(drawing.edge_font, r"\small")
    return f"\\node[sp label, font={font}{colour}] at {_at(*edge.label_at)} {{${shown}$}};\n"


def _badge(number: int, style: int, at: Point) -> str:
    return f"\\node[sp badge, fill=sp path{style}] at {_at(*at)} {{{number}}};\n"


def _keys(drawing: Drawing) -> Iterator[str]:
    y = drawing.height + 6
    for path in drawing.paths:
        dashes = _dashes(PATHS[path.style].dashes)
        yield f"\\draw[sp path{path.style}, line width=2.25pt{dashes}] {_at(18, y)} -- {_at(62, y)};\n"
        if path.number >= 0:
            yield _badge(path.number, path.style, Point(40, y))
        yield f"\\node[sp key] at {_at(72, y)} {{{_said(path)}}};\n"
        y += KEY_ROW
    for caption in drawing.captions:
        yield f"\\node[sp key] at {_at(18, y)} {{{escaped_tex(caption)}}};\n"
        y += KEY_ROW


def _said(path: DrawnPath) -> str:
    if path.number < 0:
        return escaped_tex(path.words)
    labels = r" \to ".join(map(safe_latex, path.labels))
    return f"path {path.number}: ${labels}$"
