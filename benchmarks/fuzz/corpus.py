"""Inputs that are kept: a folder of files while fuzzing runs, one small text file a reader for the tests.

A kept input is a JSON string on a line of its own; bytes that are no UTF-8 are lone surrogates in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

__all__ = ["KEPT", "data_of", "keep", "kept", "read_folder", "shown"]

KEPT = Path(__file__).parents[2] / "tests" / "hostile" / "fuzz"


def shown(data: bytes) -> str:
    """Return bytes as text that JSON can hold.

    >>> data_of(shown(b"a\\xff"))
    b'a\\xff'
    """
    return data.decode("utf-8", "surrogateescape")


def data_of(text: str) -> bytes:
    """Return the bytes of what `shown` gave."""
    return text.encode("utf-8", "surrogateescape")


def kept(reader: str, folder: Path = KEPT) -> list[bytes]:
    """Return the inputs that are kept of a reader."""
    path = folder / f"{reader}.jsonl"
    if not path.exists():
        return []
    return [data_of(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def keep(reader: str, inputs: Iterable[bytes], folder: Path = KEPT) -> Path:
    """Write the inputs that are kept of a reader, each once, the shortest first."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{reader}.jsonl"
    ordered = sorted(set(inputs), key=lambda data: (len(data), data))
    path.write_text("".join(f"{json.dumps(shown(data))}\n" for data in ordered), encoding="utf-8")
    return path


def read_folder(folder: Path) -> list[bytes]:
    """Return the contents of a folder's files, in the order of their names."""
    return [path.read_bytes() for path in sorted(folder.iterdir())] if folder.is_dir() else []
