"""One form of one gradient, as a Python user and Jupyter hold it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symprop.derive.forms import Form
from symprop.derive.matrix import equation_name
from symprop.derive.scalars import in_scalars
from symprop.expression import DisplayEquation

if TYPE_CHECKING:
    import sympy

    from symprop.draw.picture import Source
    from symprop.report import Shown

__all__ = ["FormView"]


@dataclass(frozen=True, repr=False, eq=False)
class FormView:
    """One form of one gradient: equations, and what they look like.

    >>> import symprop
    >>> form = symprop.load("mazur").gradient("w5").factored
    >>> print(form.text)
    ∂E_total/∂w5 = δ_o1 · out_h1
    δ_o1 = −(t1 − out_o1) · out_o1(1 − out_o1)
    >>> form.expr
    delta_o1*out_h1
    """

    network: Source
    form: Form

    @property
    def lines(self) -> tuple[DisplayEquation, ...]:
        """The equations as ordered trees, ∂E_total/∂w first."""
        return self.form.lines

    @property
    def _shown(self) -> Iterator[Shown]:
        from symprop.report import Shown

        return (Shown(line, name=equation_name(line)) for line in (*self.form.lines, *self.form.again))

    @property
    def note(self) -> str:
        """Why the gradient is 0, where it is."""
        return self.form.note

    @property
    def expr(self) -> sympy.Expr:
        """The right side of the first line as plain SymPy."""
        from symprop.symbolic import to_sympy

        return to_sympy(self._scalars[0].rhs)

    @property
    def _scalars(self) -> Sequence[DisplayEquation]:
        return in_scalars(self.lines)

    @property
    def system(self) -> dict[str, sympy.Expr]:
        """Every line as name → plain SymPy."""
        from symprop.symbolic import to_sympy_each

        return dict(to_sympy_each((line.lhs.name, line.rhs) for line in self._scalars))

    @property
    def value(self) -> str | None:
        """The form's own value at the network's values, with 12 significant digits; None where one is missing."""
        return self.network.numbers.form_text(self.form)

    @property
    def values(self) -> dict[str, str]:
        """Every line's left side → its value with 12 significant digits; empty where one is missing.

        >>> import symprop
        >>> symprop.load("mazur").gradient("w1").messages.values["m_o1__h1"]
        '0.0553994246514'
        """
        return self.network.numbers.values_text(self.lines) if self.network.numbers.known else {}

    @property
    def text(self) -> str:
        """Unicode for a terminal."""
        from symprop.render.equations import text_rows

        return "\n".join(row for shown in self._shown for row in text_rows(shown, self.network.labels))

    @property
    def python(self) -> str:
        """One assignment a line, in an order in which they can be run."""
        from symprop.evaluate.passes import in_order
        from symprop.render import PYTHON, write

        labels = self.network.labels
        return "\n".join(f"{name} = {write(rhs, PYTHON, labels)}" for name, rhs in in_order(self.lines))

    @property
    def latex(self) -> str:
        """An `align*`."""
        from symprop.render.equations import align, latex_rows

        return align([row for shown in self._shown for row in latex_rows(shown, self.network.labels)])

    @property
    def mathml(self) -> str:
        """One `math` element."""
        from symprop.render.equations import mathml_rows, mathml_table

        return mathml_table(row for shown in self._shown for row in mathml_rows(shown, self.network.labels))

    def to_latex(self) -> str:
        """Return `.latex`."""
        return self.latex

    def to_mathml(self) -> str:
        """Return `.mathml`."""
        return self.mathml

    def to_sympy(self) -> dict[str, sympy.Expr]:
        """Return `.system`: every line as name → plain SymPy; `.expr` is the first one's."""
        return self.system

    def to_python(self) -> str:
        """Return `.python`: the lines alone; `Gradient.to_python` is a whole function."""
        return self.python

    def _repr_latex_(self) -> str:
        return self.latex

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        lhs = self.network.labels(self.lines[0].lhs).text
        return f"<{self.form.name} form of {lhs}: {len(self.lines)} line{'s' * (len(self.lines) != 1)}>"
