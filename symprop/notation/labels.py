r"""The label of every variable, partial, delta, message and matrix of one network in one notation.

Both the printers and the readers use these labels; neither of them decides what a symbol looks like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import chain, islice

from symprop.errors import InputError
from symprop.expression import Array, Delta, Element, Message, Named, Partial, Var
from symprop.graph import GIVEN, PARAMETERS, EquationGraph, Kind, Place, Variable
from symprop.notation.indices import entry_label
from symprop.notation.label import Label, plain_label
from symprop.notation.letters import SUPERSCRIPTS
from symprop.notation.profiles import KIND_SYMBOLS, MAZUR, Notation
from symprop.notation.template import number

__all__ = ["Labels", "latex_names", "text_names"]

MOST_COMPARED = 5_000


class Labels:
    """The labels of one network's names in one notation.

    Raises:
        InputError: on the second of two variables that print alike.

    >>> from symprop.graph import Kind
    >>> labels = Labels(lambda name: Variable(name, Kind.WEIGHT))
    >>> labels(Var("w5")).latex
    'w_5'
    """

    __slots__ = ("_known", "_taken", "_variable", "notation")

    def __init__(self, variable: Callable[[str], Variable], notation: Notation = MAZUR) -> None:
        self._variable, self.notation = variable, notation
        self._known: dict[Named, Label] = {}
        self._taken: dict[str, Named] = {}

    def beside(self, own: Callable[[str], bool]) -> Labels:
        """Return these labels, and with them those of names that only a page has (η, A1), by their form.

        >>> from symprop.graph import Kind
        >>> Labels(lambda name: Variable(name, Kind.WEIGHT)).beside(lambda name: name == "eta")(Var("eta")).text
        'η'
        """
        variable = self._variable
        return Labels(lambda name: Variable(name, Kind.CONSTANT) if own(name) else variable(name), self.notation)

    def __call__(self, leaf: Named) -> Label:
        """Return the label of a variable, a partial, a delta, a message or a matrix."""
        label = self._known.get(leaf)
        if label is None:
            label = self._make(leaf)
            # mazur's were told apart when the network was made; an entry is another name of a variable
            if self.notation is not MAZUR and not isinstance(leaf, Element):
                self._take(leaf, label)
            self._known[leaf] = label
        return label

    def check(self, graph: EquationGraph) -> None:
        """Refuse two variables of a network that would print alike; of a large one as far as its pages have them.

        Raises:
            InputError: naming both, and the notation.
        """
        for name in islice(chain(graph.given(*GIVEN), graph.defined()), MOST_COMPARED):
            self(Var(name))

    def named(self, name: str) -> str:
        """Return a parameter's label with the name that options and JSON have for it, where they differ.

        >>> from symprop.graph import Kind
        >>> Labels(lambda name: Variable(name, Kind.WEIGHT)).named("w5")
        'w5'
        """
        own = self.own_name(name)
        return f"{self(Var(name)).text} {own}" if own else name

    def own_name(self, name: str) -> str:
        """Return in brackets what options and JSON call a parameter, where its label is another; else nothing."""
        return "" if self(Var(name)).text == plain_label(name).text else f"({name})"

    def unit(self, name: str) -> Label:
        """Return what a unit is called: its name, or its out where units are numbered."""
        place = self._unit_place(name)
        if place is None or not {"unit", "layer"} & self.notation.template("out").places:
            return plain_label(name)
        return self(Var(f"out_{name}"))

    def sign(self, leaf: Named) -> int:
        """Return −1 where the symbol shown stands for the negative of what is computed: a δ of −∂E/∂net, and ∂δ/∂w."""
        if not self.notation.negative:
            return 1
        match leaf:
            case Delta() | Array("delta"):
                return -1
            case Var(name):
                return -1 if self._is_delta(name) else 1
            case Partial(of, wrt, first):
                parts = (self.sign(Var(name)) for name in (of, wrt, first) if name)
                return -1 if sum(part < 0 for part in parts) % 2 else 1
            case _:
                return 1

    def _is_delta(self, name: str) -> bool:
        try:
            return isinstance(self._variable(name).symbol, Delta)
        except InputError:  # a name that only a page has
            return False

    # what things are called

    def _make(self, leaf: Named) -> Label:
        match leaf:
            case Var(name):
                variable = self._variable(name)
                return self(variable.symbol) if variable.symbol else self._of_variable(variable)
            case Partial(of, wrt, first):
                return _fraction(self(Var(of)), self._below(wrt), self._below(first) if first else None)
            case Delta(unit):
                return self.notation.template("delta").label(self._places(unit, self._unit_place(unit)))
            case Message(source, target):
                ends = self.unit(source), self.unit(target)
                first, second = (f"({end.text})" if end.raised else end.text for end in ends)
                return Label(rf"m_{{{ends[0].latex} \to {ends[1].latex}}}", f"m_{first}→{second}")
            case Array():
                own = self._array(leaf)
                return _fraction(self(Var(leaf.of)), own, None) if leaf.of else own
            case Element(of=of):
                own = entry_label(leaf)
                return _fraction(self(Var(of)), own, None) if of else own

    def _of_variable(self, variable: Variable) -> Label:
        symbol = KIND_SYMBOLS.get(variable.kind)
        place = variable.place
        if symbol is None or (variable.kind in GIVEN and place is None and not variable.unit):
            return plain_label(variable.name)
        if symbol == "out" and place and place.last:
            symbol = "output"
        found = self.notation.template(symbol)
        if variable.kind in GIVEN and found.base is None:
            return plain_label(variable.name)
        return found.label(self._places(variable.unit, place, connects=variable.kind in PARAMETERS))

    def _places(self, unit: str, place: Place | None, *, connects: bool = False) -> dict[str, Label]:
        """Return what stands in a template's places; a unit without a number goes by its name."""
        if place is None:
            name = plain_label(unit) if unit else None
            return {"unit": name, "name": name} if name else {}
        found = {"layer": number(self._layer(place, connects)), "name": plain_label(place.unit)}
        if place.number:
            found |= {"unit": number(str(place.number))}
        if place.source:
            found |= {"target": number(str(place.number)), "source": number(str(place.source.number))}
            found |= {"target_name": plain_label(place.unit), "source_name": plain_label(place.source.unit)}
        return found

    def _layer(self, place: Place, connects: bool) -> str:
        """Return a layer's number; of a weight or a bias that of one end, of a weight that skips layers both."""
        target = place.layer + self.notation.first_layer
        if not connects:
            return str(target)
        source = place.source.layer + self.notation.first_layer if place.source else target - 1
        ends = (source, target) if self.notation.weight_layer == "source" else (target, source)
        return str(ends[0]) if target == source + 1 else f"{ends[0]},{ends[1]}"

    def _unit_place(self, unit: str) -> Place | None:
        """Return where a unit stands, if its network numbers layers."""
        if self.notation is MAZUR:
            return None
        try:
            return self._variable(f"net_{unit}").place
        except InputError:  # a value of the user's, which is no unit
            return None

    def _below(self, name: str) -> Label:
        """Return the label of a name to stand after a ∂ in a denominator, a derivative in brackets."""
        label = self(Var(name))
        return Label(label.latex, f"({label.text})") if isinstance(self._variable(name).symbol, Partial) else label

    def _array(self, leaf: Array) -> Label:
        r"""Return the label of a matrix of a layer: its letter in bold, the layer above it.

        >>> from symprop.graph import Kind
        >>> labels = Labels(lambda name: Variable(name, Kind.WEIGHT))
        >>> print(labels(Array("W", (2, 0))).latex, labels(Array("net", (1,))).text)
        \mathbf{W}^{(2,0)} net⁽¹⁾
        """
        symbol, layers, shown = leaf.symbol, leaf.layers, self.notation
        if symbol == "out" and layers == (0,) and shown.letter("inputs"):
            symbol, layers = "inputs", ()
        elif symbol == "out" and shown.output and self._unit_of(leaf).last:
            symbol, layers = "output", ()
        base = _bold(shown.letter(symbol) or _ARRAYS.get(symbol) or plain_label(symbol))
        if not layers:
            return base
        first = 0 if symbol == "ones" else shown.first_layer  # a column of ones bears its length, no layer
        numbers = ",".join(str(layer + first) for layer in layers)
        if symbol in ("W", "b") and shown is not MAZUR:
            numbers = self._layer(self._unit_of(leaf), connects=True)
        net = shown.template("net")
        above = numbers if net.layered and not net.bracketed else f"({numbers})"
        return Label(f"{base.latex}^{{{above}}}", base.text + above.translate(SUPERSCRIPTS))

    def _unit_of(self, leaf: Array) -> Place:
        """Return where the first entry of a matrix stands."""
        entry = leaf.entry(0, 0)
        name = entry.wrt if isinstance(entry, Partial) else entry.name if isinstance(entry, Var) else ""
        place = self._variable(name).place
        assert place is not None, leaf.name  # only layers have matrices
        return place

    # no two alike

    def _take(self, leaf: Named, label: Label) -> None:
        """Refuse a label that another name has, or has but for a layer's number that would look like a power of it."""
        own = _BRACED.sub(r"_\1", label.latex)
        keys = [own, f"text {label.text}"]
        if isinstance(leaf, Var | Delta):
            power = _POWER.fullmatch(own)
            keys.append(f"power {power[1]}{power[2]}" if power else f"power {own}")
        for key in keys:
            other = self._taken.setdefault(key, leaf)
            if other.name != leaf.name and not (key.startswith("power") and label.bare and self(other).bare):
                raise InputError(
                    f"the names '{other.name}' and '{leaf.name}' would both print as {label.text}",
                    where=f"notation {self.notation.name}",
                    instead="rename one, or choose another notation",
                )


