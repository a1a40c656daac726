"""What a page shows, as plain data: made by `verify` and `api`, shown by `render` and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from symprop.derive.paths import Path
from symprop.draw.drawing import Drawing
from symprop.expression import DisplayEquation, Expr, Named, Partial

__all__ = [
    "MOST_MISSING",
    "Check",
    "Document",
    "FormSection",
    "GradientSection",
    "PathStream",
    "Report",
    "Shown",
    "counted",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One comparison of one gradient.

    Args:
        wrt: the parameter.
        subject: what was checked: a form (``paths``) or a form as printed (``paths latex``).
        against: what it was compared with.
        agreeing_digits: the fewest significant digits that agreed at any point; None where it was not compared.
        gate: how many were required.
        ok: whether it agrees.
        note: why it was not compared, or where it failed.
    """

    wrt: str
    subject: str
    against: str
    agreeing_digits: int | None
    gate: int
    ok: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Report:
    """All comparisons of a network.

    Args:
        network: its name.
        checks: what was compared, in order.
        skipped: what was not, and why.
        points: how many random points were used.
        seed: of the points.
        conventions: what holds at kinks, and other assumptions.
        of: what was differentiated, as people write it.
    """

    network: str
    checks: tuple[Check, ...]
    skipped: tuple[Check, ...] = ()
    points: int = 0
    seed: int = 0
    conventions: tuple[str, ...] = ()
    of: str = "E_total"

    @property
    def ok(self) -> bool:
        """Whether something was compared and all of it agrees."""
        return bool(self.checks) and all(check.ok for check in self.checks)

    def __repr__(self) -> str:
        verdict = "all agree" if self.ok else f"{len(self.failures)} disagree"
        return f"<Report {self.network}: {len(self.checks)} comparisons at {self.points} points, {verdict}>"

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><td>{escape(subject)}</td><td>{escape(other)}</td><td>{count}</td><td>{digits}</td></tr>"
            for subject, other, count, digits in self.summary()
        )
        head = "".join(f"<th>{word}</th>" for word in ("checked", "against", "gradients", "digits that agree"))
        return f"<p>{escape(repr(self)[1:-1])}</p><table><tr>{head}</tr>{cells}</table>"

    def summary(self) -> Iterator[tuple[str, str, int, int]]:
        """Yield (subject, against, number of gradients, fewest digits that agree) for each kind of comparison."""
        groups: dict[tuple[str, str], list[int]] = {}
        for check in self.checks:
            groups.setdefault((check.subject, check.against), []).append(check.agreeing_digits or 0)
        return ((subject, against, len(digits), min(digits)) for (subject, against), digits in groups.items())

    @property
    def failures(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.ok)


@dataclass(frozen=True, slots=True)
class Shown:
    """An equation with its filled-in right sides: symbols, then numbers, then the result.

    Args:
        equation: in symbols.
        numbers: further right sides that are equal to it.
        labels: for each term of a sum, what it is called (the path it goes).
        after: whether the left side is meant after the step of gradient descent: w⁺.
        name: of the equation (BP1), where it has one.
    """

    equation: DisplayEquation
    numbers: tuple[Expr, ...] = ()
    labels: tuple[str, ...] = ()
    after: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class PathStream:
    """∂E_total/∂wrt = Σ over `paths`."""

    lhs: Partial
    paths: Iterator[Path]


@dataclass(frozen=True, slots=True)
class FormSection:
    """One form of one gradient, ready to be shown.

    Args:
        name: of the form.
        lines: its equations.
        note: what must be said beside them.
        stream: a path sum too long to be held: its paths, made one at a time, once.
        pictures: of its first line's paths, one for each label, or none.
    """

    name: str
    lines: tuple[Shown, ...]
    note: str = ""
    stream: PathStream | None = None
    pictures: tuple[Drawing, ...] = ()

    @property
    def lhs(self) -> Named:
        """What it is a form of: ∂E_total/∂w."""
        return self.stream.lhs if self.stream else self.lines[0].equation.lhs


@dataclass(frozen=True, slots=True)
class GradientSection:
    """Everything about one gradient.

    Args:
        path_count: a product of names where widths have no numbers.
        paths: its paths, where they are few enough to be listed; else None.
        value: ∂E_total/∂wrt in decimal digits, None where a value is missing.
        missing: names without a value that it needs, at most `MOST_MISSING` of them.
        reason: why there is no value, for people.
        of: the name of what is differentiated, where it is not E_total.
        address: of the parameter in the model that it was imported from.
        update: the step of gradient descent, where a learning rate was given.
        updated: the parameter's value after it, as `value` is given.
    """

    wrt: str
    path_count: int | str
    forms: tuple[FormSection, ...]
    paths: tuple[Path, ...] | None = None
    value: str | None = None
    missing: tuple[str, ...] = ()
    reason: str = ""
    of: str = ""
    address: str = ""
    update: Shown | None = None
    updated: str | None = None


MOST_MISSING = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What `derive` shows: a network, its forward equations and gradients, made one at a time.

    Args:
        title: the network's name.
        facts: what it is, in a few lines.
        forward: the definitions, where they are few enough to be listed.
        gradients: made when they are asked for, once.
        shared: definitions that all gradients use, where they are not repeated with each.
        conventions: what holds at kinks, and other assumptions.
        report: of the check, where one was made.
        index: the parameters with their path counts, where they are few enough to be listed.
        picture: of the network, where it is drawn.
        width: of the page in em; None where lines may be of any length.
        brief: whether it was to be short.
        code: lines of Python that derive it again, where they are known.
    """

    title: str
    facts: tuple[str, ...]
    forward: tuple[Shown, ...]
    gradients: Iterable[GradientSection]
    shared: tuple[Shown, ...] = ()
    conventions: tuple[str, ...] = ()
    report: Report | None = None
    index: tuple[tuple[str, int], ...] = ()
    picture: Drawing | None = None
    width: float | None = None
    brief: bool = False
    code: tuple[str, ...] = ()


def counted(count: int | str) -> str:
    """Return ``2 paths``.

    >>> counted(1), counted(1024), counted("n1·n2")
    ('1 path', '1,024 paths', 'n1·n2 paths')
    """
    if isinstance(count, str):
        return f"{count} path{'s' * (count != '1')}"
    return f"{count:,} path{'s' * (count != 1)}"
