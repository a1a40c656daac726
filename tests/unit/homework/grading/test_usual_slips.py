"""The slips that a number shows: each number worked out by hand from the network's values, slip and all."""

from __future__ import annotations

from functools import cache
from math import exp
from typing import Any

import pytest

import symprop
from symprop.api import Network
from symprop.homework.grading import GradeOptions, Grader, numbers
from symprop.homework.grading.numbers import Figures, digits_written, literal_text
from symprop.homework.grading.question import Question
from symprop.homework.grading.slips import Slip
from symprop.network.values import exact
from symprop.read import read_text

MAZUR = symprop.load("mazur")
VALUES = {name: float(exact(value)) for name, value in MAZUR.model.values.items()}
WEIGHTS = [f"w{k}" for k in range(1, 9)]


def sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x))


def outs(v: dict[str, float]) -> dict[str, float]:
    found = {f"h{k}": sigmoid(v[f"w{2 * k - 1}"] * v["i1"] + v[f"w{2 * k}"] * v["i2"] + v["b1"]) for k in (1, 2)}
    return found | {
        f"o{k}": sigmoid(v[f"w{2 * k + 3}"] * found["h1"] + v[f"w{2 * k + 4}"] * found["h2"] + v["b2"]) for k in (1, 2)
    }


def slopes(v: dict[str, float], a: dict[str, float]) -> dict[str, float]:
    """Return every ∂E/∂w and ∂E/∂b with these values and outs."""
    d1, d2 = ((a[f"o{k}"] - v[f"t{k}"]) * a[f"o{k}"] * (1 - a[f"o{k}"]) for k in (1, 2))
    h1, h2 = ((d1 * v[f"w{k + 4}"] + d2 * v[f"w{k + 6}"]) * a[f"h{k}"] * (1 - a[f"h{k}"]) for k in (1, 2))
    first = {"w1": h1 * v["i1"], "w2": h1 * v["i2"], "w3": h2 * v["i1"], "w4": h2 * v["i2"], "b1": h1 + h2}
    last = {"w5": d1 * a["h1"], "w6": d1 * a["h2"], "w7": d2 * a["h1"], "w8": d2 * a["h2"], "b2": d1 + d2}
    return first | last | {"d1": d1, "d2": d2, "h1": h1, "h2": h2}


OUTS = outs(VALUES)
RIGHT = slopes(VALUES, OUTS)
H1 = OUTS["h1"] * (1 - OUTS["h1"]) * VALUES["i1"]
BACK = RIGHT["d1"] * VALUES["w5"] + RIGHT["d2"] * VALUES["w7"]
FIRST, SECOND = RIGHT["d1"] * VALUES["w5"] * H1, RIGHT["d2"] * VALUES["w7"] * H1  # the paths of w1


def updated(rate: float, names: list[str]) -> dict[str, float]:
    return VALUES | {name: VALUES[name] - rate * RIGHT[name] for name in names}


def rounded(places: int) -> float:
    """Return ∂E/∂w5 with every out rounded and carried on."""
    net = {
        k: VALUES[f"w{2 * k - 1}"] * VALUES["i1"] + VALUES[f"w{2 * k}"] * VALUES["i2"] + VALUES["b1"] for k in (1, 2)
    }
    h = {k: round(sigmoid(round(net[k], places)), places) for k in (1, 2)}
    o1 = round(sigmoid(round(VALUES["w5"] * h[1] + VALUES["w6"] * h[2] + VALUES["b2"], places)), places)
    return (o1 - VALUES["t1"]) * o1 * (1 - o1) * h[1]


def rounded_back(places: int) -> float:
    """Return δ_h1 with every out, and every δ before it, rounded and carried on."""
    a = {name: round(out, places) for name, out in OUTS.items()}
    d1, d2 = (round((a[f"o{k}"] - VALUES[f"t{k}"]) * a[f"o{k}"] * (1 - a[f"o{k}"]), places) for k in (1, 2))
    return (d1 * VALUES["w5"] + d2 * VALUES["w7"]) * a["h1"] * (1 - a["h1"])


