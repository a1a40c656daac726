"""The command line as a process: `symprop` and `python -m symprop`.

An interrupt (Ctrl-C) ends it with one line and status 130, wherever it strikes; SIGTERM and SIGHUP end it as an error
does, with 128 and their number, so that nothing half-written stays. Python raises at whatever it is about to do; not
all of it hands that on: a weak reference's callback (every import runs one) and `__del__` drop it, an import in the
middle of C code makes another exception of it, which somebody may expect and catch. So it is remembered that a signal
came; what ends the command after it counts as that one; and where nothing ends, it comes again.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
AT_ONCE = 0.002
GRACE = 3.0
"""Seconds until a signal comes again: one that was seen to be dropped; one that has not ended the command."""


def run() -> None:
    """Run the command line and end the process."""
    struck: list[int] = []

    def strike(number: int, _: object) -> NoReturn:
        struck.append(number)
        _again(number, GRACE)
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    for name in ENDING:
        number = getattr(signal, name, None)
        # nohup, and a shell for what it runs in the background, have them ignored
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, strike)
    sys.unraisablehook = _unraisable
    try:
        from symprop.cli.main import main

        main()
    except SystemExit as end:
        if not (struck and end.code):
            raise
        if end.code == 128 + signal.SIGINT:
            _say_interrupted()
    except BaseException:
        if not struck:
            raise
        if struck[0] == signal.SIGINT:
            _say_interrupted()
    # by hand: Python ends by the signal itself, whatever was handled, when an interrupt passed through an import
    os._exit(128 + struck[0])


def _say_interrupted() -> None:
    if sys.stderr is not None:
        with suppress(OSError):  # full, or closed
            sys.stderr.write("symprop: interrupted\n")
            sys.stderr.flush()


def _unraisable(lost: UnraisableHookArgs) -> None:
    number = _signal_of(lost.exc_value)
    if number is None:
        sys.__unraisablehook__(lost)
    else:
        _again(number, AT_ONCE)


def _signal_of(lost: BaseException | None) -> int | None:
    """Return the signal that raised this."""
    if isinstance(lost, KeyboardInterrupt):
        return signal.SIGINT
    if isinstance(lost, SystemExit) and isinstance(lost.code, int) and lost.code > 128:
        return lost.code - 128
    return None


def _again(number: int, seconds: float) -> None:
    """Send this thread, the main one, a signal when so much time has passed."""
    main_thread = _thread.get_ident()

    def later() -> None:
        time.sleep(seconds)
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(main_thread, number)
        else:
            _thread.interrupt_main()

    _thread.start_new_thread(later, ())


if __name__ == "__main__":
    run()
