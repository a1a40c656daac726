"""The teacher's plan: a strict YAML file → networks, questions, formats.

    title, seed | networks: name → fixed or drawn | questions: kind, network, … | formats, exports

Errors say file:line:column, what is wrong and what is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from symprop.derive.forms import FORMS
from symprop.errors import InputError, nearest, shorten
from symprop.functions import ACTIVATIONS, LOSSES
from symprop.homework.fields import Fields, Range
from symprop.homework.grading import KINDS
from symprop.network.load import read_source
from symprop.network.yaml import load_yaml

__all__ = ["EXPORTS", "FORMATS", "QUESTION_KEYS", "NetworkPlan", "Plan", "QuestionPlan", "ValuePlan", "read_plan"]

FORMATS = ("html", "tex", "md", "pdf")
EXPORTS = ("stack", "prairielearn", "qti", "notebook")
_KEYS = ("title", "seed", "networks", "questions", "formats", "exports", "rubric")
_NETWORK_KEYS = ("network", "sizes", "activations", "output", "skips", "bias", "loss", "values")
_VALUE_KEYS = ("from", "to", "step")
_COMMON = ("kind", "network", "points", "hints", "title")
QUESTION_KEYS: Mapping[str, tuple[str, ...]] = {
    "derive": ("wrt", "form"),
    "numbers": ("wrt", "digits", "rate"),
    "count-paths": ("wrt",),
    "list-paths": ("wrt",),
    "which-is-right": ("wrt", "options"),
    "find-the-mistake": ("wrt", "mistakes"),
    "fill-in": ("wrt",),
    "order": ("wrt",),
    "explain": ("wrt",),
}
"""Kind of question → what an entry of it may say besides network, points, hints and title."""
_ANSWER_FORMS = ("any", *(name for name in FORMS if name not in ("matrix", "indexed")))
MOST_QUESTIONS, MOST_UNITS, MOST_LAYERS = 60, 6, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePlan:
    """Numbers that are pleasant to calculate with: multiples of `step`, none of them 0."""

    least: Fraction = Fraction(-1)
    most: Fraction = Fraction(1)
    step: Fraction = Fraction(1, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPlan:
    """A network: `spec` names a fixed one, else it is drawn within bounds.

    Args:
        spec: sizes, an example or a file; nothing where it is drawn.
        values: how values are drawn; None where the network keeps its own.
        sizes: units of each layer, the inputs first.
        activations: of which one is drawn for the hidden layers.
        output: of which one is drawn for the output layer.
        skips: how many connections go past a layer.
    """

    name: str
    spec: str = ""
    values: ValuePlan | None = None
    sizes: tuple[Range, ...] = ()
    activations: tuple[str, ...] = ("sigmoid",)
    output: tuple[str, ...] = ()
    skips: Range = (0, 0)
    bias: str = "layer"
    loss: str = "half_squared"
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPlan:
    """One entry of ``questions:``.

    Args:
        wrt: a parameter, or how one is drawn: any, first-layer, last-layer.
        form: in which the answer is asked for; ``any`` for no form.
        hints: how many.
        options: how many choices there are.
        mistakes: kinds of which one is made; empty for all.
        rate: the learning rate of the update.
        where: its place in the file, for messages.
    """

    kind: str
    network: str
    wrt: str = "any"
    form: str = "any"
    points: Fraction = Fraction(4)
    hints: int = 2
    title: str = ""
    digits: int = 4
    rate: Fraction = Fraction(1, 2)
    options: int = 4
    mistakes: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole plan.

    Args:
        formats: of the pages; empty for all that can be made here.
        rubric: kind of mistake → the share of the points that an answer with it is worth.
    """

    title: str
    seed: str
    networks: Mapping[str, NetworkPlan]
    questions: tuple[QuestionPlan, ...]
    formats: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    rubric: Mapping[str, Fraction] = field(default_factory=dict)


def read_plan(path: str, *, seed: str | None = None) -> Plan:
    """Return the plan in a file, or on standard input for ``-``.

    Args:
        seed: instead of the plan's.

    Raises:
        InputError: with file:line:column, what is wrong and what is allowed.
    """
    name = "<stdin>" if path == "-" else path
    plan = plan_of(read_source(path), name, Path(path).parent)
    return plan if seed is None else replace(plan, seed=seed)


def plan_of(text: str, name: str, folder: Path = Path()) -> Plan:
    """Return the plan that `text` is; networks in files are looked for in `folder`.

    >>> plan = plan_of("title: T\\nnetworks: {n: mazur}\\nquestions: [{kind: derive, network: n}]", "plan.yaml")
    >>> plan.questions[0].kind, plan.networks["n"].spec
    ('derive', 'mazur')
    """
    document = load_yaml(text, name)
    top = Fields.at(document, (), document.data, _KEYS, "the plan")
    networks = _networks(top, folder)
    return Plan(
        title=top.text("title"),
        seed=top.text("seed", "1"),
        networks=networks,
        questions=tuple(
            _question(top, k, entry, networks) for k, entry in enumerate(top.entries("questions", MOST_QUESTIONS))
        ),
        formats=top.words("formats", FORMATS),
        exports=top.words("exports", EXPORTS),
        rubric=_rubric(top),
    )