BOTH = [*WEIGHTS, "b1", "b2"]
NUMBERS: list[tuple[str, str, float, int, str, str]] = [
    # what, parameter, number, digits, kind, in the sentence
    ("the sign", "w1", -RIGHT["w1"], 5, "wrong-sign", ""),
    ("twice", "w1", 2 * RIGHT["w1"], 5, "constant-factor", "is 2 times"),
    ("half", "w1", RIGHT["w1"] / 2, 5, "constant-factor", "is 1/2 times"),
    ("−2", "w1", -2 * RIGHT["w1"], 5, "constant-factor", "is −2 times"),
    ("one output", "w1", FIRST, 5, "missing-output", "The share of E_o2"),
    ("the other output", "w1", SECOND, 5, "missing-output", "The share of E_o1"),
    ("a path's sign", "w1", FIRST - SECOND, 5, "wrong-sign", "On the path w1 → h1 → o2"),
    ("a path twice", "w1", 2 * FIRST + SECOND, 5, "repeated-path", "The path w1 → h1 → o1 is counted twice"),
    ("a use of b1", "b1", RIGHT["h2"], 5, "missing-occurrence", "its use in net_h1"),
    ("a path of b1", "b1", RIGHT["b1"] - RIGHT["d1"] * VALUES["w5"] * H1 / VALUES["i1"], 5, "missing-path", "h1 → o1."),
    ("δ", "w1", RIGHT["h1"], 5, "other-quantity", "∂E_total/∂net_h1"),
    ("the step", "w1", -0.1 * RIGHT["w1"], 5, "other-quantity", "the step of gradient descent"),
    ("w⁺", "w1", VALUES["w1"] - 0.5 * RIGHT["w1"], 6, "other-quantity", "w1 after an update"),
    ("another loss", "w5", -VALUES["t1"] * (1 - OUTS["o1"]) * OUTS["h1"], 5, "other-loss", "cross_entropy"),
    ("no σ′, 5 digits", "w1", BACK * VALUES["i1"], 5, "unknown", "none of the usual slips"),
    ("no σ′, 6 digits", "w1", BACK * VALUES["i1"], 6, "missing-derivative", "of h1 is missing"),
    ("a term too much", "w1", RIGHT["w1"] + RIGHT["w3"], 5, "unknown", ""),
    ("new weights behind old outs", "w1", slopes(updated(0.5, WEIGHTS), OUTS)["w1"], 5, "updated-weights", ""),
    ("new weights", "w1", slopes(u := updated(0.1, WEIGHTS), outs(u))["w1"], 5, "updated-weights", ""),
    ("new weights and biases", "w1", slopes(u := updated(0.5, BOTH), outs(u))["w1"], 5, "updated-weights", ""),
    ("rounded to 2", "w5", rounded(2), 5, "rounded-value", "to 2 places"),
    ("rounded to 4", "w5", rounded(4), 7, "rounded-value", "to 4 places"),
    ("rounded to 7", "w5", rounded(7), 10, "unknown", ""),
    ("all rounded to 3", "w1", round(rounded_back(3), 3) * VALUES["i1"], 3, "rounded-value", "to 3 places"),
    ("two digits", "w1", RIGHT["w1"], 2, "rounded-value", "3 significant digits are asked for"),
    ("two wrong digits", "w1", -RIGHT["w1"], 2, "unknown", ""),
    ("three wrong digits", "w1", -RIGHT["w1"], 3, "wrong-sign", ""),
]


@cache
def grader(wrt: str) -> Grader:
    return Grader(MAZUR.model, wrt)


@pytest.mark.parametrize(("what", "wrt", "number", "digits", "kind", "said"), NUMBERS, ids=[n[0] for n in NUMBERS])
def test_a_number_shows_the_usual_slips(what: str, wrt: str, number: float, digits: int, kind: str, said: str) -> None:
    found = grader(wrt).grade(f"{number:#.{digits}g}")
    assert (found.verdict, found.kinds[:1]) == ("wrong", (kind,))
    assert said in found.findings[0].message


