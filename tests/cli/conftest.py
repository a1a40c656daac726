"""The command line as a user meets it: arguments and standard input in; status, output and message out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from symprop.cli.main import main

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def run() -> Run:
    runner = CliRunner()

    def call(*args: str, stdin: str | bytes | None = None) -> Result:
        result = runner.invoke(main, list(args), input=stdin, prog_name="symprop")
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        return result

    return call
