"""The indexed form: the equations as they are written, what they come to, and pages that are wrong on purpose."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from symprop import Network, load
from symprop.cli.main import main
from symprop.derive.forms import FORMS
from symprop.derive.indices import without_indices
from symprop.errors import InputError, SympropError
from symprop.expression import DisplayEquation, Element, Index, IndexedSum, Partial, number
from symprop.read import read_equation_latex, read_text
from symprop.verify import check as checking
from symprop.verify import pages
from symprop.verify.pages import RENDERINGS, read_back

SKIP = Network.layered(2, 2, 2, 2, sources={"o": ["j", "h"]}, activation=("tanh", "relu", "identity"))
SOFTMAX = Network.layered(2, 2, 3, activation=("softmax", "softmax"))
FUSED = Network.layered(2, 2, 3, activation=("tanh", "softmax"), loss="cross_entropy")

WRITTEN: dict[str, tuple[Network, str, list[str]]] = {
    "the question's w2": (
        load("question"),
        "w2",
        [
            "∂E_total/∂w2 = δ⁽¹⁾_1 · out⁽⁰⁾_2",
            "δ⁽¹⁾_j = (Σ_{k=1}^{2} δ⁽²⁾_k · w⁽²⁾_kj) · σ′(net⁽¹⁾_j)",
            "δ⁽²⁾_j = (Σ_{k=1}^{2} δ⁽³⁾_k · w⁽³⁾_kj) · σ′(net⁽²⁾_j)",
            "δ⁽³⁾_j = −(t_j − out⁽³⁾_j) · σ′(net⁽³⁾_j)",
            "∂E_total/∂w2 = −Σ_{j2=1}^{2} Σ_{j3=1}^{2} (t_j3 − out⁽³⁾_j3) · σ′(net⁽³⁾_j3) · w⁽³⁾_j3,j2"
            " · σ′(net⁽²⁾_j2) · w⁽²⁾_j2,1 · σ′(net⁽¹⁾_1) · out⁽⁰⁾_2",
        ],
    ),
    "a bias for a layer": (
        load("mazur"),
        "b2",
        [
            "∂E_total/∂b2 = Σ_{j=1}^{2} δ⁽²⁾_j",
            "δ⁽²⁾_j = −(t_j − out⁽²⁾_j) · σ′(net⁽²⁾_j)",
            "∂E_total/∂b2 = −Σ_{j=1}^{2} (t_j − out⁽²⁾_j) · σ′(net⁽²⁾_j)",
        ],
    ),
    "skips: a sum for each layer that takes it, and for each way through the layers": (
        SKIP,
        "w1",
        [
            "∂E_total/∂w1 = δ⁽¹⁾_1 · out⁽⁰⁾_1",
            "δ⁽¹⁾_j = (Σ_{k=1}^{2} δ⁽²⁾_k · w⁽²⁾_kj + Σ_{k=1}^{2} δ⁽³⁾_k · w⁽³,¹⁾_kj) · tanh′(net⁽¹⁾_j)",
            "δ⁽²⁾_j = (Σ_{k=1}^{2} δ⁽³⁾_k · w⁽³,²⁾_kj) · ReLU′(net⁽²⁾_j)",
            "δ⁽³⁾_j = −(t_j − out⁽³⁾_j)",
            "∂E_total/∂w1 = −Σ_{j2=1}^{2} Σ_{j3=1}^{2} (t_j3 − out⁽³⁾_j3) · w⁽³,²⁾_j3,j2 · ReLU′(net⁽²⁾_j2)"
            " · w⁽²⁾_j2,1 · tanh′(net⁽¹⁾_1) · out⁽⁰⁾_1",
            "− Σ_{j3=1}^{2} (t_j3 − out⁽³⁾_j3) · w⁽³,¹⁾_j3,1 · tanh′(net⁽¹⁾_1) · out⁽⁰⁾_1",
        ],
    ),
    "softmax: a sum over the group": (
        Network.layered(2, 3, activation="softmax"),
        "w3",
        [
            "∂E_total/∂w3 = δ⁽¹⁾_2 · out⁽⁰⁾_1",
            "δ⁽¹⁾_j = −Σ_{m=1}^{3} (t_m − out⁽¹⁾_m) · out⁽¹⁾_m([m = j] − out⁽¹⁾_j)",
            "∂E_total/∂w3 = −Σ_{m1=1}^{3} (t_m1 − out⁽¹⁾_m1) · out⁽¹⁾_m1([m1 = 2] − out⁽¹⁾_2) · out⁽⁰⁾_1",
        ],
    ),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_written(case: str) -> None:
    network, wrt, expected = WRITTEN[case]
    assert [line.strip() for line in network.gradient(wrt).indexed.text.splitlines()] == expected


def test_the_note_says_which_weight_it_is_and_counts_the_paths() -> None:
    note = Network.layered(2, 3, 4).gradient("w4").indexed.note
    assert note == "w4 is w⁽¹⁾_2,2: layer l = 1, to unit j = 2, from unit i = 2; paths: 4"


@pytest.mark.parametrize(("network", "wrt"), [(SKIP, "w1"), (SOFTMAX, "w1"), (load("mazur"), "b1"), (FUSED, "w9")])
def test_the_paths_are_counted_as_they_are(network: Network, wrt: str) -> None:
    counted = network.gradient(wrt).indexed.note.rpartition("paths: ")[2]
    terms = [[int(width) for width in term.split("·")] for term in counted.split(" + ")]
    found = 0
    for widths in terms:
        product = 1
        for width in widths:
            product *= width
        found += product
    assert found == network.path_count(wrt)


CHECKED = {
    "skips": SKIP,
    "softmax": SOFTMAX,
    "fused": FUSED,
    "a bias for each layer": load("mazur"),
    "a mean over a softmax": Network.layered(2, 2, 3, activation=("tanh", "softmax"), loss="mean_squared"),
    "cases": Network.layered(2, 2, 2, loss="hinge", activation=("gelu", "tanh")),
    "fractions": Network.layered(2, 2, 2, loss="cross_entropy", activation=("silu", "sigmoid")),
    "any function": Network.layered(2, 2, 2, activation=("phi", "sin"), bias="none"),
    "indices of two digits": Network.layered(2, 11, 1),
}


@pytest.mark.parametrize("case", CHECKED)
def test_checked(case: str) -> None:
    network = CHECKED[case]
    wrt = [name for name in network.parameters if name in ("w4", "w22", "b1")]
    report = network.check(wrt, against=["forms", "exact", "finite-difference", *RENDERINGS], points=1)
    assert report.ok, report.failures
    pages_checked = {f"{subject} {name}" for subject in ("indexed", "indexed paths") for name in RENDERINGS}
    assert {check.subject for check in report.checks} >= {"indexed", "indexed paths", *pages_checked}


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_read_back_is_what_was_printed(rendering: str) -> None:
    for network in (SKIP, SOFTMAX, load("question")):
        form = network.gradient("w1").indexed.form
        for lines in (form.lines, form.again):
            found = read_back(lines, rendering, network.labels)
            assert [line.lhs for line in found[1:]] == [line.lhs for line in lines[1:]]
            assert _by_name(without_indices(found)) == _by_name(without_indices(lines))


def _by_name(lines: list[DisplayEquation]) -> list[str]:
    return [line.lhs.name for line in lines]


# negative controls

NETWORK = Network.layered(3, 3, 3, 3)  # every width alike: a wrong index still fits

MISTAKES: dict[str, tuple[str, str, str]] = {
    "transposed": ("latex", "w_{kj}^{(2)}", "w_{jk}^{(2)}"),
    "transposed in text": ("text", "w⁽²⁾_kj", "w⁽²⁾_jk"),
    "transposed in Python": ("python", "w[2][k, j]", "w[2][j, k]"),
    "transposed in MathML": ("mathml", "<mi>k</mi><mi>j</mi>", "<mi>j</mi><mi>k</mi>"),
    "another index": ("latex", r"\delta_{k}^{(2)}", r"\delta_{j}^{(2)}"),
    "an index of nothing": ("latex", r"\delta_{k}^{(2)}", r"\delta_{q}^{(2)}"),
    "the layer itself": ("latex", r"\delta_{k}^{(2)}", r"\delta_{k}^{(1)}"),
    "another layer's weights": ("text", "w⁽²⁾_kj", "w⁽³⁾_kj"),
    "no Σ": ("latex", r"\sum_{k=1}^{3} ", ""),
    "no Σ in MathML": ("mathml", "<mo>∑</mo>", "<mo>∏</mo>"),
    "a Σ too short": ("text", "^{3}", "^{2}"),
    "a Σ too long": ("python", "range(3)", "range(4)"),
    "a sign": ("latex", r"-\left(t_{j}", r"\left(t_{j}"),
    "the wrong input": ("latex", r"\text{out}_{2}^{(0)}", r"\text{out}_{1}^{(0)}"),
    "no σ′": ("latex", r"\sigma'", r"\sigma"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_wrong_page_disagrees(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    rendering, right, wrong = MISTAKES[case]
    show, read = RENDERINGS[rendering]
    changed: list[str] = []

    def mistaken(line: DisplayEquation, labels: object) -> str:
        page = show(line, labels)  # type: ignore[arg-type]
        if right in page:
            changed.append(page)
        return page.replace(right, wrong)

    few = {form: FORMS[form] for form in ("chain", "factored", "indexed")}
    monkeypatch.setattr(checking, "FORMS", few)
    assert NETWORK.check(["w2"], against=[rendering], points=1).ok
    monkeypatch.setitem(pages.RENDERINGS, rendering, (mistaken, read))
    report = NETWORK.check(["w2"], against=[rendering], points=1)
    assert changed
    assert {f"indexed {rendering}", f"indexed paths {rendering}"} & {check.subject for check in report.failures}


@pytest.mark.parametrize(
    ("rhs", "message"),
    [
        (Element("w", (Index(number=1),), (Index("j"), Index(number=1))), "the index 'j' has no value here"),
        (IndexedSum("k", Element("n2"), Element("t", (), (Index("k"),))), "the layers have no widths"),
        (IndexedSum("k", number(2), IndexedSum("k", number(2), Element("t", (), (Index("k"),)))), "goes to no number"),  # type: ignore[arg-type]
    ],
)
def test_what_has_no_value_is_refused(rhs: IndexedSum, message: str) -> None:
    with pytest.raises(SympropError, match=message):
        without_indices([DisplayEquation(Partial("E", "w"), rhs)])


@pytest.mark.parametrize(
    "text", ["Σ_{k=1}^{2} a", "w⁽²⁾_kj", "w[1][j, i]", "sum(a for k in range(2))", "[k = j]", "t_j"]
)
def test_an_answer_from_outside_holds_no_indices(text: str) -> None:
    with pytest.raises(InputError):
        read_text(text, {"a", "b"})


@pytest.mark.parametrize("latex", [r"\sum_{k=1}^{2} a", "w_{kj}^{(2)}", "[k = j]"])
def test_latex_from_outside_holds_no_indices(latex: str) -> None:
    with pytest.raises(InputError):
        read_equation_latex(f"a = {latex}", {"a": "a"})


def test_a_page_speaks_of_names_only_where_it_has_any() -> None:
    page = CliRunner().invoke(main, ["derive", "2-2-2", "--wrt", "w1", "--form", "indexed", "--format", "md"]).stdout
    assert "from unit i = 1; paths: 2" in page
    assert "name parts" not in page
