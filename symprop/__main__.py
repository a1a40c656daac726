"""The command line as a process: `symprop` and `python -m symprop`.

An interrupt (Ctrl-C) ends it with one line and status 130, wherever it strikes; SIGTERM and SIGHUP end it as an error
does, with 128 and their number, so that nothing half-written stays.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

INTERRUPTED = 130
PAUSE = 0.002  # seconds until an interrupt that was lost comes again


def run() -> None:
    """Run the command line and end the process."""
    sys.unraisablehook = _heard
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:  # nohup has it ignored
            signal.signal(number, _end)
    try:
        from symprop.cli.main import main

        main()
    except KeyboardInterrupt:  # before there is a command, or again while it ends
        if sys.stderr is not None:
            sys.stderr.write("symprop: interrupted\n")
    except SystemExit as end:
        if end.code != INTERRUPTED:
            raise
    # by hand: Python ends by the signal itself, whatever was handled, when an interrupt passed through an import
    if sys.stderr is not None:
        sys.stderr.flush()
    os._exit(INTERRUPTED)


def _end(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)


def _heard(lost: UnraisableHookArgs) -> None:
    """Let an interrupt come again that struck where nothing can be raised.

    Python drops what is raised in a weak reference's callback (every import runs one) and in `__del__`: the command
    would go on as if nobody had asked it to stop.
    """
    number = _signal_of(lost.exc_value)
    if number is None:
        sys.__unraisablehook__(lost)
        return
    main_thread = _thread.get_ident()

    def again() -> None:
        time.sleep(PAUSE)
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(main_thread, number)
        else:
            _thread.interrupt_main()

    _thread.start_new_thread(again, ())


def _signal_of(lost: BaseException | None) -> int | None:
    """Return the signal that raised this."""
    if isinstance(lost, KeyboardInterrupt):
        return signal.SIGINT
    if isinstance(lost, SystemExit) and isinstance(lost.code, int) and lost.code > 128:
        return lost.code - 128
    return None


if __name__ == "__main__":
    run()
