"""A drawing as SVG: self-contained, no script, readable aloud, in the colours of the page it stands on.

Every arrow carries ``data-edge`` (the graph's edges it stands for, ``source>target#occurrence``), every node
``data-node``, ``data-variables`` and ``data-edge`` for what is inside it, every piece of a path ``data-path``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Literal
from zlib import crc32

from symprop.draw.drawing import Band, Drawing, DrawnEdge, DrawnNode, DrawnPath, GraphEdge, Look, Point, Strand
from symprop.draw.geometry import length, part
from symprop.draw.palette import PATHS, group_colour
from symprop.draw.sizes import SMALL_LOOKS, SMALLER
from symprop.draw.svg_marks import HEAD_LENGTH, attribute, head, num, on_halo, path_data, set_line, text_of
from symprop.draw.typeset import Run, plain_runs, printable, runs_of, text_width

__all__ = ["THEMES", "Theme", "svg"]

Theme = Literal["page", "file", "light", "dark"]
BESIDE_SCALE = 0.6
FONTS = "'STIX Two Text','Latin Modern Roman',Cambria,'Times New Roman','Liberation Serif','DejaVu Serif',serif"
KEY_FONT, KEY_ROW = 14.0, 23.0

_PAGE = {
    "paper": "var(--symprop-paper, Canvas)",
    "plain": "#fff",
    "root": "color-scheme:light dark;",
}
THEMES: dict[str, dict[str, str]] = {
    "page": _PAGE,
    "file": _PAGE,
    "light": {"paper": "#fff", "plain": "#fff", "root": "color:#111;"},
    "dark": {"paper": "#121212", "plain": "#121212", "root": "color:#eee;"},
}
"""What stands behind the drawing: in `plain` too, for a reader that knows neither variables nor system colours."""

_STYLE = """
#{id} {{font-family:{fonts};{root}}}
#{id} text {{fill:currentColor;text-anchor:middle}}
#{id} .sp-edge path {{fill:none;stroke:currentColor;stroke-opacity:.55;stroke-width:1.1}}
#{id} .sp-edge .sp-head {{fill:currentColor;fill-opacity:.7;stroke:none}}
#{id} .sp-node circle, #{id} .sp-node rect {{fill:{plain};fill:{paper};stroke:currentColor;stroke-width:1.4}}
#{id} .sp-input rect, #{id} .sp-target rect, #{id} .sp-constant rect {{stroke-width:1.1}}
#{id} .sp-bias circle, #{id} .sp-bias rect {{stroke-width:.9;stroke-dasharray:2 2}}
#{id} .sp-node .sp-halo, #{id} .sp-halo {{fill:{plain};fill:{paper};fill-opacity:.88;stroke:none}}
#{id} .sp-paper {{fill:{plain};fill:{paper};stroke:none}}
#{id} .sp-strand {{fill:none;stroke-linejoin:round}}
#{id} .sp-badge circle {{stroke:{plain};stroke:{paper};stroke-width:1.5}}
#{id} .sp-badge text {{fill:#fff;stroke:none;font-weight:700}}
#{id} .sp-key text {{text-anchor:start}}
#{id} .sp-band line {{stroke:currentColor;stroke-opacity:.3;stroke-dasharray:2 4}}
#{id} .sp-faint path {{stroke-width:.6;stroke-opacity:.45}}
#{id} .sp-faint .sp-head {{fill-opacity:.5}}
#{id} .sp-edge.sp-dim, #{id} .sp-dim text {{opacity:.42}}
#{id} .sp-dim circle, #{id} .sp-dim rect {{stroke-opacity:.42}}
#{id} .sp-picked {{font-weight:700}}
"""


def svg(drawing: Drawing, *, theme: Theme = "page", prefix: str = "") -> str:
    """Return a drawing as one `svg` element.

    Args:
        theme: ``page`` takes the colours of the page it stands in (`currentColor`, ``--symprop-paper``); ``file``
            brings its own ground, light or dark as the reader has it; ``light`` and ``dark`` are fixed.
        prefix: of the ids; made from the drawing itself unless given, so that different ones can stand on one page.

    >>> from symprop.draw.drawing import Drawing
    >>> svg(Drawing("a & b", "", 10, 10, (), ()), prefix="x")[:80]
    '<svg xmlns="http://www.w3.org/2000/svg" id="x" class="symprop-drawing" role="img'
    """
    own = prefix or f"sp{crc32(repr(drawing).encode()):08x}"
    return "".join(_pieces(drawing, THEMES[theme], escape(printable(own)), theme))


def _pieces(drawing: Drawing, theme: dict[str, str], own: str, name: str) -> Iterator[str]:
    keys = [_key_width(path) for path in drawing.paths] + [
        text_width(plain_runs(line), KEY_FONT) for line in drawing.captions
    ]
    width = max([drawing.width, *(wide + 36 for wide in keys)])
    rows = len(drawing.paths) + len(drawing.captions)
    height = drawing.height + (rows * KEY_ROW + 8 if rows else 0)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{own}" class="symprop-drawing" role="img" '
        f'aria-labelledby="{own}-title {own}-desc" width="{num(width)}" height="{num(height)}" '
        f'viewBox="0 0 {num(width)} {num(height)}">\n'
        f'<title id="{own}-title">{text_of(_title(drawing))}</title>\n'
        f'<desc id="{own}-desc">{text_of(drawing.description)}</desc>\n'
        f"<style>{_STYLE.format(id=own, fonts=FONTS, **theme)}</style>\n"
    )
    if name != "page":
        yield f'<rect class="sp-paper" width="{num(width)}" height="{num(height)}"/>\n'
    indent = (width - drawing.width) / 2
    yield f'<g transform="translate({num(indent)} 0)">\n' if indent > 0.5 else "<g>\n"
    picked = bool(drawing.strands)
    yield from map(_band, drawing.bands, [drawing.height] * len(drawing.bands))
    yield f'<g class="sp-edges{" sp-faint" * drawing.faint}">\n'
    yield from (_edge(edge, 0.6 if drawing.faint else 1.0, dim=picked and not edge.paths) for edge in drawing.edges)
    yield "</g>\n"
    if picked:
        yield '<g class="sp-strands">\n'
        yield from map(_strand, drawing.strands)
        yield "</g>\n"
    yield '<g class="sp-nodes">\n'
    yield from (_node(node, drawing, dim=picked and not node.paths) for node in drawing.nodes)
    yield "</g>\n"
    yield '<g class="sp-labels">\n'
    yield from (_label(edge, drawing, dim=picked and not edge.paths) for edge in drawing.edges if edge.label)
    yield from (_badge(strand) for strand in drawing.strands if strand.badge_at)
    yield "</g>\n</g>\n"
    yield from _keys(drawing)
    yield "</svg>\n"


def _title(drawing: Drawing) -> str:
    return f"Network {drawing.title}" if drawing.title else "Network"


def _edge_names(edges: Iterable[GraphEdge]) -> str:
    return attribute(" ".join(f"{edge.source}>{edge.target}#{edge.occurrence}" for edge in edges))


def _edge(edge: DrawnEdge, scale: float, *, dim: bool) -> str:
    whole = length(edge.points)
    scale = min(scale, BESIDE_SCALE) if edge.beside else scale
    shaft = part(edge.points, 0, max(whole - HEAD_LENGTH * 0.8 * scale, whole * 0.3))
    colour = f' style="stroke:{group_colour(edge.group)};stroke-opacity:.95"' if edge.group and not dim else ""
    filled = f' style="fill:{group_colour(edge.group)};fill-opacity:1"' if edge.group and not dim else ""
    filled = ' style="fill-opacity:1"' if edge.paths and not filled else filled
    weight = f' data-parameter="{attribute(edge.parameter)}"' if edge.parameter else ""
    return (
        f'<g class="sp-edge{" sp-dim" * dim}" data-edge="{_edge_names(edge.graph_edges)}"{weight}>'
        f'<path d="{path_data(shaft)}"{colour}/>'
        f'<path class="sp-head" d="{head(edge.points, scale)}"{filled}/></g>\n'
    )


def _strand(strand: Strand) -> str:
    style = PATHS[strand.style]
    dashes = f' stroke-dasharray="{" ".join(map(num, style.dashes))}"' if style.dashes else ""
    return (
        f'<path class="sp-strand" data-path="{strand.path}" data-edge="{_edge_names(strand.graph_edges)}" '
        f'd="{path_data(strand.points)}" stroke="{style.colour}" stroke-width="{num(strand.width)}"{dashes}/>\n'
    )


def _badge(strand: Strand) -> str:
    assert strand.badge_at
    return _numbered(strand.path, strand.style, strand.badge_at)


def _numbered(number: int, style: int, at: Point) -> str:
    x, y = at
    return (
        f'<g class="sp-badge" data-path="{number}">'
        f'<circle cx="{num(x)}" cy="{num(y)}" r="8" fill="{PATHS[style].colour}"/>'
        f'<text x="{num(x)}" y="{num(y + 4)}" font-size="11" style="text-anchor:middle">{number}</text></g>\n'
    )


def _node(node: DrawnNode, drawing: Drawing, *, dim: bool) -> str:
    inner = f' data-edge="{_edge_names(node.inner)}"' if node.inner else ""
    on = f' data-path="{" ".join(map(str, node.paths))}"' if node.paths else ""
    font = _node_font(drawing, node.look)
    ring = ' style="stroke-width:2.6"' if node.paths else ""
    raised = node.height * 0.16 if node.look is Look.BLOCK and node.note else 0.0
    text = set_line(runs_of(node.label), node.x, node.y - raised, font)
    note = ""
    if node.note and node.note_at:
        note = f'<g class="sp-note">{on_halo(runs_of(node.note), node.note_at, _note_font(drawing))}</g>'
    return (
        f'<g class="sp-node sp-{node.look}{" sp-dim" * dim}" data-node="{attribute(node.name)}" '
        f'data-variables="{attribute(" ".join(node.variables))}"{inner}{on}>{_shape(node, ring)}{text}{note}</g>\n'
    )


def _node_font(drawing: Drawing, look: Look) -> float:
    return round(drawing.font * (SMALLER if look in SMALL_LOOKS else 1.0), 2)


def _shape(node: DrawnNode, ring: str) -> str:
    if node.round:
        return f'<circle cx="{num(node.x)}" cy="{num(node.y)}" r="{num(node.width / 2)}"{ring}/>'
    radius = 4.0 if node.square else 8.0 if node.look in (Look.ERROR, Look.TOTAL) else node.height / 2
    return (
        f'<rect x="{num(node.x - node.width / 2)}" y="{num(node.y - node.height / 2)}" width="{num(node.width)}" '
        f'height="{num(node.height)}" rx="{num(radius)}"{ring}/>'
    )


def _label(edge: DrawnEdge, drawing: Drawing, *, dim: bool) -> str:
    assert edge.label
    assert edge.label_at
    font = drawing.edge_font
    classes = "sp-label" + " sp-dim" * dim + " sp-picked" * edge.picked
    colour = f' style="color:{group_colour(edge.group)}"' if edge.group and not dim else ""
    return (
        f'<g class="{classes}" data-parameter="{attribute(edge.parameter)}"{colour}>'
        f"{on_halo(runs_of(edge.label), edge.label_at, font)}</g>\n"
    )


def _note_font(drawing: Drawing) -> float:
    """Return the size of the lines near nodes."""
    return 12.0 if drawing.summary else 11.0 if drawing.font > 13 else 9.0


def _band(band: Band, height: float) -> str:
    middle = (band.left + band.right) / 2
    left = band.left - 22
    return (
        f'<g class="sp-band"><line x1="{num(left)}" y1="6" x2="{num(left)}" y2="{num(height - 4)}"/>'
        f"{set_line(runs_of(band.label), middle, 16, 14)}</g>\n"
    )


def _key_label(path: DrawnPath) -> tuple[Run, ...]:
    if path.number < 0:
        return plain_runs(path.words)
    runs: list[Run] = [Run(f"path {path.number}:\u2002")]
    for k, label in enumerate(path.labels):
        runs += [Run("\u2002→\u2002")] * (k > 0) + list(runs_of(label))
    return tuple(runs)


def _key_width(path: DrawnPath) -> float:
    return text_width(_key_label(path), KEY_FONT) + 60


def _keys(drawing: Drawing) -> Iterator[str]:
    """Yield what the colours mean, and the captions, below the picture."""
    if not drawing.paths and not drawing.captions:
        return
    yield '<g class="sp-key">\n'
    y = drawing.height + 6
    for path in drawing.paths:
        style = PATHS[path.style]
        dashes = f' stroke-dasharray="{" ".join(map(num, style.dashes))}"' if style.dashes else ""
        yield (
            f'<path class="sp-strand" d="M18 {num(y)}H62" stroke="{style.colour}" stroke-width="3"{dashes}/>'
            + (_numbered(path.number, path.style, Point(40, y)) if path.number >= 0 else "")
            + set_line(_key_label(path), 72, y, KEY_FONT)
            + "\n"
        )
        y += KEY_ROW
    for line in drawing.captions:
        yield set_line(plain_runs(line), 18, y, KEY_FONT) + "\n"
        y += KEY_ROW
    yield "</g>\n"
