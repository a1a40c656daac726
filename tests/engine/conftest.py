"""Programs and libraries that symprop does not install: skipped where absent, unless SYMPROP_REQUIRE demands them."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def need() -> Callable[[str], None]:
    """Give a function that skips, or fails where the engine is demanded, when an engine is absent."""
    demanded = set(os.environ.get("SYMPROP_REQUIRE", "").split(","))

    def check(engine: str) -> None:
        if shutil.which(engine) or importlib.util.find_spec(engine):
            return
        if engine in demanded:
            pytest.fail(f"{engine} is demanded and not there")
        pytest.skip(f"{engine} is not installed")

    return check
