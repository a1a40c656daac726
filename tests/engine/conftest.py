"""Programs and libraries that symprop does not install: skipped where absent, unless SYMPROP_REQUIRE demands them.

SYMPROP_REQUIRE=torch,chromium   these must be there
SYMPROP_REQUIRE=all              all of them must be there, as in .ci/run
SYMPROP_REQUIRE=none             skip every one, there or not: what is left needs no engine
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def need() -> Callable[[str], None]:
    """Give a function that skips, or fails where the engine is demanded, when an engine is absent."""
    modules = Path(__file__).parent / "node_modules"
    demanded = set(os.environ.get("SYMPROP_REQUIRE", "").split(","))

    def check(engine: str) -> None:
        if demanded == {"none"}:
            pytest.skip("no engine is wanted")
        if shutil.which(engine) or importlib.util.find_spec(engine) or (modules / engine).is_dir():
            return
        if engine in demanded or demanded == {"all"}:
            pytest.fail(f"{engine} is demanded and not there")
        pytest.skip(f"{engine} is not installed")

    return check
