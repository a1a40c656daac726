"""What it is called when a path counts c_k times instead of once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product

from symprop.homework.grading.slips import Slip

__all__ = ["of_times", "one_kind", "spread", "two_kinds"]

Coefficients = tuple[Fraction, ...]
ONE = Fraction(1)


def of_times(times: Fraction, paths: tuple[int, ...]) -> Iterator[tuple[Slip]]:
    """Yield what it may be called that these paths count `times` times.

    >>> [slip.kind for (slip,) in of_times(Fraction(2), (0,))]
    ['repeated-path', 'constant-factor']
    """
    if times == 0:
        yield (Slip(kind="missing-path", paths=paths, times=times),)
    elif times == -1:
        yield (Slip(kind="wrong-sign", paths=paths, times=times),)
    elif times != 1:
        if times.denominator == 1 and times > 1:
            yield (Slip(kind="repeated-path", paths=paths, times=times),)
        yield (Slip(kind="constant-factor", paths=paths, times=times),)


def spread(coefficients: Sequence[Fraction], groups: Sequence[tuple[int, ...]]) -> Iterator[Coefficients]:
    """Yield coefficients of single paths, from those of groups of paths with equal products.

    Of such paths nobody can tell which one was meant: the first ones are named.
    """
    ways = [list(_within(times, len(group))) for times, group in zip(coefficients, groups, strict=True)]
    for chosen in product(*ways):
        by_path = {
            k: times
            for group, several in zip(groups, chosen, strict=True)
            for k, times in zip(group, several, strict=True)
        }
        yield tuple(by_path[k] for k in range(len(by_path)))


def _within(times: Fraction, count: int) -> Iterator[Coefficients]:
    """Yield how `count` equal paths may count `times` times together, each way once."""
    integral = times.denominator == 1
    if integral and 0 < times < count:
        missing = count - int(times)
        yield (Fraction(0),) * missing + (ONE,) * (count - missing)
    if integral and count < times < 2 * count:
        more = int(times) - count
        yield (Fraction(2),) * more + (ONE,) * (count - more)
    if integral and -count < times < count and (count - times) % 2 == 0:
        wrong = int(count - times) // 2
        yield (-ONE,) * wrong + (ONE,) * (count - wrong)
    yield (times / count,) * count


def one_kind(ways: Iterable[Coefficients]) -> Iterator[tuple[Slip]]:
    """Yield the slips of one kind, on some of the paths, that give these coefficients."""
    for coefficients in ways:
        wrong = {times for times in coefficients if times != 1}
        if len(wrong) == 1:
            (times,) = wrong
            yield from of_times(times, _paths(coefficients, times))


def two_kinds(ways: Iterable[Coefficients]) -> Iterator[tuple[Slip, Slip]]:
    """Yield the pairs of slips, each on its paths, that give these coefficients."""
    for coefficients in ways:
        values = list(dict.fromkeys(coefficients))
        wrong = [times for times in values if times != 1]
        if len(wrong) == 2:
            yield from _both((wrong[0], _paths(coefficients, wrong[0])), (wrong[1], _paths(coefficients, wrong[1])))
        for times in wrong:
            if len(wrong) == 1 and times < 0:
                paths = _paths(coefficients, times)
                yield from _both((-ONE, paths), (-times, paths))
        if len(values) == 2 and len(wrong) == 2:  # a factor of all paths, and something else on some of them
            every = tuple(range(len(coefficients)))
            for common, other in (wrong, wrong[::-1]):
                if common:
                    yield from _both((common, every), (other / common, _paths(coefficients, other)))
        if len(wrong) == 3:  # two factors, and both of them where their paths meet
            for both in wrong:
                first, second = (times for times in wrong if times != both)
                if first * second == both:
                    yield from _both(
                        (first, _paths(coefficients, first, both)), (second, _paths(coefficients, second, both))
                    )


def _paths(coefficients: Coefficients, *times: Fraction) -> tuple[int, ...]:
    return tuple(k for k, found in enumerate(coefficients) if found in times)


def _both(
    first: tuple[Fraction, tuple[int, ...]], second: tuple[Fraction, tuple[int, ...]]
) -> Iterator[tuple[Slip, Slip]]:
    for (a,), (b,) in product(of_times(*first), of_times(*second)):
        yield a, b
