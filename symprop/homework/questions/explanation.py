"""The student's (a) or (b): is the error that flows back through each unit counted once, or once for every output?"""

from __future__ import annotations

from fractions import Fraction

from symprop.derive.paths import iter_paths
from symprop.expression import DisplayEquation, Expr, Partial, Sum
from symprop.graph import Kind
from symprop.homework.questions.derivation import paths_figure
from symprop.homework.questions.material import Material, share_points
from symprop.homework.record import Choices, Essay, Option, Part, Prose, Question

__all__ = ["explain"]


def explain(material: Material, name: str) -> Question:
    """Return the question whether (a) or (b) is ∂E_total/∂w, and why."""
    wrt, units, outputs = _weight_and_neighbours(material)
    total = Partial(material.graph.total, wrt)
    bracket = Sum(tuple(Partial(f"E_{unit}", wrt) for unit in units))
    twice: Expr = Sum((bracket,) * outputs)
    once_text, again_text = DisplayEquation(total, bracket), DisplayEquation(total, twice)
    listed = " and ".join(units)
    every = "both outputs" if outputs == 2 else f"all {outputs} outputs"
    right = f"The error that flows back through {listed} already holds the share of {every}: each path counts once."
    grade = material.grade(wrt, twice)
    feedback = grade.findings[0].message if grade.findings else "Every path is counted more than once."
    options = (
        Option(text=(once_text,), correct=True, feedback=right),
        Option(text=(again_text,), correct=False, feedback=feedback, kind="repeated-path"),
    )
    paths = len(list(iter_paths(material.graph, wrt)))
    reading = (
        f"(b) counts each of the {paths} paths {'twice' if outputs == 2 else f'{outputs} times'}; "
        "it would be right only if each bracket meant the share of its own output alone."
    )
    parts = [
        Part(name="", prompt=("Which is right, (a) or (b)?",), answer=Choices(options=options), points=Fraction(1)),
        Part(
            name="",
            prompt=("Explain in two or three sentences why, and under which reading the other one would be right.",),
            answer=Essay(
                model_answer=(f"(a) is right. {right} {reading}",),
                criteria=(
                    f"says that the error through {listed} already sums over all outputs",
                    "says that (b) counts every path more than once",
                    "says under which reading (b) would be right",
                ),
            ),
            points=Fraction(1),
        ),
    ]
    intro = (
        f"Let E_j be the error that flows back through a unit j, and the units to the right of this weight's unit be "
        f"{listed}. A student asks which of these is ",
        total,
        ":",
    )
    return Question(
        name=name,
        kind="explain",
        title=material.plan.title or "(a) or (b)?",
        setting=material.setting,
        prompt=(Prose(intro),),
        parts=share_points(material.plan.points, parts),
        solution=(
            Prose((f"(a) is right. {right}",)),
            Prose((reading,)),
            *paths_figure(material, wrt),
            *material.worked(wrt, "messages", "paths"),
        ),
        hints=material.hints(wrt),
        wrts=(wrt,),
    )


def _weight_and_neighbours(material: Material) -> tuple[str, list[str], int]:
    """Return a weight whose unit has several hidden right neighbours, their names, and the number of outputs."""
    graph = material.graph
    outputs = sum(graph.variable(name).kind is Kind.ERROR for name in graph.defined())
    for _ in range(40):
        wrt = material.weight(least_paths=4)
        out = graph.edges_from(graph.edges_from(wrt)[0].target)[0].target
        units = [graph.variable(edge.target).unit for edge in graph.edges_from(out)]
        hidden = all(unit and not _is_output(material, unit) for unit in units)
        if len(units) > 1 and len(set(units)) == len(units) and outputs > 1 and hidden:
            return wrt, units, outputs
    raise material.refuse("no weight is two layers before several outputs", "a network such as question, or 2-2-2-2")


def _is_output(material: Material, unit: str) -> bool:
    return f"E_{unit}" in material.graph.defined()
