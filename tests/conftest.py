"""What all tests share: random tests are the same on every run; larger counts are marked slow."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from hypothesis import HealthCheck, settings

from benchmarks.trust.trap import armed, warm

settings.register_profile(
    "symprop",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=25,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
settings.load_profile("symprop")


@pytest.fixture(scope="session")
def trap() -> Callable[..., AbstractContextManager[None]]:
    """Return ``benchmarks.trust.trap.armed``, with all that reads imported: ``with trap(): read(hostile)``.

    A reader that does something only once (its first call loads the grammar) is given something harmless before.
    """
    warm()
    return armed
