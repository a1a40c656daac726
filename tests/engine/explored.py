"""What the explorer must show, computed without it: symprop's own passes at 40 digits, its own paths and lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import symprop
from symprop.derive.forms import derive_form
from symprop.derive.paths import iter_paths
from symprop.evaluate.arithmetic import mp_arithmetic
from symprop.evaluate.filled import decimal_text
from symprop.evaluate.passes import evaluate_lines, forward_values
from symprop.evaluate.tape import compile_tape
from symprop.expression import ONE, Expr
from symprop.graph import Edge, Kind
from symprop.network.values import exact

ROUNDING = 1e-15


def agrees(found: object, wanted: Any) -> bool:
    """Return whether a number of the page has 12 right digits; 0 for what is 0."""
    value = float(str(found))
    if value == 0:
        return abs(wanted) < ROUNDING
    return bool(abs(value - wanted) <= 1e-12 * abs(wanted))


class Truth:
    """A network's numbers."""

    def __init__(self, net: symprop.Network) -> None:
        self.net, self.graph = net, net.graph
        self.arithmetic = mp_arithmetic(40)
        values = {name: exact(literal) for name, literal in net.values.items()}
        self.values = forward_values(net.graph, values, self.arithmetic)

    def worth(self, expr: Expr) -> Any:
        return compile_tape([("#", expr)]).bind(self.arithmetic)(self.values)["#"]

    def partial(self, edge: Edge) -> Any:
        return self.worth(edge.partial)

    def form(self, weight: str, form: str) -> list[tuple[Any, Any]]:
        """Return each line with what its left side is worth, as it is shown."""
        lines = derive_form(self.graph, weight, form).lines
        worth = evaluate_lines([n for n in lines if n.lhs.name not in self.values], self.values, self.arithmetic)
        return [(line, self.net.labels.sign(line.lhs) * worth[line.lhs.name]) for line in lines]

    def gradient(self, weight: str) -> Any:
        return self.form(weight, "factored")[0][1]

    def adjoint(self, name: str) -> Any:
        """Return ∂E_total/∂name, by the net in which it is an input: paths summed from there."""
        if name == self.graph.total:
            return self.arithmetic.literal(exact(ONE))
        return sum(self.worth(path.product) for path in iter_paths(self.graph, name))

    def numbers(self, weight: str, form: str) -> Mapping[str, list[Any]]:
        """Return selector → the numbers that must stand there, in order."""
        found: dict[str, list[Any]] = {
            "#formula-title [data-exact]": [self.gradient(weight)],
            "#gradient-list [data-exact]": [self.gradient(name) for name in self.net.parameters],
            "#definitions [data-exact]": [self.values[name] for name in self.graph.defined()],
        }
        if form != "paths":
            return {**found, "#lines [data-exact]": [value for _, value in self.form(weight, form)], **self._drawn()}
        paths = list(iter_paths(self.graph, weight))
        factors: list[Any] = []
        for path in paths:
            shown = [edge for edge in reversed(path.edges) if edge.partial != ONE]
            factors += [self.partial(edge) for edge in shown] if len(shown) > 1 else []
        products = [self.worth(path.product) for path in paths]
        found["#lines .factor [data-exact]"] = factors
        found["#lines .term .result [data-exact]"] = products
        if len(paths) > 1:
            found["#lines .sum [data-exact]"] = [*products, self.gradient(weight)]
        return {**found, **self._drawn()}

    def _drawn(self) -> Mapping[str, list[Any]]:
        """Return what stands beneath each node of the picture."""
        shown = {name for name in self.values if self.graph.variable(name).kind not in (Kind.WEIGHT, Kind.BIAS)}
        return {f"#net text[data-value='{name}']": [self.values[name]] for name in self._placed(shown)}

    def _placed(self, names: set[str]) -> list[str]:
        from symprop.draw import network_drawing

        numbers = dict.fromkeys(names, "0")
        drawing = network_drawing(self.graph, self.net.labels, numbers=numbers)
        return [node.variables[-1] for node in drawing.nodes if node.note and node.variables[-1] in names]

    @staticmethod
    def shown(text: str, wanted: Any) -> bool:
        """Return whether a text shows a number by the rule of every page, at whatever digits it has."""
        plain = text.replace("\N{MINUS SIGN}", "-").strip("()").replace("×10", "e")
        if plain == "0":
            return abs(wanted) < ROUNDING
        rules = (decimal_text(wanted, digits) for digits in (4, 6, 9))
        return plain in set(rules)