def _networks(top: Fields, folder: Path) -> dict[str, NetworkPlan]:
    data = top.data.get("networks")
    if not isinstance(data, dict) or not data:
        raise top.refuse("networks", "there are no networks", "write networks: {mazur: mazur}")
    return {name: _network(top, name, folder) for name in data}


def _network(top: Fields, name: str, folder: Path) -> NetworkPlan:
    data, path = top.data["networks"][name], ("networks", name)
    where = top.document.where(path)
    if not (name.isascii() and name.replace("-", "").isalnum() and len(name) <= 40):
        raise InputError(
            f"'{shorten(name)}' is no name",
            where=top.document.where(path, key=True),
            instead="letters a to z, digits, -",
        )
    if isinstance(data, str):
        return NetworkPlan(name=name, spec=_located(data, folder), where=where)
    fields = Fields.at(top.document, path, data, _NETWORK_KEYS, f"the network '{name}'")
    if "network" in fields:
        if extra := next((key for key in data if key not in ("network", "values")), ""):
            raise fields.refuse(extra, f"'{extra}' beside 'network'", "a fixed network takes values: and nothing else")
        spec = _located(fields.text("network"), folder)
        return NetworkPlan(name=name, spec=spec, values=_values(fields) if "values" in fields else None, where=where)
    sizes = fields.ranges("sizes", MOST_UNITS)
    if not 2 <= len(sizes) <= MOST_LAYERS:
        raise fields.refuse("sizes", f"{len(sizes)} sizes", f"2 to {MOST_LAYERS}: the inputs, then the layers")
    known = [row for row in ACTIVATIONS if row != "phi"]
    activations = fields.words("activations", known, ("sigmoid",))
    return NetworkPlan(
        name=name,
        values=_values(fields),
        sizes=sizes,
        activations=activations,
        output=fields.words("output", known, activations),
        skips=fields.range("skips", "0", 6),
        bias=fields.word("bias", ("unit", "layer", "none"), "layer"),
        loss=fields.word("loss", LOSSES, "half_squared"),
        where=where,
    )


def _located(spec: str, folder: Path) -> str:
    """Return a network's name, or its file's place as seen from the plan."""
    return str(folder / spec) if spec.endswith((".yaml", ".yml", ".json")) else spec


def _values(fields: Fields) -> ValuePlan:
    values = fields.inner("values", _VALUE_KEYS)
    plan = ValuePlan(
        least=values.number("from", "-1"),
        most=values.number("to", "1"),
        step=values.number("step", "0.05", positive=True),
    )
    count = (plan.most - plan.least) / plan.step
    if not 4 <= count <= 10_000:
        raise fields.refuse("values", "these values are too few or too many", "4 to 10,000 steps between from and to")
    return plan


def _question(top: Fields, k: int, entry: object, networks: Mapping[str, NetworkPlan]) -> QuestionPlan:
    path = ("questions", k)
    known = (*_COMMON, *dict.fromkeys(key for keys in QUESTION_KEYS.values() for key in keys))
    fields = Fields.at(top.document, path, entry, known, "a question")
    kind = fields.word("kind", QUESTION_KEYS)
    for key in fields.data:
        if key not in _COMMON and key not in QUESTION_KEYS[kind]:
            allowed = ", ".join((*_COMMON, *QUESTION_KEYS[kind]))
            raise InputError(
                f"'{key}' has no meaning for {kind}",
                where=top.document.where((*path, key), key=True),
                instead=f"one of {allowed}",
            )
    network = fields.text("network", next(iter(networks)) if len(networks) == 1 else None)
    if network not in networks:
        instead = nearest(network, networks) or f"one of {', '.join(networks)}"
        raise fields.refuse("network", f"there is no network '{shorten(network)}' in this plan", instead)
    return QuestionPlan(
        kind=kind,
        network=network,
        wrt=fields.text("wrt", "any"),
        form=fields.word("form", _ANSWER_FORMS, "any"),
        points=fields.number("points", "4", positive=True),
        hints=fields.whole("hints", 2, 0, 5),
        title=fields.text("title", ""),
        digits=fields.whole("digits", 4, 2, 10),
        rate=fields.number("rate", "0.5", positive=True),
        options=fields.whole("options", 4, 2, 8),
        mistakes=fields.words("mistakes", [name for name in KINDS if name != "unknown"]),
        where=fields.where(),
    )


def _rubric(top: Fields) -> dict[str, Fraction]:
    rubric = top.inner("rubric", tuple(KINDS))
    found = {kind: rubric.number(kind, "0") for kind in rubric.data}
    for kind, share in found.items():
        if not 0 <= share < 1:
            raise rubric.refuse(kind, f"{kind} is {rubric.data[kind]}", "a share of the points: from 0, and below 1")
    return found
