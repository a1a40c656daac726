"""The page of a network whose sizes are names."""

from __future__ import annotations

from collections.abc import Sequence

from symprop.derive.indexed import INDEXED_GLOSS
from symprop.derive.schematic import schematic_form, schematic_path_count
from symprop.network.schematic import Schematic, refuse_form
from symprop.report import Document, FormSection, GradientSection, Report, Shown

__all__ = ["schematic_document"]


def schematic_document(
    network: Schematic, wrt: Sequence[str] = (), forms: Sequence[str] = (), report: Report | None = None
) -> Document:
    """Return the page of these parameters; of all without any.

    Raises:
        InputError: if it has no such parameters.
        UnsupportedForm: on another form than the indexed one.
    """
    for form in forms:
        refuse_form(form)
    return Document(
        title=network.name,
        facts=network.facts,
        forward=(),
        gradients=[_section(network, name) for name in wrt or network.parameters],
        conventions=(INDEXED_GLOSS,),
        report=report,
    )


def _section(network: Schematic, wrt: str) -> GradientSection:
    form = schematic_form(network, wrt)
    lines = tuple(map(Shown, (*form.lines, *form.again)))
    return GradientSection(wrt, schematic_path_count(network, wrt), (FormSection(form.name, lines, form.note),))
