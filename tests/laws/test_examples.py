"""Every bundled example has values, a page in docs, and a check that passes."""

from __future__ import annotations

from pathlib import Path

import pytest

import symprop
from symprop.derive.forms import Limits
from symprop.network.load import example_names

DOCS = Path(__file__).parents[2] / "docs"
ORACLES = ("forms", "latex", "mathml", "text", "python", "finite-difference")
LARGE = {"attention": ("W_Q_1_2", "W_V_1_1"), "transformer": ("beta_m_1", "W2_1_1")}


@pytest.mark.parametrize("name", example_names())
def test_check_passes(name: str) -> None:
    network = symprop.load(name)
    first_and_last = (network.parameters[0], network.parameters[-1])
    report = network.check(LARGE.get(name, first_and_last), against=ORACLES, points=1)
    assert report.ok, report.failures


@pytest.mark.slow
def test_check_of_every_parameter_of_the_transformer_passes() -> None:
    """Chain, messages and factored of all of them; path sums where they have at most 100 paths."""
    network = symprop.load("transformer")
    report = network.check(points=1, limits=Limits(paths=100, nodes=2_000))
    assert report.ok, report.failures
    compared = {(check.wrt, check.subject) for check in report.checks}
    assert compared >= {(w, form) for w in network.parameters for form in ("chain", "messages", "factored")}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in example_names() if name != "transformer"])
def test_check_of_every_parameter_passes(name: str) -> None:
    report = symprop.load(name).check()
    assert report.ok, report.failures


@pytest.mark.parametrize("name", example_names())
def test_has_values_and_a_page(name: str) -> None:
    assert symprop.load(name).numbers.missing == ()
    assert any(f"symprop show {name}\n" in page.read_text(encoding="utf-8") for page in DOCS.glob("*.md")) or (
        (DOCS / f"{name}.md").exists()
    )
