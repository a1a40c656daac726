"""`draw_network`: the picture of a network as a user asks for it, and `Picture`, what a notebook shows."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol

from symprop.derive.paths import Path, iter_paths, path_count
from symprop.draw.drawing import Drawing
from symprop.draw.layout import Detail, network_drawing
from symprop.draw.palette import PATHS
from symprop.draw.picked import Flow
from symprop.draw.svg import svg
from symprop.draw.texts import EdgeText
from symprop.draw.tikz import tikz
from symprop.errors import InputError, shorten
from symprop.given import whole
from symprop.graph import PARAMETERS, EquationGraph
from symprop.notation import Labels

if TYPE_CHECKING:
    from symprop.evaluate.numbers import Numbers
    from symprop.network.model import Model

__all__ = ["PICTURE_FORMATS", "Picture", "Source", "draw_network"]

DIGITS = 4
PICTURE_FORMATS = ("svg", "tex", "png")


class Source(Protocol):
    """What a picture, a gradient and its forms need of their network."""

    @property
    def model(self) -> Model: ...
    @property
    def graph(self) -> EquationGraph: ...
    @property
    def name(self) -> str: ...
    @property
    def labels(self) -> Labels: ...
    @property
    def numbers(self) -> Numbers: ...


@dataclass(frozen=True, repr=False)
class Picture:
    """A drawing that a notebook shows.

    >>> import symprop
    >>> symprop.load("mazur").draw()
    <Picture of mazur: 15 nodes, 18 arrows>
    """

    drawing: Drawing

    @property
    def svg(self) -> str:
        """One `svg` element with a ground of its own, light or dark as the reader has it."""
        return svg(self.drawing, theme="file")

    @property
    def inline_svg(self) -> str:
        """One `svg` element that takes the colours of the page it stands in."""
        return svg(self.drawing)

    @property
    def tex(self) -> str:
        """A LaTeX document with a TikZ picture."""
        return tikz(self.drawing)

    @property
    def tex_fragment(self) -> str:
        """A TikZ picture to paste into a document that loads tikz and amsmath."""
        return tikz(self.drawing, fragment=True)

    @property
    def png(self) -> bytes:
        """A PNG file's bytes; needs ``symprop[png]``.

        Raises:
            InputError: if that is not installed.
        """
        from symprop.draw.png import png

        return png(self.drawing)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the picture to a file, in the format of its ending: .svg, .tex or .png; whole or not at all.

        Raises:
            InputError: on another ending, or a file that cannot be written.
        """
        from symprop.output import write_output

        name = os.fspath(path)
        ending = PurePath(name).suffix.lower().lstrip(".")
        if ending not in PICTURE_FORMATS:
            raise InputError(
                f"no picture is a '{shorten(ending)}'",
                where=shorten(name),
                instead=f"one of {', '.join(PICTURE_FORMATS)}",
            )
        write_output([self.written(ending)], name)

    def written(self, fmt: str, *, fragment: bool = False) -> str | bytes:
        """Return the picture in one of `PICTURE_FORMATS`."""
        match fmt:
            case "svg":
                return self.svg
            case "tex":
                return tikz(self.drawing, fragment=fragment)
            case _:
                return self.png

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        drawing = self.drawing
        return f"<Picture of {drawing.title}: {len(drawing.nodes)} nodes, {len(drawing.edges)} arrows>"


def draw_network(
    network: Source,
    *,
    wrt: str = "",
    path: int | None = None,
    edges: EdgeText = "weights",
    biases: bool = True,
    detail: Detail = "auto",
) -> Picture:
    """Return the picture of a network.

    Args:
        network: whose picture it is; the others are those of `Network.draw`.

    Raises:
        InputError: on an unknown name or path, or numbers that cannot be worked out.
    """
    if path is not None and not wrt:
        raise InputError("a path of which parameter?", where="--path", instead="give --wrt too")
    paths, first, flow = _picked(network.graph, wrt, path) if wrt else ((), 0, None)
    return Picture(
        network_drawing(
            network.graph,
            network.labels,
            title=network.name,
            paths=paths,
            path_numbers=range(first, first + len(paths)),
            flow=flow,
            edge_text=edges,
            numbers=_numbers(network, edges),
            biases=biases,
            detail=detail,
        )
    )


def _picked(graph: EquationGraph, wrt: str, path: int | None) -> tuple[tuple[Path, ...], int, Flow | None]:
    """Return the paths that are picked out, the first one's number, and all of them as one where they are too many."""
    count = path_count(graph, wrt)
    if path is not None:
        if whole(path) not in range(count):
            instead = f"0 to {count - 1}, as in JSON's paths" if count else "its gradient is 0"
            what = f"'{wrt}' has {count:,} paths, not one numbered {shorten(str(path))}"
            raise InputError(what, where="--path", instead=instead)
        return tuple(islice(iter_paths(graph, wrt), path, path + 1)), path, None
    if count <= len(PATHS):
        return tuple(iter_paths(graph, wrt)), 0, None
    return (), 0, Flow(wrt, count)


def _numbers(network: Source, edges: str) -> dict[str, str]:
    """Return variable → its number as text; nothing where names stand on the arrows."""
    if edges not in ("values", "gradients"):
        return {}
    numbers = network.numbers
    if not numbers.known:
        raise InputError(numbers.reason, where="--edges", instead="give values in the file or with --at")
    from symprop.evaluate.filled import decimal_text

    if edges == "values":
        return {name: decimal_text(value, DIGITS) for name, value in numbers.forward().items()}
    from mpmath import mpf

    from symprop.compiled import compile_network

    gradients = compile_network(network.model)().gradients
    wanted = network.graph.given(*PARAMETERS)
    return {name: decimal_text(mpf(float(gradients[name])), DIGITS) for name in wanted if name in gradients}