def test_the_numbers_are_worked_out_as_they_should_be() -> None:
    assert all(grader(wrt).grade(f"{RIGHT[wrt]:#.7g}").correct for wrt in BOTH)


def test_the_rate_of_the_course_is_tried_alone() -> None:
    number = f"{VALUES['w1'] - 0.3 * RIGHT['w1']:.7g}"
    assert grader("w1").grade(number).kinds == ("unknown",)
    assert grader("w1").grade(number, GradeOptions(rate="0.3")).kinds == ("other-quantity",)
    usual = f"{VALUES['w1'] - 0.5 * RIGHT['w1']:.7g}"
    assert grader("w1").grade(usual, GradeOptions(rate="0.3")).kinds == ("unknown",)


def test_everything_from_before_the_weights_were_changed_is_stale() -> None:
    """Old weights with old outs, or new weights with old outs; a part of the values of before tells nothing."""
    now = MAZUR.with_values({"w5": 0.9, "w7": 0.1})
    changed = VALUES | {"w5": 0.9, "w7": 0.1}
    kept, before = Grader(now.model, "w1"), MAZUR.model.values
    for number in (RIGHT["w1"], slopes(changed, OUTS)["w1"]):
        assert kept.grade(f"{number:.6g}", GradeOptions(before=before)).kinds == ("stale-values",)
        assert kept.grade(f"{number:.6g}", GradeOptions(before={"w5": before["w5"]})).kinds == ("unknown",)


IDENTITY = (
    "{{inputs: [x], units: [{{name: a, from: {{x: w}}, activation: identity}}], outputs: [a], loss: half_squared,"
    " values: {{x: {x}, w: {w}, t1: {t}}}}}"
)


def test_rounding_is_the_first_that_is_thought_of_only_near_the_right_value() -> None:
    """0.0050001 twice is 0.0100002, and with the out rounded to 0.51 it is 0.01."""
    far = Grader(Network.from_yaml(IDENTITY.format(x=1, w=0.5050001, t=0.5)).model, "w")
    assert far.grade("0.0100").kinds == ("constant-factor",)


NEAR: list[tuple[dict[str, Any], str, str, str]] = [
    # With the rate η the gradient (w x − t) x is 1 − η x² times what it was; rounded are w x and the out.
    ({"x": 1.41, "w": 0.4993, "t": 0.504013}, "0.2764", "", "rounded-value"),  # off by 1/50.4; η = 0.01
    ({"x": 1.42, "w": 0.49578, "t": 0.5040076}, "0.2783", "", "updated-weights"),  # off by 1/49.8
    # 0.78125 is off by just a fiftieth of it; these numbers are all exact in binary
    ({"x": 4, "w": 0.1259765625, "t": 0.30859375}, "0.765625", "0.00125", "updated-weights"),
]


@pytest.mark.parametrize(("values", "answer", "rate", "kind"), NEAR, ids=[one[1] for one in NEAR])
def test_within_a_fiftieth_of_the_right_value_rounding_comes_first(
    values: dict[str, Any], answer: str, rate: str, kind: str
) -> None:
    asked = Grader(Network.from_yaml(IDENTITY.format(**values)).model, "w")
    assert asked.grade(answer, GradeOptions(rate=rate)).kinds == (kind,)


WHOLE = [("1.00e3", "wrong-sign"), ("1.01e3", "unknown")]


@pytest.mark.parametrize(("answer", "kind"), WHOLE)
def test_a_number_that_is_a_whole_unit_off_a_slip_is_not_that_slip(answer: str, kind: str) -> None:
    """(50 · 10 − 600) · 10 is −1000; the unit of 1.01e3 is 10."""
    asked = Grader(Network.from_yaml(IDENTITY.format(x=10, w=50, t=600)).model, "w")
    assert asked.grade(answer, GradeOptions(rate="0.3")).kinds == (kind,)


