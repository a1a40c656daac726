"""Where a page goes: standard output, or a file that appears whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import re
import secrets
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from symprop.errors import InputError, shorten

__all__ = ["drop_stdout", "hold", "refuse_unwritable", "sweep", "write_files", "write_folder", "write_output"]

_PART = re.compile(r"\..{1,40}\.[0-9a-f]{16}\.part", re.DOTALL)
JUST_MADE = 60.0  # seconds in which a file may not be held yet by who makes it


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
    real = Path(os.path.realpath(path))
    if real.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    folder = real.parent
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
    write_files({target: pieces})


def write_files(files: Mapping[str, Iterable[str | bytes]]) -> None:
    """Write several files, as `write_output` does one: none is moved to its place before all are complete.

    Raises:
        InputError: if one cannot be written; all are as they were.
    """
    moves: list[tuple[Path, Path]] = []
    target, folders = "", set[Path]()
    try:
        for target, pieces in files.items():
            path = Path(target)
            _check_place(path if target else None)
            if path.exists() and not path.is_file():
                with path.open("wb") as stream:
                    stream.writelines(map(_encoded, pieces))
                continue
            path = Path(os.path.realpath(path))
            if path.parent not in folders:
                folders.add(path.parent)
                sweep(path.parent)
            # named before it is made, so that an interrupt in between leaves nothing behind
            moves.append((part_beside(path), path))
            _fill(*moves[-1], pieces)
        while moves:
            os.replace(*moves[0])
            del moves[0]
    except (OSError, ValueError) as error:
        raise _unwritable(target, error) from None
    finally:
        for temporary, _ in moves:
            temporary.unlink(missing_ok=True)


def write_folder(folder: str, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Write files, by their names within it, into a new folder that appears when all are complete; return the names.

    Raises:
        InputError: if the folder is there and not empty, or cannot be made.
    """
    target = Path(folder)
    _refuse_folder(target, folder)
    names: list[str] = []
    place = Path(os.path.realpath(target))
    temporary = part_beside(place)
    handle = -1
    try:
        sweep(place.parent)
        temporary.mkdir(mode=0o700)
        if os.name == "posix":
            handle = os.open(temporary, os.O_RDONLY)
            hold(handle)
        for name, content in files:
            file = temporary / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            names.append(name)
        temporary.chmod(0o755)
        if target.exists():
            target.rmdir()
        os.replace(temporary, place)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})", where=shorten(folder), instead="give -o a new folder"
        ) from None
    finally:
        if handle >= 0:
            os.close(handle)
        _discard(temporary)
    return sorted(names)


def _refuse_folder(target: Path, folder: str) -> None:
    try:
        parent = Path(os.path.realpath(target)).parent
        taken = (
            bool(folder)
            and target.exists()
            and not (target.is_dir() and not target.is_symlink() and not any(target.iterdir()))
        )
        usable = bool(folder) and parent.is_dir() and os.access(parent, os.W_OK)
    except (OSError, ValueError):
        taken, usable = False, False
    if taken:
        raise InputError("is there already", where=shorten(folder), instead="give -o a folder that is new, or empty")
    if not usable:
        raise InputError(
            "cannot be made", where=shorten(folder) or "-o ''", instead="give -o a folder in a writable one"
        )


def _fill(temporary: Path, path: Path, pieces: Iterable[str | bytes]) -> None:
    handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb") as file:
        hold(handle)
        file.writelines(map(_encoded, pieces))
        file.flush()
        os.fsync(handle)
    os.chmod(temporary, _mode(path))


def part_beside(path: Path) -> Path:
    """Return a new name beside `path` for what is not complete."""
    return path.parent / f".{path.name[:40]}.{secrets.token_hex(8)}.part"


def sweep(folder: Path) -> None:
    """Remove what runs that were killed left in a folder, not what another run is writing."""
    for name in os.listdir(folder):
        if _PART.fullmatch(name):
            with suppress(OSError):
                _remove(folder / name)


def _remove(left: Path) -> None:
    if time.time() - left.lstat().st_mtime > JUST_MADE and not _in_use(left):
        _discard(left) if left.is_dir() else left.unlink()


def _discard(folder: Path) -> None:
    from shutil import rmtree

    rmtree(folder, ignore_errors=True)


def _in_use(left: Path) -> bool:
    handle = os.open(left, os.O_RDONLY)
    try:
        return not hold(handle)
    finally:
        os.close(handle)


def hold(handle: int) -> bool:
    """Hold a file or folder while it is open; return whether nobody else holds it, False where that cannot be told."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True


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
        drop_stdout()
    except OSError as error:
        drop_stdout()
        raise InputError(f"cannot be written ({error.strerror})", where="<stdout>", instead="give -o a file") from None


def drop_stdout() -> None:
    """Let what is still in standard output's buffer go nowhere, so that Python's exit does not complain."""
    if sys.stdout is not None:
        with suppress(OSError, ValueError):  # no file at all
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _mode(path: Path) -> int:
    """Return the permissions of the file that stood there, or those a new file gets."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
