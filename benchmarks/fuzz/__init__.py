"""Fuzzing of every reader of text from outside: broken, spliced and random inputs, and what must hold of each."""
