r"""Which name a student means: `out_h1`, `out_{h1}`, `\mathrm{out}_{h_1}`, `OUT_h1` are one key, and one name.

    key(name) = its letters and digits, without \text, braces, underscores and spaces

A key that fits several names is ambiguous and said to be; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from symprop.errors import InputError, nearest, shorten
from symprop.expression import Delta, Named, Var
from symprop.graph import GIVEN, EquationGraph, Kind
from symprop.notation import GREEK, MAZUR, SCRIPT, Labels
from symprop.read.word import lowered

__all__ = ["RATE", "Spellings", "key"]

RATE = "eta"
"""The learning rate, where the network has no variable of this name."""
_RATES = ("eta", "lr", "learningrate")
_TOTALS = ("E", "L", "J", "C", "loss", "Loss", "cost", "Cost")
_ALSO = {"ϕ": "phi", "→": ">"}
_PLAIN = str.maketrans({letter: name for name, letter in GREEK.items()} | {s: c for c, s in SCRIPT.items()} | _ALSO)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺", "0123456789+")
_WRAPPER = re.compile(
    r"\\(?:text|mathcal|mathrm|mathit|mathsf|textrm|textit|textbf|mathbf|operatorname|mbox|rm|it|bf)(?![a-z])"
)
_ARROW = re.compile(r"\\to(?![a-z])|\\rightarrow|→|>|__")
_BETWEEN = re.compile(r"(?<=[0-9])[_,]+(?=[0-9])")
_DROPPED = re.compile(r"[{}\\\s$]")
_SEPARATOR = re.compile(r"_+(?![0-9])|(?<![0-9])_+|,")
_ABOVE = re.compile(r"\^[(\[]?([0-9]+(?:,[0-9]+)*|\+)[)\]]?|⁽?([⁰¹²³⁴⁵⁶⁷⁸⁹⁺]+(?:,[⁰¹²³⁴⁵⁶⁷⁸⁹]+)*)⁾?")
_ALIASES: Mapping[Kind, tuple[str, ...]] = {
    Kind.NET: ("z{u}", "in{u}"),
    Kind.OUT: ("a{u}", "output{u}"),
    Kind.ERROR: ("error{u}",),
}
_LONGEST = 400
"""Of a name that no table lists, as it is written: two names of 40 letters, each in braces and commands."""
_OF_AN_OUTPUT = ("t{u}", "target{u}")


def key(written: str) -> str:
    r"""Return what all spellings of a name have in common; what stands above it comes last.

    >>> key(r"\text{out}_{h_1}"), key("outₕ₁"), key(r"\delta_{h_{10,1}}"), key("δ_o1"), key(r"m_{j_1 \to h_1}")
    ('outh1', 'outh1', 'deltah10_1', 'deltao1', 'mj1>h1')
    >>> key(r"w^{(2)}_{1,1}"), key("w_1,1^2"), key("w⁽²⁾_1,1")
    ('w1_1^2', 'w1_1^2', 'w1_1^2')
    """
    plain = _WRAPPER.sub("", lowered(written)).replace(r"\to", ">").replace(r"\rightarrow", ">").translate(_PLAIN)
    plain = _DROPPED.sub("", plain)
    above = "".join("^" + (low or high.translate(_RAISED)) for low, high in _ABOVE.findall(plain))
    return _SEPARATOR.sub("", _BETWEEN.sub("_", _ABOVE.sub("", plain))) + above


class Spellings:
    """The names of one network in every spelling.

    Args:
        graph: the network.
        labels: how its names are shown; their LaTeX and text are accepted too.
    """

    def __init__(self, graph: EquationGraph, labels: Labels | None = None) -> None:
        self._graph = graph
        self._labels = labels if labels is not None and labels.notation is not MAZUR else None

    def find(self, written: str) -> str | None:
        """Return the name that is meant, None if there is none.

        Raises:
            InputError: if several are.
        """
        return self._listed(written) or (self._family(written) if len(written) <= _LONGEST else None)

    def _listed(self, written: str) -> str | None:
        """Return the name that is meant, of those in the tables or a δ: what may stand within another name."""
        wanted = key(written)
        names = self._exact.get(wanted) or self._lower.get(wanted.lower(), ())
        if len(names) > 1:
            raise InputError(f"'{shorten(written.strip())}' may be {' or '.join(names)}", instead="write which one")
        if names:
            return names[0]
        if wanted.startswith("delta") and (unit := self.units.get(wanted[5:])):
            return f"delta_{unit}"
        return None

    def differentiated(self, written: str) -> str | None:
        """Return the name that stands after an upper ∂: a variable, E for E_total, or E_h for the error through h."""
        name = self._listed(written)
        if name in self._variables:
            return name
        wanted = key(written)
        if wanted in _TOTALS:
            return self._graph.total
        unit = self.units.get(wanted[1:]) if wanted.startswith("E") else None
        return f"E_{unit}" if unit else None

    def partial(self, of: str, wrt: str) -> str | None:
        """Return the name of ∂of/∂wrt."""
        above, below = self.differentiated(of), self._listed(wrt)
        return f"d_{above}__d_{below}" if above and below in self._variables else None

    def nearest(self, written: str) -> str:
        """Return ``did you mean '…'?``, or what to write for a unit; an empty string if nothing is near."""
        unit = self.units.get(key(written))
        if unit:
            return f"'{unit}' is a unit; write out_{unit} or net_{unit}"
        return nearest(_WRAPPER.sub("", written).translate(_PLAIN), self._names)

    def pieces(self, written: str) -> list[str] | None:
        """Return the names of an implied product written without spaces (`w5w7`); None if it is none.

        Raises:
            InputError: if it can be read as several products.
        """
        wanted = key(written)
        if len(wanted) > 60:
            return None
        ways: list[list[list[str]]] = [[[]]]
        for end, _ in enumerate(wanted, 1):
            found: list[list[str]] = []
            for start in range(end):
                names = self._exact.get(wanted[start:end], ())
                if len(names) == 1:
                    found += ([*way, names[0]] for way in ways[start])
            ways.append(found[:2])
        if len(ways[-1]) > 1:
            readings = " or ".join("·".join(way) for way in ways[-1])
            raise InputError(f"'{written.strip()}' may be {readings}", instead="write the signs of multiplication")
        return ways[-1][0] if ways[-1] else None

    @cached_property
    def units(self) -> dict[str, str]:
        """Key → unit, of every unit that has a net."""
        units = (self._graph.variable(name) for name in self._graph.defined())
        return {key(v.unit): v.unit for v in units if v.kind in (Kind.NET, Kind.OUT)}

    @cached_property
    def _units_shown(self) -> dict[str, str]:
        """Key → unit, of the units' names and of what they are called in the network's notation."""
        shown = dict(self.units)
        if self._labels is not None:
            for unit in self.units.values():
                label = self._labels.unit(unit)
                shown |= {key(label.latex): unit, key(label.text): unit}
        return shown

    @property
    def raised_or_renamed(self) -> bool:
        """Whether names are shown otherwise than they are called, perhaps with a layer's number above them."""
        return self._labels is not None

    def _family(self, written: str) -> str | None:
        """Return m_j1→h1 and d_a__d_b (also da_db), which no table lists."""
        if ends := _ends(written.strip()):
            from_unit, into = (self._units_shown.get(key(end)) for end in ends)
            if not into and (listed := self._listed(ends[1])) in self._variables:
                into = listed
            return f"m_{from_unit}__{into}" if from_unit and into else None
        if written.startswith("d") and written.isascii():
            found = dict.fromkeys(name for of, wrt in _splits(written[1:]) if (name := self.partial(of, wrt)))
            return next(iter(found)) if len(found) == 1 else None
        return None

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return (*self._graph.given(*GIVEN), *self._graph.defined())

    @cached_property
    def _variables(self) -> frozenset[str]:
        return frozenset(self._names)

    @cached_property
    def _lower(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for spelled, names in self._exact.items():
            found[spelled.lower()] = tuple(dict.fromkeys((*found.get(spelled.lower(), ()), *names)))
        return found

    @cached_property
    def _exact(self) -> dict[str, tuple[str, ...]]:
        """Key → names: the networks' own and their labels first, then what courses also write for them."""
        own: dict[str, list[str]] = {}
        for spelled, name in self._own():
            own.setdefault(spelled, []).append(name)
        known = {spelled: tuple(dict.fromkeys(names)) for spelled, names in own.items()}
        also: dict[str, list[str]] = {}
        for spelled, name in self._also():
            if spelled not in known:
                also.setdefault(spelled, []).append(name)
        return known | {spelled: tuple(dict.fromkeys(names)) for spelled, names in also.items()}

    def _own(self) -> Iterator[tuple[str, str]]:
        for name in self._names:
            yield key(name), name
            yield from self._shown(Var(name))
        for unit in self.units.values():
            yield from self._shown(Delta(unit))

    def _shown(self, leaf: Named) -> Iterator[tuple[str, str]]:
        """Yield the keys of a name in the network's notation; in Mazur's they are those of the names."""
        if self._labels is not None:
            label = self._labels(leaf)
            yield key(label.latex), leaf.name
            yield key(label.text), leaf.name

    def _also(self) -> Iterator[tuple[str, str]]:
        graph = self._graph
        errors = [name for name in graph.defined() if graph.variable(name).kind is Kind.ERROR]
        for name in graph.defined():
            variable = graph.variable(name)
            for spelled in _ALIASES.get(variable.kind, ()):
                yield key(spelled.format(u=variable.unit)), name
        for error in errors:
            for target in _targets(graph, error):
                for spelled in _OF_AN_OUTPUT:
                    yield key(spelled.format(u=graph.variable(error).unit)), target
                if len(errors) == 1:
                    yield from ((word, target) for word in ("t", "target"))
        for number, name in enumerate(graph.given(Kind.TARGET), 1):
            yield f"target{number}", name
        yield from ((word, graph.total) for word in ("Etot", "Etotal"))
        yield from ((word, RATE) for word in _RATES)


def _targets(graph: EquationGraph, error: str) -> Iterable[str]:
    return (edge.source for edge in graph.edges_into(error) if graph.variable(edge.source).kind is Kind.TARGET)


def _ends(written: str) -> tuple[str, str] | None:
    r"""Return from where and into what a message goes.

    >>> _ends(r"m_{(j_1) \to (h_1)}"), _ends("m_j1__h1"), _ends("mass")
    (('j_1', 'h_1'), ('j1', 'h1'), None)
    """
    body = written[1:].lstrip("_").removeprefix("{").removesuffix("}")
    arrow = _ARROW.search(body) if written.startswith("m") else None
    if arrow is None:
        return None
    before, after = (
        end.strip().removeprefix("(").removesuffix(")") for end in (body[: arrow.start()], body[arrow.end() :])
    )
    return before, after


def _splits(written: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read …d… as (above, below): `E_total__d_w1`, `E_dw1`."""
    for match in re.finditer("d", written):
        yield written[: match.start()].strip("_"), written[match.end() :].strip("_")
