"""Each extra's absence is one line that names it, in every command and function that needs it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import util
from pathlib import Path

import pytest

import symprop

INSTALL = "pip install 'symprop[{}]'"


@pytest.fixture
def without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give a function that makes modules impossible to import and to find; work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    find_spec = util.find_spec

    def block(*modules: str) -> None:
        for module in modules:
            for name in [name for name in sys.modules if name.split(".")[0] == module]:
                monkeypatch.delitem(sys.modules, name)
            monkeypatch.setitem(sys.modules, module, None)
        monkeypatch.setattr(util, "find_spec", lambda name, *rest: None if name in modules else find_spec(name, *rest))

    return block


READ_A_NETWORK = (
    ("derive", "model.onnx"),
    ("show", "model.onnx"),
    ("check", "model.onnx"),
    ("draw", "model.onnx", "-o", "x.svg"),
    ("grade", "model.onnx", "--wrt", "w1", "1"),
    ("explore", "model.onnx", "-o", "x.html"),
    ("train", "model.onnx", "--rate", "0.5"),
)
NO_ONNX = f"model.onnx: onnx is not installed; {INSTALL.format('onnx')}"
NO_PNG = f"png: PNG needs the package resvg-py; {INSTALL.format('png')}, or draw to SVG"
COMMANDS = [
    *((("onnx", "google"), command, NO_ONNX) for command in READ_A_NETWORK),
    (("resvg_py",), ("draw", "mazur", "-o", "x.png"), NO_PNG),
    (("resvg_py",), ("draw", "mazur", "--wrt", "w1", "--format", "png", "-o", "x"), NO_PNG),
    (
        ("torch",),
        ("check", "mazur", "--against", "pytorch"),
        f"--against: pytorch is not installed; {INSTALL.format('torch')}",
    ),
    (("jax",), ("check", "mazur", "--against", "jax"), f"--against: jax is not installed; {INSTALL.format('jax')}"),
]


@pytest.mark.parametrize(
    ("modules", "command", "message"), COMMANDS, ids=[" ".join(command) for _, command, _ in COMMANDS]
)
def test_a_command(run, without, modules: tuple[str, ...], command: tuple[str, ...], message: str) -> None:
    without(*modules)
    Path("model.onnx").write_bytes(b"\x08\x07")
    result = run(*command)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"symprop: {message}\n")
    assert [path.name for path in Path().iterdir()] == ["model.onnx"]


FUNCTIONS = {
    "from_torch": ("torch", "torch", lambda: symprop.from_torch(object())),
    "from_keras": ("keras", "keras", lambda: symprop.from_keras(object())),
    "from_onnx": ("onnx", "onnx", lambda: symprop.from_onnx("model.onnx")),
    "load": ("onnx", "onnx", lambda: symprop.load("model.onnx")),
    "check, PyTorch": ("torch", "torch", lambda: symprop.load("mazur").check(["w1"], against=["pytorch"])),
    "check, JAX": ("jax", "jax", lambda: symprop.load("mazur").check(["w1"], against=["jax"])),
    "png": ("resvg_py", "png", lambda: symprop.load("mazur").draw().png()),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function(without, name: str) -> None:
    module, extra, call = FUNCTIONS[name]
    without(module, "google")
    Path("model.onnx").write_bytes(b"\x08\x07")
    with pytest.raises(symprop.SympropError) as raised:
        call()
    assert INSTALL.format(extra) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_what_is_only_offered_is_left_out(run, without) -> None:
    """Without any of them, what is asked for by no name is not missed."""
    without("torch", "jax", "keras", "onnx", "google", "resvg_py", "pypandoc")
    result = run("check", "mazur", "--wrt", "w1")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "pytorch" not in result.stdout
