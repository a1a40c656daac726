"""Networks whose sizes are names: what is written, what it comes to at numbers, and pages wrong on purpose."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from symprop.cli.main import main
from symprop.derive.schematic import schematic_form, schematic_path_count
from symprop.errors import InputError
from symprop.expression import DisplayEquation
from symprop.network.schematic import is_schematic, read_schematic
from symprop.render.equations import text_rows
from symprop.report import Shown
from symprop.verify import pages
from symprop.verify.pages import RENDERINGS
from symprop.verify.schematic import check_schematic, schematic_labels
from symprop.verify.session import CheckOptions

WRITTEN: dict[tuple[str, str], list[str]] = {
    ("n0-n1-n2", "w1"): [
        "∂E_total/∂w⁽¹⁾_ji = δ⁽¹⁾_j · out⁽⁰⁾_i",
        "δ⁽¹⁾_j = (Σ_{k=1}^{n2} δ⁽²⁾_k · w⁽²⁾_kj) · σ′(net⁽¹⁾_j)",
        "δ⁽²⁾_j = −(t_j − out⁽²⁾_j) · σ′(net⁽²⁾_j)",
        "∂E_total/∂w⁽¹⁾_ji = −Σ_{j2=1}^{n2} (t_j2 − out⁽²⁾_j2) · σ′(net⁽²⁾_j2) · w⁽²⁾_j2,j · σ′(net⁽¹⁾_j) · out⁽⁰⁾_i",
    ],
    ("n-k-2", "b2"): [
        "∂E_total/∂b⁽²⁾_j = δ⁽²⁾_j",
        "δ⁽²⁾_j = −(t_j − out⁽²⁾_j) · σ′(net⁽²⁾_j)",
        "∂E_total/∂b⁽²⁾_j = −(t_j − out⁽²⁾_j) · σ′(net⁽²⁾_j)",
    ],
    ("j-n-2", "w1"): [  # a letter that is a size is no index
        "∂E_total/∂w⁽¹⁾_ik = δ⁽¹⁾_i · out⁽⁰⁾_k",
        "δ⁽¹⁾_i = (Σ_{m=1}^{2} δ⁽²⁾_m · w⁽²⁾_mi) · σ′(net⁽¹⁾_i)",
        "δ⁽²⁾_i = −(t_i − out⁽²⁾_i) · σ′(net⁽²⁾_i)",
        "∂E_total/∂w⁽¹⁾_ik = −Σ_{i2=1}^{2} (t_i2 − out⁽²⁾_i2) · σ′(net⁽²⁾_i2) · w⁽²⁾_i2,i · σ′(net⁽¹⁾_i) · out⁽⁰⁾_k",
    ],
    ("n0-…-nL", "w"): [
        "∂E_total/∂w⁽ˡ⁾_ji = δ⁽ˡ⁾_j · out⁽ˡ⁻¹⁾_i",
        "δ⁽ˡ⁾_j = (Σ_{k=1}^{n_{l+1}} δ⁽ˡ⁺¹⁾_k · w⁽ˡ⁺¹⁾_kj) · σ′(net⁽ˡ⁾_j)",
        "δ⁽ᴸ⁾_j = −(t_j − out⁽ᴸ⁾_j) · σ′(net⁽ᴸ⁾_j)",
    ],
    ("n0-…-nL", "b"): [
        "∂E_total/∂b⁽ˡ⁾_j = δ⁽ˡ⁾_j",
        "δ⁽ˡ⁾_j = (Σ_{k=1}^{n_{l+1}} δ⁽ˡ⁺¹⁾_k · w⁽ˡ⁺¹⁾_kj) · σ′(net⁽ˡ⁾_j)",
        "δ⁽ᴸ⁾_j = −(t_j − out⁽ᴸ⁾_j) · σ′(net⁽ᴸ⁾_j)",
    ],
}


@pytest.mark.parametrize(("spec", "wrt"), WRITTEN)
def test_written(spec: str, wrt: str) -> None:
    form = schematic_form(read_schematic(spec), wrt)
    rows = [row for line in (*form.lines, *form.again) for row in text_rows(Shown(line), schematic_labels())]
    assert rows == WRITTEN[spec, wrt]


def test_paths_are_counted_in_widths() -> None:
    assert schematic_path_count(read_schematic("n0-n1-3-n3"), "w1") == "3·n3"
    assert schematic_path_count(read_schematic("n0-n1"), "w1") == "1"
    assert schematic_path_count(read_schematic("n0-…-nL"), "w") == "n_{l+1}·…·n_L"


def test_of_many_layers_the_paths_are_not_written_out() -> None:
    network = read_schematic("-".join(f"n{k}" for k in range(15)))
    assert schematic_form(network, "w1").again == ()
    assert schematic_path_count(network, "w1") == "very many"
    assert len(schematic_form(network, "w2").again) == 1


def test_a_note_stands_where_the_depth_is_a_name() -> None:
    general, fixed = schematic_form(read_schematic("n0-…-nL"), "w"), schematic_form(read_schematic("n0-n1"), "b1")
    assert (general.name, general.wrt, general.note) == ("indexed", "w", "the δ of layer l is for l < L")
    assert (fixed.name, fixed.wrt, fixed.note) == ("indexed", "b1", "")


@pytest.mark.parametrize("spec", ["n0-n1-n2", "2-n-1", "n-n", "n-k-j", "n0-…-nL", "n0-...-nL"])
def test_agrees_with_networks_of_several_widths(spec: str) -> None:
    report = check_schematic(read_schematic(spec), options=CheckOptions(points=1))
    assert report.ok, report.failures
    assert len(report.checks) >= 36


MISTAKES: dict[str, tuple[str, str, str, str]] = {
    "transposed": ("n0-n1-n2", "latex", "w_{kj}^{(2)}", "w_{jk}^{(2)}"),
    "no Σ": ("n0-n1-n2", "latex", r"\sum_{k=1}^{n_2} ", ""),
    "another layer's width": ("n0-n1-n2", "text", "Σ_{k=1}^{n2}", "Σ_{k=1}^{n0}"),
    "the wrong index": ("n0-n1-n2", "python", "delta[2][k]", "delta[2][j]"),
    "the wrong end": ("n0-n1-n2", "mathml", "<mi>k</mi><mi>j</mi>", "<mi>j</mi><mi>k</mi>"),
    "l for l + 1": ("n0-…-nL", "latex", "w_{kj}^{(l+1)}", "w_{kj}^{(l)}"),
    "l for l − 1": ("n0-…-nL", "text", "out⁽ˡ⁻¹⁾", "out⁽ˡ⁾"),
    "n_l for n_{l+1}": ("n0-…-nL", "python", "n[l + 1]", "n[l]"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_wrong_page_disagrees(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    spec, rendering, right, wrong = MISTAKES[case]
    network = read_schematic(spec)
    wrt = network.parameters[0]
    show, read = RENDERINGS[rendering]
    changed: list[str] = []

    def mistaken(line: DisplayEquation, labels: object) -> str:
        page = show(line, labels)  # type: ignore[arg-type]
        if right in page:
            changed.append(page)
        return page.replace(right, wrong)

    monkeypatch.setitem(pages.RENDERINGS, rendering, (mistaken, read))
    report = check_schematic(network, [wrt], CheckOptions(points=1))
    assert changed
    assert f"indexed {rendering}" in {check.subject for check in report.failures}


@pytest.mark.parametrize("spec", ["2-2-2", "mazur", "my-net", "n0-", "n0--n1", "n", "net.yaml"])
def test_other_networks_are_no_schematics(spec: str) -> None:
    assert not is_schematic(spec)


def test_a_size_that_means_something_is_refused() -> None:
    with pytest.raises(InputError, match="the size 't' would read as something else"):
        read_schematic("n-t-2")


REFUSED = {
    "derive n-m --form paths": "--form: the form 'paths' needs numbers for the sizes; use --form indexed",
    "derive n-m --wrt w7": "--wrt: unknown name 'w7'; did you mean 'w1'?",
    "derive n-k-m --wrt beta": "--wrt: unknown name 'beta'; one of w1, w2, b1, b2",
    "derive n-m --at i1=1": "--at: 'n-m' has names for sizes; give sizes in numbers for this option",
    "check n-m --wrt w7": "--wrt: unknown name 'w7'; did you mean 'w1'?",
}


@pytest.mark.parametrize("command", REFUSED)
def test_refused(command: str) -> None:
    result = CliRunner().invoke(main, command.split(), prog_name="symprop")
    assert (result.exit_code, result.stderr) == (2, f"symprop: {REFUSED[command]}\n")


@pytest.mark.parametrize("fmt", ["text", "latex", "mathml", "json", "html", "tex"])
def test_every_format(fmt: str) -> None:
    result = CliRunner().invoke(main, ["derive", "n0-n1-n2", "--wrt", "w1", "--format", fmt], prog_name="symprop")
    assert result.exit_code == 0, result.output
    assert "sum" in result.output or "Σ" in result.output or "∑" in result.output
