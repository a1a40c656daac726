"""The command line as a process: `symprop` and `python -m symprop`.

An interrupt (Ctrl-C) ends it with one line and status 130, wherever it strikes.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

INTERRUPTED = 130
PAUSE = 0.002  # seconds until an interrupt that was lost comes again


def run() -> None:
    """Run the command line and end the process."""
    sys.unraisablehook = _heard
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


def _heard(lost: UnraisableHookArgs) -> None:
    """Let an interrupt come again that struck where nothing can be raised.

    Python drops what is raised in a weak reference's callback (every import runs one) and in `__del__`: the command
    would go on as if nobody had asked it to stop.
    """
    if not issubclass(lost.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return
    main_thread = _thread.get_ident()

    def again() -> None:
        time.sleep(PAUSE)
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(main_thread, signal.SIGINT)
        else:
            _thread.interrupt_main()

    _thread.start_new_thread(again, ())


if __name__ == "__main__":
    run()
