"""∂E_total/∂w as a Python user and Jupyter hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symprop.derive.forms import DEFAULT_LIMITS, FORMS, Limits, derive_form
from symprop.derive.paths import Path, iter_paths, path_count
from symprop.errors import UnsupportedForm
from symprop.form_view import FormView
from symprop.given import words
from symprop.graph import derivative

if TYPE_CHECKING:
    import sympy

    from symprop.draw import Detail, EdgeText, Picture
    from symprop.draw.picture import Source
    from symprop.programs import Program

__all__ = ["Gradient"]


@dataclass(frozen=True, repr=False, eq=False)
class Gradient:
    """∂E_total/∂wrt of a network, in every form.

    >>> import symprop
    >>> gradient = symprop.load("mazur").gradient("w1")
    >>> print(gradient.messages.text.splitlines()[1])
    ∂E_total/∂out_h1 = m_o1→h1 + m_o2→h1
    >>> gradient.value
    '0.000438567734474'
    """

    network: Source
    wrt: str
    limits: Limits = DEFAULT_LIMITS

    def form(self, name: str) -> FormView:
        """Return one form by name.

        Raises:
            UnsupportedForm: if there is none of this name.
            LimitExceeded: if it would be too large; the message gives the count and what to ask for.
        """
        return FormView(self.network, derive_form(self.network.graph, self.wrt, name, self.limits))

    @property
    def chain(self) -> FormView:
        """The chain rule, each factor in a line of its own."""
        return self.form("chain")

    @property
    def messages(self) -> FormView:
        """∂E_total/∂out as a sum of messages from the right neighbours."""
        return self.form("messages")

    @property
    def paths(self) -> FormView:
        """One product per downstream path."""
        return self.form("paths")

    @property
    def factored(self) -> FormView:
        """Named deltas, every shared part once."""
        return self.form("factored")

    @property
    def closed(self) -> FormView:
        """Inputs, targets and parameters only."""
        return self.form("closed")

    @property
    def matrix(self) -> FormView:
        """A layer at a time, where the network is made of layers."""
        return self.form("matrix")

    @property
    def indexed(self) -> FormView:
        """A sum over the units of each layer, where the network is made of layers."""
        return self.form("indexed")

    def forms(self, names: Iterable[str] = ()) -> Iterator[FormView]:
        """Yield forms by name; without names every form that the network has."""
        if names:
            yield from (self.form(name) for name in words(names, "forms"))
            return
        for name in FORMS:
            try:
                yield self.form(name)
            except UnsupportedForm:
                continue

    def draw(
        self,
        path: int | None = None,
        *,
        edges: EdgeText = "weights",
        biases: bool = True,
        detail: Detail = "auto",
    ) -> Picture:
        """Return the network's picture with this gradient's paths picked out, or one of them, from 0.

        >>> import symprop
        >>> print(symprop.load("mazur").gradient("w1").draw(path=1).drawing.paths[0].words)
        path 1: w1 → h1 → o2 → E_o2 → E_total
        """
        from symprop.draw import draw_network

        return draw_network(self.network, wrt=self.wrt, path=path, edges=edges, biases=biases, detail=detail)

    @property
    def path_count(self) -> int:
        return path_count(self.network.graph, self.wrt)

    def iter_paths(self) -> Iterator[Path]:
        """Return a generator of the downstream paths; nothing is kept."""
        return iter_paths(self.network.graph, self.wrt)

    def path_values(self) -> Iterator[tuple[Path, str | None]]:
        """Yield each path with the value of its product at the network's values (12 significant digits).

        >>> import symprop
        >>> [value for _, value in symprop.load("mazur").gradient("w1").path_values()]
        ['0.000668396021144', '-0.00022982828667']
        """
        return ((path, self.network.numbers.path_text(path)) for path in self.iter_paths())

    @property
    def value(self) -> str | None:
        """∂E_total/∂wrt at the network's values with 12 significant digits; None where one is missing."""
        return self.network.numbers.gradient_text(self.wrt)

    @property
    def expr(self) -> sympy.Expr:
        """The path sum as plain SymPy."""
        return self.paths.expr

    # what leaves the page

    def to_latex(self, form: str = "") -> str:
        """Return a form as an `align*`; without a name what Jupyter shows, paths where they are few.

        >>> import symprop
        >>> symprop.load("mazur").gradient("w5").to_latex("factored").splitlines()[0]
        '\\\\begin{align*}'
        """
        return self.form(form).latex if form else self._repr_latex_()

    def to_mathml(self, form: str = "") -> str:
        """Return a form as one `math` element; without a name paths where they are few, else factored."""
        return self.form(form or self._readable).mathml

    def to_sympy(self, form: str = "paths") -> sympy.Expr:
        """Return the right side of a form's first line as plain SymPy.

        >>> import symprop
        >>> symprop.load("mazur").gradient("w5").to_sympy("factored")
        delta_o1*out_h1
        """
        return self.form(form).expr

    def to_python(self, *, arrays: bool = False) -> str:
        """Return the source of a function that needs only `math`: forward pass, then the gradient.

        Its arguments are by name, with the network's values as defaults.

        Args:
            arrays: whether it takes and gives NumPy arrays of samples instead of floats.

        Raises:
            InputError: if an activation is the abstract φ.

        >>> import symprop
        >>> print(symprop.load("mazur").gradient("w5").to_python().splitlines()[-1])
            return d_E_total__d_w5
        """
        from symprop.programs import python_source

        return python_source(self._program, arrays=arrays)

    def to_c(self) -> str:
        """Return the source of a C99 file with a function for the gradient.

        Raises:
            InputError: if an activation is the abstract φ.
        """
        from symprop.programs import c_source

        return c_source(self._program)

    @property
    def _program(self) -> Program:
        from symprop.programs import plan_program

        model = self.network.model
        return plan_program(model.graph, [self.wrt], model.values, title=model.name, with_total=False)

    @property
    def _readable(self) -> str:
        return "paths" if self.path_count <= self.limits.paths else "factored"

    def __repr__(self) -> str:
        lhs = self.network.labels(derivative(self.network.graph, self.network.graph.total, self.wrt)).text
        return f"<Gradient {lhs} of {self.network.name}: {self.path_count:,} paths>"

    def _repr_latex_(self) -> str:
        return self.form(self._readable).latex
