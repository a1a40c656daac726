"""The kinds of questions: one small module a kind, one row a kind here."""

from collections.abc import Callable, Mapping

from symprop.homework.questions.blanks import fill_in
from symprop.homework.questions.calculate import numbers
from symprop.homework.questions.choose import which_is_right
from symprop.homework.questions.derivation import derive
from symprop.homework.questions.explanation import explain
from symprop.homework.questions.material import Material
from symprop.homework.questions.mistake import find_the_mistake
from symprop.homework.questions.ordering import order
from symprop.homework.questions.paths import count_paths, list_paths
from symprop.homework.record import Question

__all__ = ["QUESTIONS", "Material"]

QUESTIONS: Mapping[str, Callable[[Material, str], Question]] = {
    "derive": derive,
    "numbers": numbers,
    "count-paths": count_paths,
    "list-paths": list_paths,
    "which-is-right": which_is_right,
    "find-the-mistake": find_the_mistake,
    "fill-in": fill_in,
    "order": order,
    "explain": explain,
}
"""Kind → what makes a question of it, from a network and the question's name."""
