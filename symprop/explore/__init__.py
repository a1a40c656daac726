"""The explorer: one HTML file in which a network's formulas are touched, and every number follows.

    values      where the sliders begin
    program     graph → straight-line instructions as data
    formulas    what is shown, in each notation, as MathML
    picture     a drawing whose parts can be chosen
    page        all of it as one file; beside it the style and the scripts that it holds

Python derives; the page only adds and multiplies what was derived.
"""

from symprop.explore.page import Request, explorer_page

__all__ = ["Request", "explorer_page"]
