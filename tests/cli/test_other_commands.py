"""`check`, `show`, `train`, help: what they print and with which status."""

from __future__ import annotations

import json

import pytest

import symprop

MAZUR_AFTER_ONE_STEP = {
    "w1": "0.149780716",
    "w2": "0.199561432",
    "w3": "0.249751144",
    "w4": "0.299502287",
    "w5": "0.35891648",
    "w6": "0.408666186",
    "w7": "0.51130127",
    "w8": "0.561370121",
}


def test_check_agrees(run) -> None:
    result = run("check", "mazur", "--wrt", "w1")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("mazur\n")
    assert result.stdout.endswith(": all agree\n")


def test_check_as_json(run) -> None:
    result = run("check", "mazur", "--wrt", "w1", "--format", "json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["ok"]) == (0, True)
    for check in report["checks"]:
        assert {"wrt", "subject", "against", "agreeing_digits", "ok"} <= check.keys()
    pairs = {(check["subject"], check["against"]) for check in report["checks"]}
    assert {("paths", "finite-difference"), ("paths", "factored"), ("paths latex", "paths")} <= pairs
    digits = [c["agreeing_digits"] for c in report["checks"] if c["against"] == "finite-difference"]
    assert min(digits) >= 25


def test_check_only_against_one(run) -> None:
    report = json.loads(run("check", "mazur", "--wrt", "w1", "--against", "float64", "--format", "json").stdout)
    assert {check["against"] for check in report["checks"]} == {"float64"}


def test_check_is_reproducible_and_takes_a_seed(run) -> None:
    args = ("check", "mazur", "--wrt", "w1", "--against", "finite-difference")
    assert run(*args).stdout == run(*args).stdout
    assert "(seed 7)" in run(*args, "--seed", "7").stdout


@pytest.mark.parametrize("fmt", ["text", "json"])
def test_a_disagreement_is_status_1(run, monkeypatch, fmt: str) -> None:
    """A wrong local partial: ∂E_o/∂out with its sign turned round, in the table that the forms read."""
    from symprop.functions import LOSSES

    row = LOSSES["half_squared"]
    monkeypatch.setitem(LOSSES, "half_squared", _with(row, by_output=lambda t, y: t - y))
    result = run("check", "mazur", "--wrt", "w1", "--format", fmt)
    assert (result.exit_code, result.stderr) == (1, "")
    if fmt == "json":
        report = json.loads(result.stdout)
        assert report["ok"] is False
        wrong = {check["against"] for check in report["checks"] if not check["ok"]}
        assert "finite-difference" in wrong
        assert "forms" not in wrong
    else:
        assert "DISAGREES: ∂E_total/∂w1, paths against finite-difference: 0 digits, 25 required" in result.stdout


def _with(row, **changes):
    from dataclasses import replace

    return replace(row, **changes)


def test_derive_puts_a_disagreement_on_the_page(run, monkeypatch) -> None:
    from symprop.functions import LOSSES

    monkeypatch.setitem(LOSSES, "half_squared", _with(LOSSES["half_squared"], by_output=lambda t, y: t - y))
    page = run("derive", "mazur", "--wrt", "w1", "--format", "html").stdout
    assert 'class="disagrees"' in page
    assert "DISAGREES" in page


def test_show_text(run) -> None:
    lines = run("show", "mazur").stdout.splitlines()
    assert lines[0] == "mazur"
    assert "net_h1 = w1·i1 + w2·i2 + b1" in lines
    assert "E_total = E_o1 + E_o2" in lines
    assert "  b1: 4" in lines


def test_show_latex(run) -> None:
    page = run("show", "mazur", "--format", "latex").stdout
    assert page.startswith("\\begin{align*}\n")
    assert page.endswith("\\end{align*}\n")
    assert r"\text{out}_{h_1} &= \sigma\left(\text{net}_{h_1}\right)" in page


def test_show_json(run) -> None:
    shown = json.loads(run("show", "mazur", "--format", "json").stdout)
    assert (shown["network"], shown["inputs"], shown["targets"]) == ("mazur", ["i1", "i2"], ["t1", "t2"])
    values = {line["lhs"]: line["value"] for line in shown["equations"]}
    assert values["net_h1"] == "0.3775"
    assert float(values["E_total"]) == pytest.approx(0.298371109, abs=5e-10)
    assert {row["name"]: row["path_count"] for row in shown["parameters"]}["b1"] == 4
    assert json.loads(run("show", "2-1", "--format", "json").stdout)["missing"] == ["i1", "i2", "t1", "w1", "w2", "b1"]


def test_show_a_large_net(run) -> None:
    result = run("show", "784-30-10")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "23,820 weights, 40 biases" in result.stdout
    assert len(result.stdout) < 2_000


def test_train_mazur(run) -> None:
    trained = json.loads(run("train", "mazur", "--rate", "0.5", "--format", "json").stdout)
    assert float(trained["before"]) == pytest.approx(0.298371109, abs=5e-10)
    assert float(trained["after"]) == pytest.approx(0.291027774, abs=5e-10)
    for name, figure in MAZUR_AFTER_ONE_STEP.items():
        assert float(trained["values"][name]) == pytest.approx(float(figure), abs=5e-10)
    assert not any(name.startswith("b") for name in trained["values"])
    text = run("train", "mazur", "--rate", "0.5").stdout
    assert all(f"= {figure}" in text for figure in MAZUR_AFTER_ONE_STEP.values())
    assert "w5⁺ = w5 − η ∂E_total/∂w5 = 0.40 − 0.5 · 0.0821670406 = 0.35891648" in text
    assert "0.5 · (−0.0226025405)" in text
    assert "E_total = 0.298371109 before, 0.291027774 after" in text


def test_a_negative_rate_is_bracketed(run) -> None:
    text = run("train", "mazur", "--rate", "-0.5").stdout
    assert "= 0.40 − (−0.5 · 0.0821670406) = 0.44108352" in text
    assert "= 0.45 − (−0.5 · " in text
    assert "−0.5 · (−0.0226025405)" in text


def test_train_ten_thousand_steps(run) -> None:
    trained = json.loads(run("train", "mazur", "--rate", "0.5", "--steps", "10000", "--format", "json").stdout)
    assert float(trained["after"]) == pytest.approx(0.0000351019, abs=5e-11)


def test_train_the_biases_too(run) -> None:
    trained = json.loads(run("train", "mazur", "--rate", "0.5", "--biases", "--format", "json").stdout)
    assert {"b1", "b2"} <= trained["values"].keys()


def test_train_no_steps(run) -> None:
    trained = json.loads(run("train", "mazur", "--rate", "0.5", "--steps", "0", "--format", "json").stdout)
    assert trained["before"] == trained["after"]


@pytest.mark.parametrize("command", ["", "derive", "show", "check", "train"])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(run, command: str, option: str) -> None:
    result = run(*command.split(), option)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Usage: symprop {command}".rstrip())


def test_version(run) -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"symprop, version {symprop.__version__}\n")


def test_a_value_may_be_a_fraction(run) -> None:
    at = "i1=1/2,i2=0,w1=-2/3,w2=1,b1=1/3,t1=1"
    result = run("derive", "2-1", "--wrt", "w1", "--form", "paths", "--at", at)
    assert result.exit_code == 0, result.stderr
    assert "−(1 − 0.5) · 0.5(1 − 0.5) · 1/2\n" in result.stdout  # net = −2/3 · 1/2 + 1/3 = 0
    assert run("train", "mazur", "--rate", "1/2").exit_code == 0
