"""Hostile input in tables, each row beside one that looks alike and must be taken, with the value that it has."""
