"""Derive ∂E_total/∂w, in any form or in a given one."""

from __future__ import annotations

from collections.abc import Mapping

from symprop.derive.paths import iter_paths
from symprop.draw.layout import network_drawing
from symprop.errors import LimitExceeded
from symprop.expression import Partial
from symprop.homework.questions.material import Material
from symprop.homework.record import Block, FormulaAnswer, Part, Prose, Question
from symprop.pages.outline import Figure

__all__ = ["derive", "paths_figure"]

MOST_WRONG, MOST_DRAWN = 8, 6

IN_FORM: Mapping[str, str] = {
    "any": ", in the values that the forward pass has given, the targets and the weights.",
    "chain": " by the chain rule: say each of the three local factors, and multiply.",
    "messages": " with the messages that come back from the units to the right, added up where they meet.",
    "paths": " as a sum over all paths from it to the error: one product a path.",
    "factored": " with a δ for each unit, so that every shared part is written once.",
    "closed": " in inputs, targets, weights and biases only.",
}
"""Form → how a problem asks for it."""


def derive(material: Material, name: str) -> Question:
    """Return the question for ∂E_total/∂w as a formula."""
    wrt, asked = material.weight(), material.plan.form
    slope = Partial(material.graph.total, wrt)
    answer = FormulaAnswer(
        of=material.graph.total,
        wrt=wrt,
        answer=material.right(wrt),
        form="" if asked == "any" else asked,
        lines=() if asked in ("any", "paths") else material.form(wrt, asked).lines,
        wrong=material.wrongs(wrt, MOST_WRONG),
    )
    forms = ("paths", "factored") if asked in ("any", "paths") else (asked, "paths")
    return Question(
        name=name,
        kind="derive",
        title=material.plan.title or f"Derive a gradient: {material.name(wrt)}",
        setting=material.setting,
        prompt=(),
        parts=(Part(name="a", prompt=("Derive ", slope, IN_FORM[asked]), answer=answer, points=material.plan.points),),
        solution=(*paths_figure(material, wrt), *material.worked(wrt, *forms)),
        hints=material.hints(wrt),
        wrts=(wrt,),
    )


def paths_figure(material: Material, wrt: str) -> tuple[Block, ...]:
    """Return the network with the paths of a weight picked out, where they can be told apart."""
    paths = tuple(iter_paths(material.graph, wrt))
    count = "1 path leads" if len(paths) == 1 else f"{len(paths)} paths lead"
    said = Prose((f"{count} from {material.name(wrt)} to {material.name(material.graph.total)}.",))
    if len(paths) > MOST_DRAWN:
        return (said,)
    numbers = range(1, len(paths) + 1)
    try:
        return said, Figure(network_drawing(material.graph, material.labels, paths=paths, path_numbers=numbers))
    except LimitExceeded:
        return (said,)
