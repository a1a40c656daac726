"""A network as a NumPy function of samples and parameters: E and all gradients from one reverse sweep."""

from symprop.compiled.function import Compiled, Evaluation, compile_network

__all__ = ["Compiled", "Evaluation", "compile_network"]
