"""How indices, and entries by their indices, are shown: the same in every notation."""

from __future__ import annotations

from symprop.expression import Element
from symprop.notation.label import Label, plain_label

__all__ = ["entry_label", "index_label"]

_ABOVE = str.maketrans("0123456789(),+-lL", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾,⁺⁻ˡᴸ")


def index_label(written: str) -> Label:
    r"""Return the label of an index: a letter, a numbered one, a number, or a letter and a number.

    >>> index_label("j2").latex, index_label("l+1").latex, index_label("12").text
    ('j_2', 'l+1', '12')
    """
    return plain_label(written) if written.isalnum() and not written.isdigit() else Label(written, written)


_ELEMENTS = {name: Label(rf"\text{{{name}}}", name) for name in ("net", "out")} | {"delta": Label(r"\delta", "δ")}


def entry_label(entry: Element) -> Label:
    r"""Return the label of an entry: its indices below, its layer above; a layer's size has the layer below.

    >>> from symprop.expression import Index
    >>> entry_label(Element("delta", (Index("l", 1),), (Index("k"),))).latex
    '\\delta_{k}^{(l+1)}'
    >>> entry_label(Element("w", (Index(number=2),), (Index("j2"), Index("j")))).text
    'w⁽²⁾_j2,j'
    """
    symbol, layers = entry.symbol, entry.layers
    base = _ELEMENTS.get(symbol) or plain_label(symbol)
    if symbol == "n" and layers:
        size = str(layers[0])
        return Label(f"n_{{{size}}}", f"n_{size}" if len(size) == 1 else f"n_{{{size}}}")
    labels = [index_label(str(index)) for index in entry.indices]
    comma = "" if all(len(label.text) == 1 and label.text.isalpha() for label in labels) else ","
    latex, text = base.latex, base.text
    if layers:
        above = f"({','.join(map(str, layers))})"
        text += above.translate(_ABOVE)
    if labels:
        latex += f"_{{{comma.join(label.latex for label in labels)}}}"
        text += "_" + comma.join(label.text for label in labels)
    return Label(f"{latex}^{{{above}}}" if layers else latex, text)
