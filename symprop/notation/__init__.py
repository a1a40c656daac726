"""How each name is shown: a notation gives every variable, partial, δ, message and matrix its label, and δ its sign.

A notation changes what is shown, never what is computed.

    indices          entries by their indices
    letters, label   what symbols are made of
    template         the small closed language that says how one kind of symbol looks
    profiles         the notations of textbooks, a row each
    labels           name → label, and label → name for readers
    signs            equations with the sign that δ has in a notation, and back
"""

from symprop.notation.indices import entry_label, index_label
from symprop.notation.label import Label, plain_label
from symprop.notation.labels import Labels, latex_names, text_names
from symprop.notation.letters import BOLD, GREEK, SCRIPT
from symprop.notation.profiles import MAZUR, NOTATIONS, Notation, notation_named
from symprop.notation.signs import as_shown, computed_equation, shown_equation, shown_expression

__all__ = [
    "BOLD",
    "GREEK",
    "MAZUR",
    "NOTATIONS",
    "SCRIPT",
    "Label",
    "Labels",
    "Notation",
    "as_shown",
    "computed_equation",
    "entry_label",
    "index_label",
    "latex_names",
    "notation_named",
    "plain_label",
    "shown_equation",
    "shown_expression",
    "text_names",
]
