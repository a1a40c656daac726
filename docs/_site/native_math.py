"""Formulas of the site as MathML, by the converter that symprop's own pages use."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from latex2mathml.converter import convert
from pygments.lexers.special import TextLexer

from symprop.render.mathml import NAMESPACE, check_tokens, embolden, mark_signs


def setup(app: Any) -> dict[str, bool]:
    """Tell Sphinx of the renderer `native`, and that tables with commas are plain text."""
    app.add_lexer("csv", TextLexer)
    app.add_html_math_renderer("native", inline_renderers=(_inline, None), block_renderers=(_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def mathml(latex: str, display: str) -> str:
    """Return a formula as pages of symprop's have it: bold letters, signs, no LaTeX left over."""
    root = ElementTree.fromstring(convert(latex, display=display))
    check_tokens(root)
    embolden(root)
    mark_signs(root)
    ElementTree.register_namespace("", NAMESPACE)
    return ElementTree.tostring(root, encoding="unicode")


def _inline(translator: Any, node: nodes.math) -> None:
    translator.body.append(mathml(node.astext(), "inline"))
    raise nodes.SkipNode


def _block(translator: Any, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="formula" tabindex="0">{mathml(node.astext(), "block")}</div>')
    raise nodes.SkipNode
