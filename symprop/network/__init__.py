"""Front ends: every way to write a network down, each giving an `EquationGraph`."""
