"""Put the steps of backpropagation in order: every value before what is made of it."""

from __future__ import annotations

from symprop.expression import Partial, Var, names_in
from symprop.homework.questions.material import Material
from symprop.homework.record import Items, OrderAnswer, Part, Prose, Question, Text

__all__ = ["order"]

MOST_STEPS = 10


def order(material: Material, name: str) -> Question:
    """Return the steps to one weight's update, out of order."""
    wrt = material.weight()
    lines = list(reversed(material.form(wrt, "factored").lines))
    if len(lines) + 2 > MOST_STEPS:
        raise material.refuse(f"{len(lines) + 2} steps", f"a network with at most {MOST_STEPS}")
    slope = Partial(material.graph.total, wrt)
    steps: list[Text] = [("Forward pass: every net and every out, layer by layer, and the error.",)]
    steps += [(line,) for line in lines]
    steps.append((Var(wrt), "⁺ = ", Var(wrt) - Var("eta") * slope))
    needs: list[set[int]] = [set()]
    made = {line.lhs.name: k + 1 for k, line in enumerate(lines)}
    needs += [{0, *(made[used] for used in names_in(line.rhs) if used in made)} for line in lines]
    needs.append({0, made[slope.name]})
    places = list(range(len(steps)))
    while places == sorted(places):
        material.random.shuffle(places)
    # places[k] is the right place of the step that is shown k-th
    shown_at = {right: k for k, right in enumerate(places)}
    answer = OrderAnswer(
        steps=tuple(steps[right] for right in places),
        needs=tuple(tuple(sorted(shown_at[need] for need in needs[right])) for right in places),
        order=tuple(shown_at[right] for right in range(len(steps))),
    )
    return Question(
        name=name,
        kind="order",
        title=material.plan.title or "Put the steps in order",
        setting=material.setting,
        prompt=(),
        parts=(
            Part(
                name="a",
                prompt=("In which order are these done to update ", Var(wrt), " once? Number them."),
                answer=answer,
                points=material.plan.points,
            ),
        ),
        solution=(
            Prose(("For example:",)),
            Items(tuple(answer.steps[k] for k in answer.order), tuple(f"{k + 1}." for k in range(len(steps)))),
            Prose(("A value must be known before it is used; what does not need each other may change places.",)),
        ),
        hints=((("The deltas come from the right to the left.",),) * min(material.plan.hints, 1)),
        wrts=(wrt,),
    )
