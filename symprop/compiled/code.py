"""A tape's slots laid out for speed: what is given first, then literals, then one result an operation.

    slots := given* literal* result*        result k belongs to operation k

A runner then appends results and never looks for a place. In groups, operations of one kind whose operands are
all known stand beside one another, so that one NumPy call does them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from symprop.evaluate.tape import Operation, Tape

__all__ = ["Code", "grouped", "laid_out"]


@dataclass(frozen=True, slots=True)
class Code:
    """Straight-line code over numbered slots.

    Args:
        given: how many slots are filled from outside.
        literals: the values of the slots after them.
        operations: (code, operand slots), the first result's slot being `given` + the number of literals.
        outputs: slots, in the order they were asked for.
    """

    given: int
    literals: tuple[float, ...]
    operations: tuple[tuple[str, tuple[int, ...]], ...]
    outputs: tuple[int, ...]

    @property
    def size(self) -> int:
        return self.given + len(self.literals) + len(self.operations)


def laid_out(tape: Tape, given: Sequence[str], outputs: Iterable[str], operations: Sequence[Operation]) -> Code:
    """Return a tape's operations, in the order they are handed over, with their slots renumbered.

    Args:
        given: the names that are filled from outside; a tape need not use all of them.
        outputs: names that the tape defines.

    >>> from symprop.evaluate.tape import compile_tape
    >>> from symprop.expression import Var
    >>> tape = compile_tape([("y", (Var("a") + 1) * Var("b"))])
    >>> laid_out(tape, ["b", "a"], ["y"], tape.operations)
    Code(given=2, literals=(1.0,), operations=(('+', (1, 2)), ('*', (3, 0))), outputs=(4,))
    """
    place = {name: k for k, name in enumerate(given)}
    slot = {old: place[name] for name, old in tape.inputs.items()}
    slot |= {old: k for k, old in enumerate((*tape.literals, *(result for _, result, _ in operations)), len(given))}
    return Code(
        given=len(given),
        literals=tuple(map(float, tape.literals.values())),
        operations=tuple((code, tuple(slot[old] for old in operands)) for code, _, operands in operations),
        outputs=tuple(slot[tape.outputs[name]] for name in outputs),
    )


def grouped(tape: Tape) -> Iterator[list[Operation]]:
    """Yield all operations in an order in which they can be run, those of one kind that are ready together.

    >>> from symprop.evaluate.tape import compile_tape
    >>> from symprop.expression import Var
    >>> a, b = Var("a"), Var("b")
    >>> tape = compile_tape([("y", a * a + b * b), ("z", a * b)])
    >>> [[code for code, _, _ in group] for group in grouped(tape)]
    [['*', '*', '*'], ['+']]
    """
    known = {*tape.inputs.values(), *tape.literals}
    users: dict[int, list[int]] = {}
    missing: list[int] = []
    ready: dict[str, list[int]] = {}
    for number, (code, _, operands) in enumerate(tape.operations):
        needed = {operand for operand in operands if operand not in known}
        missing.append(len(needed))
        for operand in needed:
            users.setdefault(operand, []).append(number)
        if not needed:
            ready.setdefault(code, []).append(number)
    while ready:
        most = max(ready, key=lambda code: len(ready[code]))
        group = [tape.operations[number] for number in sorted(ready.pop(most))]
        yield group
        for _, result, _ in group:
            for user in users.get(result, ()):
                missing[user] -= 1
                if not missing[user]:
                    ready.setdefault(tape.operations[user][0], []).append(user)