_POWER = re.compile(r"([^^]*)\^\{[0-9,]+\}([^^]*)")
_BRACED = re.compile(r"_\{(.)\}")
_ARRAYS = {"delta": Label(r"\delta", "δ"), "ones": Label("1", "𝟏")}


def _bold(letter: Label) -> Label:
    r"""Return a letter in bold, as the symbol of a matrix; text has none.

    >>> _bold(Label(r"\text{out}", "out")).latex, _bold(Label(r"\delta", "δ")).latex
    ('\\textbf{out}', '\\boldsymbol{\\delta}')
    """
    latex = letter.latex
    if latex.startswith(r"\text{"):
        return Label(rf"\textbf{latex[5:]}", letter.text)
    return Label(rf"\{'boldsymbol' if latex.startswith(chr(92)) else 'mathbf'}{{{latex}}}", letter.text)


def _fraction(of: Label, wrt: Label, first: Label | None) -> Label:
    r"""Return the label of ∂of/∂wrt, or of ∂²of/∂wrt∂first.

    >>> e, u, v = Label("E", "E"), Label("u", "u"), Label("v", "v")
    >>> print(_fraction(e, u, v).latex, _fraction(e, u, u).text)
    \frac{\partial^2 E}{\partial u \, \partial v} ∂²E/∂u²
    """
    if first is None:
        return Label(rf"\frac{{\partial {of.latex}}}{{\partial {wrt.latex}}}", f"∂{of.text}/∂{wrt.text}")
    if first == wrt:
        base = Label(rf"\left({wrt.latex}\right)", f"({wrt.text})") if wrt.raised else wrt
        below = Label(rf"\partial {base.latex}^2", f"∂{base.text}²")
    else:
        below = Label(rf"\partial {wrt.latex} \, \partial {first.latex}", f"∂{wrt.text}∂{first.text}")
    return Label(rf"\frac{{\partial^2 {of.latex}}}{{{below.latex}}}", f"∂²{of.text}/{below.text}")


