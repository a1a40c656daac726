"""Which of these is ∂E_total/∂w: one is right, the others are mistakes that people make, each with its sentence."""

from __future__ import annotations

from symprop.expression import DisplayEquation, Partial
from symprop.homework.questions.derivation import paths_figure
from symprop.homework.questions.material import Material
from symprop.homework.record import Choices, Option, Part, Question

__all__ = ["which_is_right"]


def which_is_right(material: Material, name: str) -> Question:
    """Return a multiple choice of formulas."""
    wrt = material.weight()
    right = material.right(wrt)
    mistakes = material.mistakes(wrt, material.plan.options - 1)
    if not mistakes:
        raise material.refuse("no wrong answer can be made for this network", "another network or weight")
    slope = Partial(material.graph.total, wrt)
    options = [
        Option(text=(DisplayEquation(slope, right),), correct=True, feedback="Right: every path once.", expr=right)
    ]
    options += [
        Option(
            text=(DisplayEquation(slope, wrong.answer),),
            correct=False,
            feedback=wrong.message,
            kind=wrong.kind,
            expr=wrong.answer,
        )
        for wrong in mistakes
    ]
    material.random.shuffle(options)
    return Question(
        name=name,
        kind="which-is-right",
        title=material.plan.title or "Which of these is right?",
        setting=material.setting,
        prompt=(),
        parts=(
            Part(
                name="a",
                prompt=("Which of these is ", slope, "?"),
                answer=Choices(options=tuple(options), wrt=wrt),
                points=material.plan.points,
            ),
        ),
        solution=(*paths_figure(material, wrt), *material.worked(wrt, "paths")),
        hints=material.hints(wrt),
        wrts=(wrt,),
    )
