r"""Expressions as they are written: an ordered tree that never rearranges itself.

A computer algebra system turns :math:`-(t - o)` into :math:`o - t` and sorts factors; a
derivation must keep them as the course writes them. This module holds that tree, operators
to write it down, and one iterative walk over it. It knows no function, graph or printer;
:mod:`symprop.symbolic` turns a tree into plain SymPy.

    expression := number | name | ∂a/∂b | δ_u | m_u→h
                | sum | product | chain | −e | a/b | a**b | f(…) | cases
    of matrices: array | A B | A ⊙ B | Aᵀ | diag(a) | f′(a) | [A]_r,c
    with indices: w⁽ˡ⁾_ji | Σ_{k=1}^{n} … | [k = j]

>>> t, out = Var("t1"), Var("out_o1")
>>> -(t - out) * out
Product(factors=(Neg(operand=Sum(terms=(Var(name='t1'), Neg(operand=Var(name='out_o1'))))), Var(name='out_o1')))
"""

from symprop.expression.arrays import Array, Diagonal, Entry, Hadamard, MatMul, Slope, Transpose
from symprop.expression.indexed import Element, Index, IndexedSum, Iverson, Leaf
from symprop.expression.scalars import (
    HALF,
    ONE,
    TWO,
    ZERO,
    Call,
    Cases,
    Chain,
    Delta,
    Message,
    Neg,
    Num,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Var,
    chain,
    number,
    total,
)
from symprop.expression.tree import (
    DisplayEquation,
    Expr,
    Indexed,
    Linear,
    Named,
    children,
    fold,
    names_in,
    size,
    substitute,
    with_children,
)

__all__ = [
    "HALF",
    "ONE",
    "TWO",
    "ZERO",
    "Array",
    "Call",
    "Cases",
    "Chain",
    "Delta",
    "Diagonal",
    "DisplayEquation",
    "Element",
    "Entry",
    "Expr",
    "Hadamard",
    "Index",
    "Indexed",
    "IndexedSum",
    "Iverson",
    "Leaf",
    "Linear",
    "MatMul",
    "Message",
    "Named",
    "Neg",
    "Num",
    "Partial",
    "Power",
    "Product",
    "Quotient",
    "Slope",
    "Sum",
    "Transpose",
    "Var",
    "chain",
    "children",
    "fold",
    "names_in",
    "number",
    "size",
    "substitute",
    "total",
    "with_children",
]
