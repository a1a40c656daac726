"""Somebody else's names for parameters: ``0.weight[2,1]`` of a PyTorch module is w1570 here.

An array of parameters has a name, a shape, and says of every index which variable of ours it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

from symprop.errors import InputError, nearest, shorten

__all__ = ["AddressedArray", "Addresses"]

_ADDRESS = re.compile(r"(?P<array>.+)\[(?P<index>[0-9, -]*)\]", re.DOTALL)
LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class AddressedArray:
    """An array of somebody else's parameters.

    Args:
        shape: of the array; empty for a single number.
        called: (index from 0) → our name.
        constant: not trained.
    """

    shape: tuple[int, ...]
    called: Callable[..., str]
    constant: bool = False

    def indices(self) -> Iterator[tuple[int, ...]]:
        """Yield every index, the last one running fastest."""
        return product(*map(range, self.shape))


@dataclass(frozen=True)
class Addresses:
    """How somebody else's names lead to ours.

    Args:
        arrays: by name.

    >>> addresses = Addresses({"0.weight": AddressedArray((2, 3), lambda k, j: f"w{3 * k + j + 1}")})
    >>> addresses.own("0.weight[1,0]"), addresses.own("w2"), addresses.of("w4")
    ('w4', 'w2', ('0.weight[1,0]',))
    """

    arrays: Mapping[str, AddressedArray]

    def own(self, address: str) -> str:
        """Return our name of what `address` says; a name that is no address is returned as it is.

        Raises:
            InputError: on an array or an index that there is not.
        """
        match = _ADDRESS.fullmatch(address[:LONGEST])
        if match is None:
            if address in self.arrays and not self.arrays[address].shape:
                return self.arrays[address].called()
            if address in self.arrays:
                raise InputError(f"'{shorten(address)}' is an array", instead=self._range(address))
            return address
        name = match["array"]
        if name not in self.arrays:
            few = ", ".join(list(self.arrays)[:6]) + ", …" * (len(self.arrays) > 6)
            instead = nearest(name, self.arrays) or f"one of {few}"
            raise InputError(f"the model has no parameter '{shorten(name)}'", instead=instead)
        array = self.arrays[name]
        index = [part.strip() for part in match["index"].split(",")]
        whole = all(part.isdigit() and len(part) < 10 for part in index)
        if not whole or len(index) != len(array.shape):
            raise InputError(f"'{shorten(address)}' is no element", instead=self._range(name))
        found = tuple(map(int, index))
        if any(k >= extent for k, extent in zip(found, array.shape, strict=True)):
            raise InputError(f"'{shorten(address)}' lies outside", instead=self._range(name))
        return array.called(*found)

    def _range(self, name: str) -> str:
        array = self.arrays[name]
        first, last = ([0] * len(array.shape), [extent - 1 for extent in array.shape])
        return f"{name}[{','.join(map(str, first))}] to {name}[{','.join(map(str, last))}]"

    def of(self, name: str) -> tuple[str, ...]:
        """Return the addresses that lead to our `name`; more than one where two arrays are added up."""
        return self._found.get(name, ())

    @cached_property
    def _found(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for key, array in self.arrays.items():
            for index in array.indices():
                own = array.called(*index)
                address = f"{key}[{','.join(map(str, index))}]" if index else key
                found[own] = (*found.get(own, ()), address)
        return found

    def facts(self) -> Iterator[str]:
        """Yield a line for every array: what it is called here."""
        for key, array in self.arrays.items():
            if not prod(array.shape):
                continue
            first, last = array.called(*(0,) * len(array.shape)), array.called(*(k - 1 for k in array.shape))
            shape = f" [{', '.join(map(str, array.shape))}]" if array.shape else ""
            yield f"{shorten(key)}{shape}: {first}" + (f" … {last}" if last != first else "")
