"""`python -m symprop`."""

from symprop.cli.main import run

run()
