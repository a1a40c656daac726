"""The `units` and `equations` forms: graphs, path counts, gradients, and what is refused."""

from __future__ import annotations

import pytest

from symprop import InputError, Network, SympropError
from symprop.network.file import read_network_file

HEAD = "inputs: [x1, x2]\noutputs: [c]\nunits:\n"


def network(text: str) -> Network:
    return Network(read_network_file(text, "net.yaml"))


COUNTS = {
    "shared weight": (HEAD + "- {name: a, from: {x1: w}}\n- {name: c, from: {a: v, x1: w}}", {"w": 2, "v": 1}),
    "used in any order": (HEAD + "- {name: c, from: {a: v, x1: w}}\n- {name: a, from: {x1: w}}", {"w": 2, "v": 1}),
    "two weights from one source": (
        HEAD + "- {name: a, from: {x1: [w, u]}}\n- {name: c, from: {a: [v, v]}}",
        {"w": 2, "v": 2},
    ),
    "constant edge": (HEAD + "- {name: a, from: {x1: w, x2: 1}}\n- {name: c, from: {a: -0.5}}", {"w": 1}),
    "product unit": (HEAD + "- {name: a, from: {x1: w, x2: w}, combine: product}\n- {name: c, from: {a: v}}", {"w": 2}),
    "dead unit": (HEAD + "- {name: a, from: {x1: w}}\n- {name: c, from: {x2: v}}", {"w": 0, "v": 1}),
}


@pytest.mark.parametrize(("text", "counts"), COUNTS.values(), ids=COUNTS)
def test_paths_are_counted_by_occurrence(text: str, counts: dict[str, int]) -> None:
    net = network(text)
    assert {name: count for name, count in net.path_counts() if name in counts} == counts
    for name, count in counts.items():
        assert len(list(net.gradient(name).iter_paths())) == count


@pytest.mark.parametrize("text", [text for text, _ in COUNTS.values()], ids=COUNTS)
def test_check_agrees(text: str) -> None:
    report = network(text).check(against=["forms", "latex", "mathml", "text", "python", "finite-difference"], points=1)
    assert report.ok, report.failures


def test_fixed_weights_are_given_and_not_trained() -> None:
    net = network(HEAD + "- {name: c, from: {x1: w, x2: v}}\nfixed: [w]")
    assert net.parameters == ("v",)
    assert "w" in net.numbers.missing
    with pytest.raises(InputError, match="'w' is no parameter"):
        net.gradient("w")


def test_the_occurrences_of_a_shared_weight_are_told_apart() -> None:
    net = network(HEAD + "- {name: a, from: {x1: [w, u]}}\n- {name: c, from: {a: [v, v]}}")
    occurrences = [[edge.occurrence for edge in path.edges] for path in net.gradient("w").iter_paths()]
    assert occurrences == [[1, 1, 1, 1, 1, 1], [1, 1, 2, 1, 1, 1]]


