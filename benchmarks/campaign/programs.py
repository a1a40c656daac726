"""The programs that symprop writes, run as a user runs them: from a file, imported."""

from __future__ import annotations

import importlib.util
import inspect
import tempfile
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from symprop.api import Network

__all__ = ["by_program"]


def by_program(network: Network, w: str, point: Mapping[str, Fraction]) -> float:
    """Return ∂E_total/∂w as the network's Python program computes it.

    Raises:
        InputError: if there is no program of the network: an activation is the abstract φ.
    """
    source = network.to_python([w])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.py"
        path.write_text(source, encoding="utf-8")
        spec = importlib.util.spec_from_file_location("program", path)
        assert spec is not None
        assert spec.loader is not None
        module: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    wanted = inspect.signature(module.gradients).parameters
    given = {name.removesuffix("_"): name for name in wanted}
    found = module.gradients(**{given[name]: float(value) for name, value in point.items() if name in given})
    return float(found[w])
