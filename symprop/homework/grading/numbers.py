"""Answers that are numbers: 0.000438568 at the network's values, to the digits that were written.

    right  ⇔  |answer − value| < one unit in the last digit that was written, or asked for

A number tells less than a formula, so the slips that are looked for are the usual ones; more of them the more digits
it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from symprop.errors import InputError
from symprop.evaluate.arithmetic import Arithmetic, is_real, mp_arithmetic
from symprop.evaluate.passes import forward_lines, forward_tape
from symprop.evaluate.tape import compile_tape
from symprop.expression import Expr, Neg, Num, Var, fold, names_in, with_children
from symprop.graph import GIVEN, PARAMETERS, Kind
from symprop.homework.grading.coefficients import of_times
from symprop.homework.grading.kinds import occurrence_paths, output_paths
from symprop.homework.grading.options import rate_of
from symprop.homework.grading.quantities import Line
from symprop.homework.grading.question import Question
from symprop.homework.grading.roles import role_slip, roles_of, touched_by
from symprop.homework.grading.slips import Slip, wrong_answer
from symprop.homework.grading.wholes import whole_slips
from symprop.network.values import exact
from symprop.read.spellings import RATE

__all__ = [
    "DIGITS",
    "LEAST_DIGITS",
    "Figures",
    "carried",
    "digits_written",
    "literal_text",
    "literals",
    "value_of_literal",
]

DIGITS = 50
LEAST_DIGITS = 3
MANY_DIGITS = 6  # from here on every slip is looked for
RATES = ("0.5", "0.1", "0.01", "0.05", "0.001", "1")
MOST_ROLES = 400
NEAR = 50  # within a fiftieth of the value, rounding comes first


def literals(expr: Expr) -> list[Num]:
    """Return the numbers that stand in `expr`."""
    found: list[Num] = []

    def visit(node: Expr, _: list[None]) -> None:
        if isinstance(node, Num):
            found.append(node)

    fold(expr, visit)
    return found


def digits_written(expr: Expr) -> int:
    """Return to how many significant digits a number, or a product of numbers, is meant.

    >>> from symprop.read import read_text
    >>> [digits_written(read_text(text)) for text in ("-0.000438568", "0.74*0.18682*0.593", "1/8")]
    [6, 3, 12]
    """
    number = expr.operand if isinstance(expr, Neg) else expr
    counts = [_significant(literal.text) for literal in literals(expr) if "." in literal.text or number is literal]
    counts = [count for count in counts if count >= LEAST_DIGITS] or counts  # of a product the short ones are exact
    return min(counts, default=12)


def _significant(text: str) -> int:
    mantissa = text.partition("e")[0].replace(".", "")
    return len(mantissa.lstrip("0")) or 1


class Figures:
    """One question at the network's values, at 50 digits.

    Args:
        rate: η of the course; without it the usual ones are tried.
        before: the values before the weights were changed, where they are known.

    Raises:
        InputError: if a value is missing.
    """

    def __init__(self, question: Question, *, rate: str = "", before: Mapping[str, Expr] | None = None) -> None:
        self.question = question
        self.rates = (rate,) if rate else RATES
        self.before = before or {}
        self.arithmetic: Arithmetic = mp_arithmetic(DIGITS)
        values = question.model.values
        missing = [name for name in question.graph.given(*GIVEN) if name not in values]
        if missing:
            few = ", ".join(missing[:4]) + (", …" if len(missing) > 4 else "")
            raise InputError(
                f"a number is graded at values, and {few} {'has' if len(missing) == 1 else 'have'} none",
                instead="give values in the file or with --at, or write a formula",
            )
        if forward_tape(question.graph).abstract:
            raise InputError("the abstract φ has no values", instead="write a formula")
        self.given = {name: self.arithmetic.literal(exact(value)) for name, value in values.items()}
        self._made: dict[str, list[tuple[Slip, Any]]] = {}

    @cached_property
    def known(self) -> dict[str, Any]:
        """The value of every variable."""
        return self._forward(self.given)

    def _forward(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {**given, **forward_tape(self.question.graph).bind(self.arithmetic)(given)}

    def value(self, lines: Sequence[Line], name: str, known: Mapping[str, Any] | None = None) -> Any:
        """Return the value of one of the lines' names; None if it has none."""
        tape, values = compile_tape(lines), known or self.known
        if not tape.inputs.keys() <= values.keys():  # the learning rate has no value of its own
            return None
        try:
            found = tape.bind(self.arithmetic)(values)[name]
        except (ValueError, ZeroDivisionError, OverflowError, TypeError):
            return None
        return self._finite(found)

    def _finite(self, value: Any) -> Any:
        return value if is_real(value, self.arithmetic) else None

    @cached_property
    def expected(self) -> Any:
        """∂E_total/∂wrt."""
        return self.value(self.question.truth, self.question.target)

    def quantity(self, name: str) -> Any:
        """Return the value of a variable, a δ, a message, a derivative; None if there is no such."""
        question = self.question
        if question.quantities.is_variable(name):
            return self._finite(self.known[name])
        return self.value(question.quantities.lines([name]), name)

    def close(self, got: Any, value: Any, digits: int) -> bool:
        """Return whether a number is `value`, to so many significant digits."""
        if got is None:
            return False
        if value == 0 or got == 0:
            return bool(got == value)
        return bool(abs(got - value) < _unit(value, digits))

    # slips

    def explained(self, got: Any, written: int, asked: int) -> list[tuple[Slip, ...]]:
        """Return the usual slips that give this number, in the order in which they are looked for.

        Args:
            written: to how many significant digits it is meant.
            asked: how many must agree.
        """
        if not got or self.expected is None:
            return []
        if self.close(got, self.expected, written):  # in the place of the value: 1 is not 0.0004 as far as it goes
            return [(Slip(kind="rounded-value", tag=f"asked {asked}"),)]
        if written < LEAST_DIGITS:
            return []
        near = abs(got - self.expected) * NEAR < abs(self.expected)
        usual = (self._rounded, *self._usual) if near else (*self._usual, self._rounded)
        searches = usual if written < MANY_DIGITS else (*usual, self._by_roles)
        found: dict[tuple[str, str, tuple[int, ...]], tuple[Slip, ...]] = {}
        for search in searches:
            for slip, value in self._made_once(search):
                if value is not None and abs(got - value) < _unit(got, written):
                    found.setdefault((slip.kind, slip.tag, slip.paths), (slip,))
            if found:
                break
        return list(found.values())

    def _made_once(self, search: Callable[[], Iterator[tuple[Slip, Any]]]) -> list[tuple[Slip, Any]]:
        """Return what a search finds, which is the same for every number."""
        if search.__name__ not in self._made:
            self._made[search.__name__] = list(search())
        return self._made[search.__name__]

    @property
    def _usual(self) -> tuple[Callable[[], Iterator[tuple[Slip, Any]]], ...]:
        return self._coefficients, self._quantities, self._updated, self._stale

    def _of_slip(self, slip: Slip, known: Mapping[str, Any] | None = None) -> Any:
        question = self.question
        value = wrong_answer(question.paths, [slip])
        return self.value(question.with_quantities([("#wrong", value)]), "#wrong", known)

    def _coefficients(self) -> Iterator[tuple[Slip, Any]]:
        """The sign, a factor 2 or ½, a mean, an output or a path left out."""
        question = self.question
        outputs = len(output_paths(question)) or 1
        for times in dict.fromkeys((Fraction(-1), Fraction(2), Fraction(1, 2), Fraction(1, outputs), Fraction(-2))):
            if times != 1:
                every = tuple(range(len(question.paths)))
                yield from ((slip, float(times) * self.expected) for (slip,) in of_times(times, every))
        named = {"missing-output": output_paths(question), "missing-occurrence": occurrence_paths(question)}
        for kind, groups in named.items():
            for tag, paths in groups.items():
                slip = Slip(kind=kind, paths=paths, times=Fraction(0), tag=tag)
                yield slip, self._of_slip(slip)
        for k in range(len(question.paths)) if 1 < len(question.paths) <= 16 else ():
            for times in (Fraction(0), Fraction(-1), Fraction(2)):
                for (slip,) in of_times(times, (k,)):
                    yield slip, self._of_slip(slip)

    def _quantities(self) -> Iterator[tuple[Slip, Any]]:
        """Another quantity, the step or the new weight with a usual learning rate, another loss."""
        for slip in whole_slips(self.question):
            if slip.kind == "extra-path":
                continue
            uses_rate = slip.instead is not None and RATE in names_in(slip.instead)
            for rate in self.rates if uses_rate else ("0",):
                yield slip, self._of_slip(slip, {**self.known, RATE: self.arithmetic.literal(rate_of(rate))})

    def _updated(self) -> Iterator[tuple[Slip, Any]]:
        """Weights after the update: behind the outs of before it, or everywhere."""
        known = len(self.rates) == 1
        for rate in self.rates:
            slip = Slip(kind="updated-weights", tag="" if known else rate)
            for kinds in ((Kind.WEIGHT,), PARAMETERS):
                after = self._after(rate_of(rate), kinds)
                yield slip, self.value(self.question.truth, self.question.target, {**self.known, **after})
                yield (
                    slip,
                    self.value(self.question.truth, self.question.target, self._forward({**self.given, **after})),
                )

    def _after(self, rate: Fraction, kinds: tuple[Kind, ...]) -> dict[str, Any]:
        names = list(self.question.graph.given(*kinds))
        gradients = self._gradients
        return {name: self.given[name] - self.arithmetic.literal(rate) * gradients[name] for name in names}

    @cached_property
    def _gradients(self) -> dict[str, Any]:
        from symprop.derive.adjoints import factored_system

        system = [(line.lhs.name, line.rhs) for line in factored_system(self.question.graph)]
        values = compile_tape(system).bind(self.arithmetic)(self.known)
        total = self.question.graph.total
        return {name: values[f"d_{total}__d_{name}"] for name in self.question.graph.given(*PARAMETERS)}

    def _stale(self) -> Iterator[tuple[Slip, Any]]:
        """The outs of the values before, the weights of now."""
        names = list(self.question.graph.given(*GIVEN))
        if not self.before or any(name not in self.before for name in names):
            return
        given = {name: self.arithmetic.literal(exact(self.before[name])) for name in names}
        old = self._forward(given)
        slip = Slip(kind="stale-values")
        yield slip, self.value(self.question.truth, self.question.target, {**old, **self.given})
        yield slip, self.value(self.question.truth, self.question.target, old)

    def _rounded(self) -> Iterator[tuple[Slip, Any]]:
        """Every value on the way rounded to 2 … 6 places, and carried on."""
        for places in range(6, 1, -1):
            slip = Slip(kind="rounded-value", tag=str(places))
            for everything in (False, True):
                known = dict(self.given)
                for name, rhs in forward_lines(self.question.graph):
                    known[name] = self._round(self.value([("#", rhs)], "#", known), places)
                for name, rhs in self.question.truth:
                    value = self.value([("#", rhs)], "#", known)
                    known[name] = self._round(value, places) if everything and name != self.question.target else value
                yield slip, known[self.question.target]

    def _round(self, value: Any, places: int) -> Any:
        if value is None:
            return None
        scaled = self.arithmetic.functions.nint(value * 10**places)
        return scaled / self.arithmetic.literal(Fraction(10**places))

    def _by_roles(self) -> Iterator[tuple[Slip, Any]]:
        """Every factor that may stand in the place of another, where it is made throughout."""
        question = self.question
        for role in roles_of(question.graph, question.wrt, question.paths)[:MOST_ROLES]:
            slip = role_slip(role, question.paths, touched_by(role, question.paths))
            yield slip, self._of_slip(slip)


