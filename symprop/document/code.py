"""The lines of Python that derive a page's gradients again, for a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symprop.expression import Expr
from symprop.notation import MAZUR, Labels
from symprop.render.styles import PYTHON
from symprop.render.write import write

__all__ = ["python_lines"]


def python_lines(
    spec: str,
    labels: Labels,
    *,
    values: Mapping[str, Expr],
    notation: str = MAZUR.name,
    of: str = "",
    slope: str = "",
    wrt: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return the lines; none for a network that came from standard input.

    Args:
        spec: what names the network, made a Python literal here.
        values: that differ from the network's own.
        of, slope: what is differentiated instead of E_total.
        wrt: the parameters; the first one is shown.

    >>> from symprop.graph import Kind, Variable
    >>> labels = Labels(lambda name: Variable(name, Kind.WEIGHT))
    >>> for line in python_lines("mazur", labels, values={}, wrt=["w1"]):
    ...     print(line)
    import symprop
    <BLANKLINE>
    net = symprop.load('mazur')
    net.gradient('w1')
    """
    if spec == "-":
        return ()
    lines = ["import symprop", "", f"net = symprop.load({spec!r})"]
    if values:
        given = {name: write(value, PYTHON, labels) for name, value in values.items()}
        lines.append(f"net = net.with_values({given!r})")
    if notation != MAZUR.name:
        lines.append(f"net = net.with_notation({notation!r})")
    if of:
        lines.append(f"net = net.of({of!r})")
    if slope:
        lines.append(f"net = net.slope({slope!r})")
    lines.append(f"net.gradient({wrt[0]!r})" if wrt else "net.factored()")
    return tuple(lines)