def test_what_was_rounded_is_carried_on_in_the_forward_pass() -> None:
    """0.5049 is rounded to 0.50, so that 10 times it is 5.00 and not 5.05: (5.00 − 4) · 0.50."""
    net = Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: w}, activation: identity},"
        " {name: b, from: {a: u}, activation: identity}], outputs: [b], loss: half_squared,"
        " values: {x: 1, w: 0.5049, u: 10, t1: 4}}"
    )
    found = symprop.grade(net, "u", "0.500")
    assert found.kinds == ("rounded-value",)
    assert "rounded to 2 places" in found.findings[0].message


def test_the_usual_rates_are_tried_where_none_is_given() -> None:
    step = figures().arithmetic.functions.mpf(0.1 * RIGHT["w1"])
    ((slip,),) = figures().explained(step, 5, 3)
    assert (slip.kind, slip.tag) == ("other-quantity", "step")


def test_of_the_factors_that_may_stand_for_others_400_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    planted = Slip(kind="missing-weight", tag="planted")
    monkeypatch.setattr(numbers, "roles_of", lambda *_: [None] * 500)
    monkeypatch.setattr(numbers, "touched_by", lambda *_: ())
    monkeypatch.setattr(numbers, "role_slip", lambda *_: planted)
    monkeypatch.setattr(Figures, "_of_slip", lambda self, slip, known=None: tried.append(slip.tag))
    assert figures().explained(figures().arithmetic.functions.mpf(0.123456), 6, 3) == []
    assert tried.count("planted") == 400


SUMS = [(16, "wrong-sign"), (17, "unknown")]


@pytest.mark.parametrize(("count", "kind"), SUMS)
def test_up_to_sixteen_paths_are_tried_one_by_one(count: int, kind: str) -> None:
    """E = Σ ½(t_k − w_k h)² with h = w1 x: the paths' products are −(t_k − w_k h) w_k x."""
    bare = Network.layered(1, 1, count, activation="identity", bias="none")
    weights = {f"w{k + 2}": 0.1 + 0.37 * k**1.5 for k in range(count)}
    given = {"i1": 0.5, "w1": 0.7, **weights, **{f"t{k + 1}": 0.9 for k in range(count)}}
    paths = [-(0.9 - w * 0.35) * w * 0.5 for w in weights.values()]
    asked = Grader(bare.with_values(given).model, "w1")
    assert asked.grade(f"{sum(paths):.7g}").correct
    assert asked.grade(f"{sum(paths) - 2 * paths[1]:.5g}").kinds == (kind,)


def test_half_of_the_gradient_of_one_output_is_half_of_it() -> None:
    net = Network.layered(1, 1, bias="none").with_values({"i1": 0.5, "w1": 0.4, "t1": 0.9})
    out = sigmoid(0.2)
    found = symprop.grade(net, "w1", f"{(out - 0.9) * out * (1 - out) * 0.5 / 2:.6g}")
    assert found.findings[0].message.startswith("The result is 1/2 times")


def test_a_formula_may_use_every_variable() -> None:
    total = read_text(" + ".join(figures().known))
    assert float(figures().value([("#", total)], "#")) == pytest.approx(float(sum(figures().known.values())))


def test_what_is_no_literal_has_no_text() -> None:
    with pytest.raises(TypeError):
        literal_text(read_text("w1"))


def test_a_mean_over_three_outputs_is_a_third() -> None:
    """E = Σ ½(t_k − w_k w x)²."""
    bare = Network.layered(1, 1, 3, activation="identity", bias="none")
    given = {"i1": 0.5, "w1": 0.7, "w2": 0.3, "w3": 0.2, "w4": 0.6, "t1": 0.1, "t2": 0.2, "t3": 0.3}
    slope = sum(-(given[f"t{k}"] - given[f"w{k + 1}"] * 0.35) * given[f"w{k + 1}"] * 0.5 for k in (1, 2, 3))
    found = symprop.grade(bare.with_values(given), "w1", f"{slope / 3:.6g}")
    assert found.findings[0].message.startswith("The result is 1/3 times what it should be; is E_total the sum")


