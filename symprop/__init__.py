"""symprop: every ∂E_total/∂w of a neural network, derived as a person would, and proved on the page.

>>> import symprop
>>> net = symprop.load("mazur")
>>> print(net.gradient("w5").paths.text)
∂E_total/∂w5 = −(t1 − out_o1) · out_o1(1 − out_o1) · out_h1
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symprop.api import Network, Training, load
    from symprop.errors import InputError, LimitExceeded, MissingOracle, SympropError, UnsupportedForm
    from symprop.form_view import FormView
    from symprop.gradient import Gradient
    from symprop.homework.entry import write_homework
    from symprop.homework.grading.ask import grade
    from symprop.models import from_keras, from_onnx, from_torch

__version__ = "0.1.0"

_HOMES = {
    **dict.fromkeys(("Network", "Training", "load"), "symprop.api"),
    "FormView": "symprop.form_view",
    "Gradient": "symprop.gradient",
    "grade": "symprop.homework.grading.ask",
    "write_homework": "symprop.homework.entry",
    **dict.fromkeys(("from_keras", "from_onnx", "from_torch"), "symprop.models"),
    **dict.fromkeys(
        ("InputError", "LimitExceeded", "MissingOracle", "SympropError", "UnsupportedForm"), "symprop.errors"
    ),
}
__all__ = [
    "FormView",
    "Gradient",
    "InputError",
    "LimitExceeded",
    "MissingOracle",
    "Network",
    "SympropError",
    "Training",
    "UnsupportedForm",
    "from_keras",
    "from_onnx",
    "from_torch",
    "grade",
    "load",
    "write_homework",
]


_MODULES = ("errors", "testing")
"""What tracebacks and documentation name: `symprop.errors.InputError`."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import symprop` costs nothing."""
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"symprop.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'symprop' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_MODULES})
