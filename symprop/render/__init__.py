"""From display equations to text, LaTeX and MathML, and to pages made of them."""

from symprop.render.styles import LATEX, PYTHON, TEXT, Style
from symprop.render.write import render, write

__all__ = ["LATEX", "PYTHON", "TEXT", "Style", "render", "write"]
