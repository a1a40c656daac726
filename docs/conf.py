"""The documentation's site: Markdown and docstrings → HTML, by Sphinx with MyST.

    sphinx-build -W --keep-going docs build/site

Nothing is fetched when a page is read: the theme's files are beside it, and formulas are MathML.
"""

from __future__ import annotations

import sys
from pathlib import Path

import symprop

sys.path.insert(0, str(Path(__file__).parent / "_site"))

project = "symprop"
author = copyright = "symprop's developers"
version = release = symprop.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode", "native_math"]
exclude_patterns = ["_site"]
default_role = "code"

myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_fence_as_directive = ["math"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_preserve_defaults = True
autodoc_type_aliases = {"Expr": "Expr"}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_custom_sections = ["Source"]

html_theme = "furo"
html_title = "symprop"
html_static_path = ["_site"]
html_css_files = ["site.css"]
html_math_renderer = "native"
html_copy_source = False
html_show_sphinx = False
