"""Fill in the blanks of a chain rule: local factors of one path, written as letters."""

from __future__ import annotations

from fractions import Fraction

from symprop.derive.paths import Path, iter_paths, path_label
from symprop.derive.views import retargeted
from symprop.expression import ONE, DisplayEquation, Expr, Partial, Var, chain, names_in
from symprop.graph import Edge, Kind
from symprop.homework.questions.derivation import paths_figure
from symprop.homework.questions.material import Material, share_points
from symprop.homework.record import EXTRA, FormulaAnswer, Part, Prose, Question

__all__ = ["fill_in"]

MOST_BLANKS = 3


def fill_in(material: Material, name: str) -> Question:
    """Return one path's product with blanks; each blank is a part."""
    wrt = material.weight()
    paths = list(iter_paths(material.graph, wrt))
    path: Path = material.random.choice(paths)
    edges = [edge for edge in reversed(path.edges) if edge.partial != ONE]
    local = [k for k, edge in enumerate(edges) if _is_alone(material, edge)]
    chosen = sorted(material.random.sample(local, min(MOST_BLANKS, len(local))))
    if not chosen:
        raise material.refuse("no factor can be left out", "another network or weight")
    own = {*material.graph.given(*Kind), *material.graph.defined()}
    letters = [letter for letter in EXTRA if len(letter) == 1 and letter not in own]
    blanks = dict(zip(chosen, letters, strict=False))
    factors: list[Expr] = [Var(blanks[k]) if k in blanks else edge.partial for k, edge in enumerate(edges)]
    whole = Partial(material.graph.total, wrt)
    symbols = chain([Partial(edge.target, edge.source) for edge in edges])
    parts = [
        Part(
            name=blanks[k],
            prompt=(Var(blanks[k]), " = ", Partial(edges[k].target, edges[k].source), " = ?"),
            answer=FormulaAnswer(of=edges[k].target, wrt=edges[k].source, answer=edges[k].partial),
            points=Fraction(1),
        )
        for k in chosen
    ]
    label = path_label(material.graph, material.labels, path)
    said = (
        f"One path, {label}, gives the whole gradient."
        if len(paths) == 1
        else f"It is a sum over {len(paths)} paths; P is the product along {label}."
    )
    shown = DisplayEquation(whole, symbols) if len(paths) == 1 else DisplayEquation(Var("P"), symbols)
    filled = DisplayEquation(shown.lhs, chain(factors))
    solved = DisplayEquation(shown.lhs, path.product)
    return Question(
        name=name,
        kind="fill-in",
        title=material.plan.title or "Fill in the blanks",
        setting=material.setting,
        prompt=(
            Prose(("The gradient is ", whole, ". ", said, " Fill in the blanks.")),
            material.shown([shown, filled], filled=False, what="a chain rule with blanks"),
        ),
        parts=share_points(material.plan.points, parts),
        solution=(
            material.shown([shown, solved], filled=False, what="the chain rule, complete"),
            *paths_figure(material, wrt),
            *material.worked(wrt, "paths"),
        ),
        hints=material.hints(wrt),
        wrts=(wrt,),
    )


def _is_alone(material: Material, edge: Edge) -> bool:
    """Return whether a local partial is the whole derivative of its target by its source, which grading can ask for."""
    graph = material.graph
    target, source = graph.variable(edge.target).kind, graph.variable(edge.source).kind
    single = sum(other.source == edge.source for other in graph.edges_into(edge.target)) == 1
    named = target in (Kind.NET, Kind.OUT, Kind.ERROR)
    known = {*graph.given(*Kind), *retargeted(graph, edge.target).defined()}  # not the other outs of a softmax
    asked = source in (Kind.NET, Kind.OUT, Kind.WEIGHT, Kind.BIAS)
    return single and named and asked and names_in(edge.partial).keys() <= known