DIGITS = [
    ("0.0821670", 6),
    ("-0.0821670", 6),
    ("1.50", 3),
    ("12", 2),
    ("-12", 2),
    ("0", 1),
    ("0.00", 1),
    ("4.38568e-4", 6),
    ("2*0.138499", 6),
    ("0.5*0.138499", 6),  # of a product the short ones are exact
    ("-(0.5*0.138499)", 6),
    ("0.138*0.13849", 3),
    ("0.5*0.25", 1),
    ("1/8", 12),
    ("w1", 12),
]


@pytest.mark.parametrize(("text", "digits"), DIGITS)
def test_to_how_many_digits_a_number_is_meant(text: str, digits: int) -> None:
    assert digits_written(read_text(text)) == digits


@cache
def figures() -> Figures:
    return Figures(Question(MAZUR.model, "w1"))


CLOSE = [
    (0, 0, 3, True),
    (0, 1, 3, False),
    (1e-30, 0, 3, False),
    (1, 1.0009, 4, True),
    (100, 100.5, 3, True),
    (101, 100, 3, False),  # a whole unit in the third digit
    (1.004, 1, 3, True),
    (1, 1.004, 3, True),
    (-1, 1, 3, False),
]


@pytest.mark.parametrize(("got", "value", "digits", "close"), CLOSE)
def test_a_number_is_right_when_it_is_off_by_less_than_a_unit_in_its_last_digit(
    got: float, value: float, digits: int, close: bool
) -> None:
    mpf = figures().arithmetic.functions.mpf
    assert figures().close(mpf(got), mpf(value), digits) is close
    assert figures().close(None, mpf(value), digits) is False


def test_every_variable_and_quantity_has_its_value() -> None:
    for name, value in (
        ("out_h1", OUTS["h1"]),
        ("w1", VALUES["w1"]),
        ("delta_h1", RIGHT["h1"]),
        ("delta_o2", RIGHT["d2"]),
    ):
        assert float(figures().quantity(name)) == pytest.approx(value, rel=1e-14)


MISSING: list[tuple[dict[str, Any], str]] = [
    ({}, "i1, t1, w1, b1 have none"),
    ({"i1": 1, "t1": 1, "w1": 1}, "b1 has none"),
    ({"i1": 1, "t1": 1}, "w1, b1 have none"),
]


@pytest.mark.parametrize(("values", "said"), MISSING)
def test_values_that_are_missing_are_named(values: dict[str, Any], said: str) -> None:
    found = symprop.grade(Network.layered(1, 1).with_values(values), "w1", "0.5")
    assert found.error["what"] == f"a number is graded at values, and {said}"
    assert found.error["instead"] == "give values in the file or with --at, or write a formula"


@pytest.mark.parametrize("values", [{}, {"b1": 1}])
def test_of_more_than_four_values_that_are_missing_four_are_named(values: dict[str, Any]) -> None:
    found = symprop.grade(Network.layered(2, 1).with_values(values), "w1", "0.5")
    assert found.error["what"] == "a number is graded at values, and i1, i2, t1, w1, … have none"


def test_an_abstract_activation_has_no_numbers() -> None:
    net = Network.layered(1, 1, activation="phi").with_values({"i1": 1, "t1": 1, "w1": 1, "b1": 0})
    found = symprop.grade(net, "w1", "0.5")
    assert (found.error["what"], found.error["instead"]) == ("the abstract φ has no values", "write a formula")


def test_a_gradient_that_is_0_is_right_as_0_only() -> None:
    dead = "{inputs: 1, layers: [{units: 1, activation: relu}], bias: none, values: {i1: 1, w1: -1, t1: 1}}"
    asked = Grader(Network.from_yaml(dead).model, "w1")
    assert asked.grade("0.0").correct
    assert asked.grade("0.0001").kinds == ("unknown",)
    assert grader("w1").grade("0.0").kinds == ("unknown",)
