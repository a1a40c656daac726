"""Hostile input by the thousand, each beside one that must be taken; `python -m benchmarks.hostile`."""
