"""What blocks hand on: variables in a shape; and how the variables of a block are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from symprop.errors import InputError
from symprop.expression import Var

__all__ = ["Names", "Tensor", "as_shape"]


@dataclass(frozen=True, slots=True)
class Tensor:
    """Variables in a shape, the last axis running fastest.

    >>> image = Tensor((2, 2), (Var("a"), Var("b"), Var("c"), Var("d")))
    >>> image[1, 0].name, [row[0].name for row in image.rows()]
    ('c', ['a', 'c'])
    """

    shape: tuple[int, ...]
    values: tuple[Var, ...]

    def __post_init__(self) -> None:
        if prod(self.shape) != len(self.values):
            raise InputError(
                f"{len(self.values)} values do not fill {as_shape(self.shape)}",
                instead=f"give {prod(self.shape):,} values",
            )

    @classmethod
    def flat(cls, values: Iterable[Var]) -> Tensor:
        """Return a tensor of one axis."""
        found = tuple(values)
        return cls((len(found),), found)

    def __getitem__(self, index: Sequence[int]) -> Var:
        place = 0
        for k, extent in zip(index, self.shape, strict=True):
            place = place * extent + k
        return self.values[place]

    def places(self) -> Iterator[tuple[int, ...]]:
        """Yield every index, in the order of the values."""
        return product(*map(range, self.shape))

    def rows(self) -> tuple[tuple[Var, ...], ...]:
        """Return the values along the last axis, row by row."""
        width = self.shape[-1]
        return tuple(self.values[start : start + width] for start in range(0, len(self.values), width))


def as_shape(shape: Sequence[int]) -> str:
    """Return a shape as it is written.

    >>> as_shape((1, 3, 3))
    '[1, 3, 3]'
    """
    return f"[{', '.join(map(str, shape))}]"


@dataclass(frozen=True, slots=True)
class Names:
    """How a block's variables are called: the paper's letter, the layer where it needs saying, then the indices.

    Args:
        layer: said in every name where one file has two blocks of the same letters.
        sample: said in the names of what differs from sample to sample; parameters are shared.

    >>> Names().parameter("W", "f", 1, 2), Names("l2", "s1").value("h", 1, "t3")
    ('W_f_1_2', 'h_l2_1_t3_s1')
    >>> Names().value("h", 1, "t3")
    'h1_t3'
    """

    layer: str = ""
    sample: str = ""

    def parameter(self, letter: str, *indices: int | str) -> str:
        """Return the name of a weight or a bias."""
        return _join(letter, (self.layer, *indices))

    def value(self, letter: str, *indices: int | str) -> str:
        """Return the name of what is computed from a sample: a unit or a value."""
        return _join(letter, (self.layer, *indices, self.sample))

    def within(self, part: str) -> Names:
        """Return the names of a part of the block (one of two normalisations)."""
        return replace(self, layer=f"{self.layer}_{part}" if self.layer else part)


def _join(letter: str, indices: Iterable[int | str]) -> str:
    parts = [str(index) for index in indices if index != ""]
    if parts and parts[0].isdigit() and not letter[-1].isdigit():
        return "_".join((letter + parts[0], *parts[1:]))
    return "_".join((letter, *parts))
