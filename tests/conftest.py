"""What all tests share: random tests are the same on every run; larger counts are marked slow."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

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
