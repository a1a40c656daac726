"""What every name of a form's lines is worth: two wrong signs that cancel in ∂E_total/∂w stand in a δ each."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from benchmarks.campaign.dual import Dual
from benchmarks.campaign.fields import dual, reals
from benchmarks.campaign.meaning import value_of
from benchmarks.campaign.points import Written
from symprop import expression as e
from symprop.graph import EquationGraph, Kind

__all__ = ["Slopes"]


@dataclass
class Slopes:
    """Derivatives at a point by forward mode, each with its own variable as the leaf.

    Args:
        known: the value of everything at the point.
    """

    graph: EquationGraph
    written: Written
    known: Mapping[str, Any]
    _found: dict[tuple[str, type[Dual]], Any] = field(default_factory=dict)

    @cached_property
    def _used(self) -> dict[str, set[str]]:
        return {name: set(e.names_in(rhs)) for name, rhs in self.written}

    @cached_property
    def _formulas(self) -> dict[str, e.Expr]:
        return dict(self.written)

    @cached_property
    def _nets(self) -> dict[str, str]:
        found = (self.graph.variable(name) for name in self._formulas)
        return {variable.unit: variable.name for variable in found if variable.kind is Kind.NET}

    def worth(self, leaf: e.Expr, number: type[Dual] = Dual) -> Any:
        """Return the value of a name, or with `Magnitude` the Σ|path product| of it.

        Raises:
            TypeError: for a name that stands for nothing known here.
        """
        match leaf:
            case e.Partial(of, wrt, ""):
                return self._total(wrt, number) if of == self.graph.total else self._local(of, wrt, number)
            case e.Delta(unit):
                return self._total(self._nets[unit], number)
            case e.Message(source, target):
                net = self._nets[source]
                enter = [name for name in self._used[net] if (self.graph.variable(name).unit or name) == target]
                return self._total(net, number) * sum(self._local(net, name, number) for name in enter)
        raise TypeError(leaf)

    def _total(self, leaf: str, number: type[Dual]) -> Any:
        """Return ∂E_total/∂leaf: the definitions behind it anew, all that does not stand on it held."""
        if (leaf, number) not in self._found:
            names = ChainMap(_seed(self.known, leaf, number), dict(self.known))
            f = dual(reals(), number)
            for name, rhs in self.written:
                if name != leaf and not self._used[name].isdisjoint(names.maps[0]):
                    names[name] = value_of(rhs, names, f)
            self._found[leaf, number] = number.lifted(names[self.graph.total]).slope
        return self._found[leaf, number]

    def _local(self, of: str, wrt: str, number: type[Dual]) -> Any:
        """Return ∂of/∂wrt with all other names in the definition held."""
        names = ChainMap(_seed(self.known, wrt, number), dict(self.known))
        return number.lifted(value_of(self._formulas[of], names, dual(reals(), number))).slope


def _seed(known: Mapping[str, Any], leaf: str, number: type[Dual]) -> dict[str, Any]:
    return {leaf: number(known[leaf], reals().primitive["pi"] * 0 + 1)}