def _names(labels: Labels, leaves: Iterable[Named], shown: Callable[[Label], str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for leaf in leaves:
        label = shown(labels(leaf))
        other = names.setdefault(label, leaf.name)
        if other != leaf.name:
            raise InputError(f"the names '{other}' and '{leaf.name}' would both print as {label}", instead="rename one")
    return names


def latex_names(labels: Labels, leaves: Iterable[Named]) -> dict[str, str]:
    r"""Return LaTeX label → name, for a reader of LaTeX or MathML.

    Raises:
        InputError: if two names would print alike.

    >>> from symprop.graph import Kind
    >>> latex_names(Labels(lambda name: Variable(name, Kind.INPUT)), [Var("x1"), Var("theta")])
    {'x_1': 'x1', '\\theta': 'theta'}
    """
    return _names(labels, leaves, lambda label: label.latex)


def text_names(labels: Labels, leaves: Iterable[Named]) -> dict[str, str]:
    """Return text label → name, for a reader of text for people.

    Raises:
        InputError: if two names would print alike.

    >>> from symprop.graph import Kind
    >>> text_names(Labels(lambda name: Variable(name, Kind.INPUT)), [Var("theta"), Partial("y", "x1")])
    {'θ': 'theta', '∂y/∂x1': 'd_y__d_x1'}
    """
    return _names(labels, leaves, lambda label: label.text)
