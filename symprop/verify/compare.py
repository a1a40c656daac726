"""The gates: how many digits must agree, and how many do. No absolute tolerance grants a pass."""

from __future__ import annotations

from typing import Any

from symprop.report import Check
from symprop.verify.frameworks import FRAMEWORKS
from symprop.verify.points import DIGITS
from symprop.verify.session import ORIGINAL, Session

__all__ = ["DIFFERENCE_DIGITS", "FLOATING", "FLOAT_DIGITS", "FORM_DIGITS", "compare", "differing", "skipped"]

FORM_DIGITS, DIFFERENCE_DIGITS, FLOAT_DIGITS = 40, 25, 11
NOISE_DIGITS = 3
FLOATING = ("float64", *FRAMEWORKS, ORIGINAL)


def compare(
    session: Session, wrt: str, subject: str, against: str, found: list[Any], expected: list[Any], gate: int
) -> Check:
    """Compare values at each point: relative to the larger one; in float64 relative to Σ|path product|.

    A gradient whose paths cancel leaves only the noise of the arithmetic, which is 0 within it.
    """
    digits = [_agreeing_digits(a, b, None) for a, b in zip(found, expected, strict=True)]
    if min(digits) < gate:
        scales = session.scales(wrt)
        floating = against in FLOATING
        for k, (a, b, scale) in enumerate(zip(found, expected, scales, strict=True)):
            if floating:
                digits[k] = _agreeing_digits(a, b, scale)
            elif max(abs(a), abs(b)) < scale / 10 ** (gate + NOISE_DIGITS):
                digits[k] = gate
    worst = min(range(len(digits)), key=digits.__getitem__)
    note = "" if digits[worst] >= gate else f"{_short(found[worst])} against {_short(expected[worst])}"
    return Check(
        wrt=wrt,
        subject=subject,
        against=against,
        agreeing_digits=digits[worst],
        gate=gate,
        ok=digits[worst] >= gate,
        note=note,
    )


def differing(found: list[dict[str, Any]], expected: list[dict[str, Any]], first: str) -> str:
    """Return how the value of a name other than the first differs at some point, or an empty string.

    What is far smaller than the largest of the values is noise.
    """
    for ours, theirs in zip(found, expected, strict=True):
        noise = max(abs(value) for value in theirs.values()) / 10 ** (FORM_DIGITS + NOISE_DIGITS)
        for name in (name for name in theirs if name in ours and name != first):
            a, b = ours[name], theirs[name]
            # "not …" since what is no number is no noise
            if _agreeing_digits(a, b, None) < FORM_DIGITS and not max(abs(a), abs(b)) <= noise:
                return f"{name}: {_short(a)} against {_short(b)}"
    return ""


def _agreeing_digits(a: Any, b: Any, scale: Any) -> int:
    """Return −log10 of the relative difference, rounded down; zero agrees with zero only."""
    if a == b:
        return DIGITS
    size = scale if scale is not None else max(abs(a), abs(b))
    if not size or a != a or b != b:
        return 0
    from mpmath import floor, log10

    return max(0, min(DIGITS, int(floor(-log10(abs(a - b) / size)))))


def _short(value: Any) -> str:
    from mpmath import nstr

    return str(nstr(value, 12))


def skipped(wrt: str, subject: str, against: str, note: str) -> Check:
    """Return a comparison that could not be made, and why."""
    return Check(wrt=wrt, subject=subject, against=against, agreeing_digits=None, gate=0, ok=True, note=note)
