"""Where a page goes: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from symprop.errors import InputError, shorten

__all__ = ["refuse_unwritable", "write_output"]


def refuse_unwritable(target: str | None) -> None:
    """Refuse a file that cannot be written, before the work for it is done.

    Raises:
        InputError: if it is a folder, or its folder is missing or may not be written.
    """
    if target is None or target == "-":
        return
    try:
        _check_place(Path(target) if target else None)
    except (OSError, ValueError) as error:
        raise _unwritable(target, error) from None


def _check_place(path: Path | None) -> None:
    if path is None:
        raise ValueError("no name")
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    folder = path.resolve().parent
    if not path.exists() and not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    if not os.access(folder if path.is_file() or not path.exists() else path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _unwritable(target: str, error: OSError | ValueError) -> InputError:
    reason = getattr(error, "strerror", None) or "not a file name"
    return InputError(
        f"cannot be written ({reason})",
        where=shorten(target) or "-o ''",
        instead="give -o a file in a writable folder",
    )


def write_output(pieces: Iterable[str | bytes], target: str | None) -> None:
    """Write `pieces`, bytes or text in UTF-8, to the file `target` or to standard output.

    The file is written beside its place and moved there when it is complete; what stood there stays until then.
    A link is followed. What is no file (a pipe, a device) is written to as it is, and never replaced.

    Raises:
        InputError: if the file cannot be written.
    """
    if target is None or target == "-":
        _write_stdout(pieces)
        return
    path = Path(target)
    temporary: str | None = None
    try:
        _check_place(path if target else None)
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                stream.writelines(map(_encoded, pieces))
            return
        path = path.resolve()
        # named before it is made, so that an interrupt in between leaves nothing behind
        temporary = str(path.parent / f".{path.name[:40]}.{secrets.token_hex(8)}.part")
        handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            file.writelines(map(_encoded, pieces))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
        temporary = None
    except (OSError, ValueError) as error:
        raise _unwritable(target, error) from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _encoded(piece: str | bytes) -> bytes:
    return piece.encode() if isinstance(piece, str) else piece


def _write_stdout(pieces: Iterable[str | bytes]) -> None:
    """Write to standard output, in UTF-8 whatever the terminal says; a reader may leave early."""
    stdout = sys.stdout
    if stdout is None:
        raise InputError("there is no standard output", instead="give -o a file")
    if isinstance(stdout, io.TextIOWrapper):
        stdout.reconfigure(encoding="utf-8")
    try:
        for piece in pieces:
            if isinstance(piece, str):
                stdout.write(piece)
            else:
                stdout.flush()
                stdout.buffer.write(piece)
        stdout.flush()
    except BrokenPipeError:  # the reader (head, less) has seen enough
        _drop(stdout)
    except OSError as error:
        _drop(stdout)
        raise InputError(f"cannot be written ({error.strerror})", where="<stdout>", instead="give -o a file") from None


def _drop(stream: TextIO) -> None:
    """Let what is still in a stream's buffer go nowhere, so that Python's exit does not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _mode(path: Path) -> int:
    """Return the permissions of the file that stood there, or those a new file gets."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
