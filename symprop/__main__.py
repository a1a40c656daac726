"""`python -m symprop`."""

from symprop.cli.main import main

main()
