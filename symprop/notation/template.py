r"""How one kind of symbol looks, as a small closed language; nothing but these letters and places can be said in it.

    template := {name} | base | base ^ above | base _ below | base ^ above _ below
    base     := a letter, a Greek letter's name, letters (upright), or script E, script L, script J
    above    := {layer} | ({layer})
    below    := items, with commas between them or not
    item     := {unit} | {name} | {source} | {target} | {source_name} | {target_name} | a number | letters

``{unit}`` is a unit's number in its layer, ``{name}`` what the network calls it (h1). Of a weight, the target is the
unit that it leads to, the source the one that it comes from. Two items side by side take a comma where one of them
is longer than one character: ``{target}{source}`` is 12 and 11,2.

>>> w = template("w^({layer})_{target}{source}")
>>> w.label({"layer": number("2"), "target": number("1"), "source": number("3")}).latex
'w^{(2)}_{13}'
>>> from symprop.notation.label import plain_label
>>> template("out_{name}").label({"name": plain_label("h1")}).text
'out_h1'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from symprop.errors import InputError, nearest, shorten
from symprop.notation.label import Label, word
from symprop.notation.letters import SCRIPT, SUPERSCRIPTS

__all__ = ["PLACES", "Template", "number", "template"]

PLACES = ("layer", "unit", "name", "source", "target", "source_name", "target_name")
LONGEST = 80
_TEMPLATE = re.compile(
    r"(?P<base>\{name\}|(?:script )?[A-Za-z]+)(?:\^(?P<above>\(\{layer\}\)|\{layer\}))?(?:_(?P<below>.+))?", re.ASCII
)
_ITEM = re.compile(r"\{(?P<place>[a-z_]+)\}|(?P<literal>[0-9]{1,4}|[A-Za-z]{1,20})|(?P<comma>,)", re.ASCII)
_SAY = "write a letter or a word, then ^{layer} or ^({layer}), then _ and places such as {unit}"


def number(digits: str) -> Label:
    """Return the label of a number."""
    return Label(digits, digits)


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was read.

    Args:
        base: the symbol itself; none where a name is shown as it is.
        bracketed: whether the layer's number stands in brackets.
        layered: whether the layer's number is shown.
        below: (a place, or nothing; its literal label, or nothing; whether a comma was written before it).
    """

    base: Label | None
    layered: bool = False
    bracketed: bool = False
    below: tuple[tuple[str, Label | None, bool], ...] = ()

    @property
    def places(self) -> frozenset[str]:
        """The places that it has."""
        found = {place for place, _, _ in self.below if place} | ({"layer"} if self.layered else set())
        return frozenset(found if self.base else {"name"})

    def label(self, places: Mapping[str, Label]) -> Label:
        """Return the label with every place filled in; a place that there is not is left out."""
        if self.base is None:
            return places["name"]
        latex, text = self.base.latex, self.base.text
        if self.layered and "layer" in places:
            above = f"({places['layer'].text})" if self.bracketed else places["layer"].text
            latex, text = f"{latex}^{{{above}}}", text + above.translate(SUPERSCRIPTS)
        raised = latex != self.base.latex
        items = [(comma, found) for place, literal, comma in self.below if (found := literal or places.get(place))]
        if not items:
            return Label(latex, text)
        wide = any(len(item.latex) > 1 for _, item in items)
        index = _joined([(comma, item.latex) for comma, item in items], wide)
        shown = _joined([(comma, item.text) for comma, item in items], wide)
        latex = f"{latex}_{index}" if len(index) == 1 and index.isdigit() else f"{latex}_{{{index}}}"
        plain = shown.isdigit() and not raised and len(self.base.text) == 1
        return Label(latex, f"{text}{'' if plain else '_'}{shown}")


def _joined(items: list[tuple[bool, str]], wide: bool) -> str:
    return "".join(("," if k and (comma or wide) else "") + item for k, (comma, item) in enumerate(items))


@cache
def template(text: str) -> Template:
    """Return a template that was read.

    Raises:
        InputError: if it says anything else than the language has.
    """
    match = _TEMPLATE.fullmatch(text) if len(text) <= LONGEST else None
    if match is None or (match["base"] == "{name}" and text != "{name}"):
        raise InputError(f"'{shorten(text)}' is no symbol", instead=_SAY)
    if match["base"] == "{name}":
        return Template(None)
    below: list[tuple[str, Label | None, bool]] = []
    rest, comma = match["below"] or "", False
    while rest:
        item = _ITEM.match(rest)
        if item is None or (item["comma"] and (comma or not below)):
            raise InputError(f"'{shorten(text)}' is no symbol: '{shorten(rest)}'", instead=_SAY)
        rest = rest[item.end() :]
        if item["comma"]:
            comma = True
            continue
        place = item["place"] or ""
        if place and (place not in PLACES or place == "layer"):
            known = nearest(place, PLACES) or f"one of {', '.join(PLACES[1:])}"
            instead = "the layer stands above: ^{layer}" if place == "layer" else known
            raise InputError(f"unknown place '{{{shorten(place)}}}'", instead=instead)
        below.append((place, None if place else word(item["literal"]), comma))
        comma = False
    if comma:
        raise InputError(f"'{shorten(text)}' is no symbol", instead="something must follow the comma")
    above = match["above"] or ""
    return Template(_base(match["base"]), bool(above), above.startswith("("), tuple(below))


def _base(written: str) -> Label:
    letter = written.removeprefix("script ")
    if letter == written:
        return word(written)
    if letter not in SCRIPT:
        raise InputError(f"there is no script '{shorten(letter)}'", instead=f"one of {', '.join(SCRIPT)}")
    return Label(rf"\mathcal{{{letter}}}", SCRIPT[letter])
