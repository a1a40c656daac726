"""Find the mistake in a wrong derivation, made with the taxonomy of grading, and put it right."""

from __future__ import annotations

from fractions import Fraction

from symprop.expression import DisplayEquation, Partial
from symprop.homework.questions.derivation import paths_figure
from symprop.homework.questions.material import Material, share_points
from symprop.homework.record import Choices, FormulaAnswer, Option, Part, Prose, Question, Wrong

__all__ = ["find_the_mistake"]


def find_the_mistake(material: Material, name: str) -> Question:
    """Return a derivation with one mistake; asked for are the mistake, and the right formula."""
    wrt = material.weight()
    mistakes = material.mistakes(wrt, 1, material.plan.mistakes)
    if not mistakes:
        raise material.refuse("none of these mistakes can be made for this network", "other mistakes:")
    made = mistakes[0]
    others = [m for m in material.mistakes(wrt, 6) if m.message != made.message and m.kind != made.kind][:3]
    options = [Option(text=(made.message,), correct=True, feedback="That is it.", kind=made.kind)]
    options += [
        Option(text=(m.message,), correct=False, feedback="That is not what went wrong here.", kind=m.kind)
        for m in others
    ]
    material.random.shuffle(options)
    slope = Partial(material.graph.total, wrt)
    wrong = Wrong(kind=made.kind, answer=made.answer, feedback=made.message, credit=Fraction(0))
    parts = [
        Part(name="", prompt=("What went wrong?",), answer=Choices(options=tuple(options)), points=Fraction(1)),
        Part(
            name="",
            prompt=("Write ", slope, " as it should be."),
            answer=FormulaAnswer(of=material.graph.total, wrt=wrt, answer=material.right(wrt), wrong=(wrong,)),
            points=Fraction(1),
        ),
    ]
    return Question(
        name=name,
        kind="find-the-mistake",
        title=material.plan.title or "Find the mistake",
        setting=material.setting,
        prompt=(
            Prose(("Somebody derived this, and made exactly one mistake:",)),
            material.shown([DisplayEquation(slope, made.answer)], filled=False, what="a wrong derivation"),
        ),
        parts=share_points(material.plan.points, parts),
        solution=(
            Prose(("The mistake: ", made.message)),
            *paths_figure(material, wrt),
            *material.worked(wrt, "paths"),
        ),
        hints=material.hints(wrt),
        wrts=(wrt,),
    )
