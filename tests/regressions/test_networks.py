"""Every network that once failed: all forms, renderings and notations against the three oracles."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from benchmarks.campaign.cover import combinations_of, every_form_and_rendering
from benchmarks.campaign.examine import examine
from benchmarks.campaign.run import REGRESSIONS

FILES = sorted(REGRESSIONS.glob("*.yaml"))


pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed"),
]
AMOUNTS = {"each form in each rendering": every_form_and_rendering, "all": combinations_of}


@pytest.mark.parametrize("amount", ["each form in each rendering", pytest.param("all", marks=pytest.mark.slow)])
@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_what_failed_once_agrees(path: Path, amount: str) -> None:
    text = path.read_text(encoding="utf-8")
    outcome = examine(text, "6", AMOUNTS[amount]("layers:" in text))
    assert not outcome.failures, outcome.failures[0]
    assert outcome.agreements
