"""Plan and seed → the set of one student, or of everybody."""

from __future__ import annotations

from dataclasses import replace

from symprop.errors import visible
from symprop.homework.draw import draw_setting, generator
from symprop.homework.plan import Plan
from symprop.homework.questions import QUESTIONS, Material
from symprop.homework.record import ProblemSet, Question
from symprop.homework.roster import Student

__all__ = ["assemble"]

EVERYBODY = Student("")


def assemble(plan: Plan, student: Student = EVERYBODY) -> ProblemSet:
    """Return the set that a plan and a student's id give: the same ones give the same set, always.

    Raises:
        InputError: with the place in the plan, if a question cannot be made of its network.
    """
    seed = f"{plan.seed}/{student.id}" if student.id else plan.seed
    settings = {
        name: draw_setting(network, generator(plan.seed, student.id, "network", name))
        for name, network in plan.networks.items()
        if any(question.network == name for question in plan.questions)
    }
    questions: list[Question] = []
    for k, entry in enumerate(plan.questions):
        random_numbers = generator(plan.seed, student.id, "question", str(k))
        entry = replace(entry, title=visible(entry.title))
        material = Material(settings[entry.network], entry, random_numbers, dict(plan.rubric))
        questions.append(QUESTIONS[entry.kind](material, f"q{k + 1}"))
    return ProblemSet(
        title=visible(plan.title),
        questions=tuple(questions),
        seed=seed,
        student=student.id,
        person=visible(student.name),
    )