def _unit(value: Any, digits: int) -> Any:
    """Return one unit in a number's last of `digits` significant digits."""
    functions = value.context  # numbers may lie beyond float's range
    return type(value)(10) ** (int(functions.floor(functions.log10(abs(value)))) - digits + 1)


def literal_text(value: Expr) -> str:
    """Return a literal as it was written.

    Raises:
        TypeError: for anything else.

    >>> from symprop.expression import number
    >>> literal_text(number("-.10"))
    '-0.10'
    """
    match value:
        case Num():
            return value.text
        case Neg(operand):
            return f"-{literal_text(operand)}"
    raise TypeError(value)


def value_of_literal(line: Expr) -> Fraction | None:
    """Return the number that a line is, None for anything else."""
    match line:
        case Num(value):
            return value
        case Neg(Num(value)):
            return -value
    return None


def carried(side: Expr, given: Mapping[Fraction, str]) -> Expr:
    """Return a product of numbers with those that the student found before as names again."""

    def rule(node: Expr, parts: list[Expr]) -> Expr:
        if isinstance(node, Num) and node.value in given:
            return Var(given[node.value])
        if isinstance(node, Num) and -node.value in given:
            return Neg(Var(given[-node.value]))
        return with_children(node, parts)

    return fold(side, rule)
