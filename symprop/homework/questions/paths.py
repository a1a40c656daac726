"""Count the paths from a weight to E_total, or tell them from others."""

from __future__ import annotations

from symprop.derive.paths import Path, iter_paths, path_count, path_label
from symprop.expression import Var, number
from symprop.graph import Kind
from symprop.homework.grading.kinds import output_paths
from symprop.homework.questions.derivation import paths_figure
from symprop.homework.questions.material import Material
from symprop.homework.record import Choices, NumberAnswer, Option, Part, Question, Wrong
from symprop.homework.rubric import credit

__all__ = ["count_paths", "list_paths"]

MOST_OPTIONS, MOST_RIGHT = 8, 5


def count_paths(material: Material, name: str) -> Question:
    """Return the question for the number of paths."""
    wrt = material.weight()
    count = path_count(material.graph, wrt)
    wrong: dict[int, Wrong] = {}
    for kind, feedback, guess in _guesses(material, wrt):
        if guess != count and guess > 0 and guess not in wrong:
            share = credit(kind, material.shares)
            wrong[guess] = Wrong(kind=kind, answer=number(guess), feedback=feedback, credit=share)
    answer = NumberAnswer(
        value=str(count), digits=len(str(count)), tolerance="0", name=f"paths {wrt}", wrong=tuple(wrong.values())
    )
    total = material.graph.total
    return Question(
        name=name,
        kind="count-paths",
        title=material.plan.title or "Count the paths",
        setting=material.setting,
        prompt=(),
        parts=(
            Part(
                name="a",
                prompt=("How many paths lead from ", Var(wrt), " to ", Var(total), "?"),
                answer=answer,
                points=material.plan.points,
            ),
        ),
        solution=(*paths_figure(material, wrt), *material.worked(wrt, "paths")),
        hints=_hints(material),
        wrts=(wrt,),
    )


def _guesses(material: Material, wrt: str) -> list[tuple[str, str, int]]:
    graph = material.graph
    count = path_count(graph, wrt)
    by_output = output_paths(material.grader(wrt).question)
    guesses = [
        ("missing-output", "These are the paths to one output alone; the error sums over all outputs.", len(paths))
        for paths in by_output.values()
    ]
    doubled = "Every path counts once, whatever units it shares with another."
    guesses.append(("repeated-path", doubled, 2 * count))
    guesses.append(("missing-path", "One path leads over each combination of units on the way.", count - 1))
    return guesses


def _hints(material: Material) -> tuple[tuple[str, ...], ...]:
    return (
        ("A weight leads into one unit first; from there every arrow to the right is a way to go.",),
        ("Write the number of ways to the error beside each unit, from the right to the left, and add them up.",),
    )[: material.plan.hints]


def list_paths(material: Material, name: str) -> Question:
    """Return the question which of some chains of units are paths of a weight."""
    wrt = material.weight(least_paths=2)
    graph = material.graph
    right = [path_label(graph, material.labels, path) for path in iter_paths(graph, wrt)]
    material.random.shuffle(right)
    options = [
        Option(text=(label,), correct=True, feedback="This is one of the paths, and its product belongs into the sum.")
        for label in right[:MOST_RIGHT]
    ]
    seen = set(right)
    for label, feedback in _no_paths(material, wrt):
        if label not in seen and len(options) < MOST_OPTIONS:
            seen.add(label)
            options.append(Option(text=(label,), correct=False, feedback=feedback, kind="extra-path"))
    material.random.shuffle(options)
    total = graph.total
    return Question(
        name=name,
        kind="list-paths",
        title=material.plan.title or "Which are paths?",
        setting=material.setting,
        prompt=(),
        parts=(
            Part(
                name="a",
                prompt=("Tick every path from ", Var(wrt), " to ", Var(total), "."),
                answer=Choices(options=tuple(options), multiple=True),
                points=material.plan.points,
            ),
        ),
        solution=(*paths_figure(material, wrt), *material.worked(wrt, "paths")),
        hints=_hints(material),
        wrts=(wrt,),
    )


def _no_paths(material: Material, wrt: str) -> list[tuple[str, str]]:
    """Return chains that are no paths of the weight, and why: of another weight, or with a unit left out."""
    graph = material.graph
    others = [name for name in graph.given(Kind.WEIGHT) if name != wrt]
    material.random.shuffle(others)
    own = list(iter_paths(graph, wrt))
    found: list[tuple[str, str]] = []
    for other in others:
        for path in iter_paths(graph, other):
            places = path_label(graph, material.labels, path).split(" → ")
            if path.edges[0].target != own[0].edges[0].target:
                first = material.name(wrt)
                said = f"{first} does not lead into {places[1]}."
                found.append((" → ".join([first, *places[1:]]), said))
                break
    for path in own:
        places = path_label(graph, material.labels, path).split(" → ")
        if len(places) > 2 and not _skips(material, path):
            shorter = [places[0], *places[2:]]
            found.append((" → ".join(shorter), f"{material.name(wrt)} leads into {places[1]} first."))
    return found


def _skips(material: Material, path: Path) -> bool:
    targets = {edge.target for edge in material.graph.edges_from(path.nodes[0])}
    return len(targets) > 1
