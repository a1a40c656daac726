"""A trap for side effects: while it is armed, whatever happens in this process that reading a text has no need of.

Python's audit hooks tell of every compiled or executed text, import, opened file, child process, socket, foreign call.
Few events are harmless; every other one, known or not, is refused as it happens and remembered, so that code which
swallows the refusal is found out too. What readers do only once (imports, classes made late) is done by reading
something harmless before the trap is armed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["SideEffect", "armed", "warm"]

HARMLESS = frozenset(
    {
        "array.__new__",
        "builtins.id",
        "gc.get_objects",
        "gc.get_referents",
        "gc.get_referrers",
        "object.__getattr__",
        "sys._getframe",
        "sys._getframemodulename",
        "sys.excepthook",
        "sys.unraisablehook",
        "time.sleep",
    }
)
"""Events that change nothing, start nothing and read nothing from outside."""

LOOKS = frozenset({"glob.glob", "glob.glob/2", "os.fwalk", "os.listdir", "os.scandir", "os.walk"})
"""Events that look at files: harmless where files may be read."""

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class SideEffect(BaseException):
    """Something happened that reading has no need of. No `except Exception` holds it."""


class _State:
    """Whether the trap is armed, and what it has caught; a hook can never be taken off again."""

    armed = False
    files = False
    hooked = False
    caught: tuple[str, ...] = ()


def _harmless(event: str, arguments: tuple[Any, ...]) -> bool:
    if event in HARMLESS:
        return True
    if not _State.files:
        return False
    return event in LOOKS or (event == "open" and not _writing(*arguments[1:3]))


def _writing(mode: object, flags: object) -> bool:
    """Return whether an ``open`` writes: the built-in tells its mode, `os.open` its flags only."""
    if isinstance(mode, str) and set(mode) & set("wax+"):
        return True
    return not isinstance(flags, int) or bool(flags & _WRITES)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _State.armed or _harmless(event, arguments):
        return
    _State.armed = False  # describing it must not be caught itself
    try:
        told = f"{event} {arguments!r:.200}"
    except Exception:
        told = event
    _State.caught = (*_State.caught, told)
    _State.armed = True
    raise SideEffect(told)


@contextmanager
def armed(*, files: bool = False) -> Iterator[None]:
    """Refuse every side effect in this block.

    Args:
        files: whether files may be opened for reading and folders listed; never for writing.

    Raises:
        SideEffect: at what happened, and again at the end where the code inside swallowed it.

    >>> with armed():
    ...     sum(map(int, "12"))
    3
    >>> with armed():
    ...     eval("1 + 1")
    Traceback (most recent call last):
    benchmarks.trust.trap.SideEffect: compile (b'1 + 1', '<string>')
    """
    if _State.armed:
        raise RuntimeError("the trap is armed already")
    if not _State.hooked:
        sys.addaudithook(_hook)
        _State.hooked = True
    _State.caught, _State.files = (), files
    _State.armed = True
    try:
        yield
    except SideEffect:
        raise
    except BaseException as error:
        _State.armed = False
        if _State.caught:
            raise SideEffect("; ".join(_State.caught)) from error
        raise
    finally:
        _State.armed = False
    if _State.caught:
        raise SideEffect("; ".join(_State.caught))


def warm(*rooms: str) -> None:
    """Import the modules of these rooms of symprop, those that read by default, and what is imported for a message."""
    import difflib  # noqa: F401
    from importlib import import_module
    from pkgutil import walk_packages

    for room in rooms or ("read", "network", "importers", "homework"):
        package = import_module(f"symprop.{room}")
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
