"""The check finds nothing wrong where nothing is: every comparison of its own, at random networks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from symprop.network.layers import LayeredGraph
from symprop.verify import ORACLES, CheckOptions, check_network
from symprop.verify.frameworks import FRAMEWORKS
from symprop.verify.points import Point

from .networks import LIMITS, cases

Case = tuple[LayeredGraph, str, Point]
OWN = tuple(name for name in ORACLES if name not in FRAMEWORKS)


def assert_ok(case: Case) -> None:
    graph, wrt, _ = case
    report = check_network(graph, [wrt], CheckOptions(against=OWN, limits=LIMITS, points=2), rules=graph.rules)
    assert report.ok, report.failures


@settings(max_examples=10)
@given(cases(depth=3))
def test_no_false_alarm(case: Case) -> None:
    assert_ok(case)


@pytest.mark.slow
@settings(max_examples=200)
@given(cases())
def test_no_false_alarm_in_many_networks(case: Case) -> None:
    assert_ok(case)