EQUATIONS = "inputs: [x]\nparameters: [u, v]\ntargets: [t]\n"
REFUSED_UNITS = {
    "a cycle": (HEAD + "- {name: a, from: {c: w}}\n- {name: c, from: {a: v}}", "net.yaml:4:3: the units go in a cycle"),
    "itself": (HEAD + "- {name: c, from: {c: v}}", "the units go in a cycle: c → c"),
    "unknown source": (
        HEAD + "- {name: c, from: {x3: v}}",
        "net.yaml:4:24: 'c' takes 'x3', which is unknown; did you mean",
    ),
    "unknown output": (
        HEAD.replace("[c]", "[d]") + "- {name: c, from: {x1: v}}",
        "net.yaml:2:11: the output 'd' is no unit; one of c",
    ),
    "no weight": (HEAD + "- {name: c, from: {x1: []}}", "no weight from 'x1'; give a name or a number"),
    "softmax": (HEAD + "- {name: c, from: {x1: w}, activation: softmax}", "'softmax' needs a group of units"),
    "name twice": (HEAD + "- {name: c, from: {x1: w}}\n- {name: c, from: {x2: w}}", "'c' is named twice"),
    "weight called as an input": (HEAD + "- {name: c, from: {x1: x2}}", "'x2' is an input or a unit already"),
    "weight and bias of one name": (
        HEAD + "- {name: a, from: {x1: w}}\n- {name: c, from: {a: v}, bias: w}",
        "net.yaml:5:33: 'w' is a weight already; give the bias another name",
    ),
    "takes nothing": (HEAD + "- {name: c, from: {}}", "net.yaml:4:3: the unit 'c' takes nothing; name what it takes"),
    "look alike": (HEAD + "- {name: c, from: {x1: w1, x2: w_1}}", "'w1' and 'w_1' would look alike on a page"),
    "unknown fixed": (
        HEAD + "- {name: c, from: {x1: w}}\nfixed: [ww]",
        "the fixed 'ww' is no weight; did you mean 'w'?",
    ),
    "nan": (HEAD + "- {name: c, from: {x1: nan}}", "'nan' is the name of a function"),
    "unknown key": (HEAD + "- {name: c, form: {x1: w}}", "net.yaml:4:13: unknown key 'form'; did you mean 'from'?"),
    "units and equations": (HEAD + "- {name: c, from: {x1: w}}\nequations: {}", "'equations' beside 'units'"),
    "equations: a cycle": (
        EQUATIONS + "equations: {a: b*u, b: a*v}\nloss: a",
        "net.yaml:4:16: the equations go in a cycle",
    ),
    "equations: unknown name": (
        EQUATIONS + "equations: {y: u*x + vv}\nloss: (t - y)^2",
        "net.yaml:4:16: unknown name 'vv' at character 7 of the formula; did you mean 'v'?",
    ),
    "equations: unknown name, nothing near": (
        EQUATIONS + "equations: {y: u*qq}\nloss: (t - y)^2",
        "net.yaml:4:16: unknown name 'qq' at character 3 of the formula; one of t, u, v, x, y",
    ),
    "equations: one name for two things": (
        EQUATIONS + "equations: {u: v*x}\nloss: (t - u)^2",
        "net.yaml:4:16: 'u' is named twice; give each name once",
    ),
    "equations: unknown function": (
        EQUATIONS + "equations: {y: sigmiod(u*x)}\nloss: (t - y)^2",
        "net.yaml:4:16: unknown name 'sigmiod' at character 1 of the formula; did you mean 'sigmoid'?",
    ),
    "equations: unread": (EQUATIONS + "equations: {y: u*}\nloss: y*v", "of the formula"),
    "equations: empty": (EQUATIONS + "equations: {y: ''}\nloss: y*v", "an empty formula"),
    "equations: unused": (
        EQUATIONS + "equations: {y: u*x}\nloss: (t - y)^2",
        "the parameter 'v' stands in no equation",
    ),
    "equations: executed": (EQUATIONS + "equations: {y: \"__import__('os').system('x')\"}\nloss: y", "of the formula"),
    "equations: a tower": (EQUATIONS + "equations: {y: 9**9**9**9}\nloss: y*u*v", "of the formula"),
    "activation without x": (
        "inputs: 1\nlayers: [{units: 1, activation: one}]\nactivations: {one: '1'}",
        "does not use x",
    ),
    "activation of a table's name": (
        "inputs: 1\nlayers: [{units: 1}]\nactivations: {sigmoid: 'x'}",
        "'sigmoid' is the name of a function",
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED_UNITS.values(), ids=REFUSED_UNITS)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(SympropError) as caught:
        network(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


FORMULAS = {
    "custom activation and loss": (
        "inputs: 1\nlayers: [{units: 2, activation: swish}]\nactivations: {swish: 'x*sigmoid(x)'}\n"
        "losses: {quartic: '(t - y)^4/4'}\nloss: quartic"
    ),
    "kinked activation": "inputs: 1\nlayers: [{units: 2, activation: own}]\nactivations: {own: 'x if x > 0 else x^2'}",
    "equations": EQUATIONS + "equations: {y: s*tanh(v*s) + x, s: sigmoid(u*x)}\nloss: 1/2*(t - y)^2",
    "equations that call": (
        EQUATIONS + "activations: {swish: 'x*sigmoid(x)'}\nequations: {y: swish(u*x)/(1 + exp(v))}\nloss: abs(t - y)"
    ),
    "no targets": "inputs: [x]\nparameters: [u]\nequations: {y: u*x}\nloss: y^2 + u^2",
}


@pytest.mark.parametrize("text", FORMULAS.values(), ids=FORMULAS)
def test_formulas_agree(text: str) -> None:
    report = network(text).check(points=2)
    assert report.ok, report.failures
