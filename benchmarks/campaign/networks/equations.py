"""Random equations: any formulas of the expression language, names used wherever they are known."""

from __future__ import annotations

import random
from typing import Any

__all__ = ["equations_file", "random_equations"]

BOUNDED = ("sigmoid({})", "tanh({})", "sin({})", "cos({})", "erf({})")
SAFE = (
    *BOUNDED,
    *("softplus({})", "gelu({})", "silu({})", "sqrt(1 + ({})^2)", "log(2 + ({})^2)", "exp({x})*({})", "({})^2"),
    *("1/(1 + ({})^2)", "-({})", "normal_cdf({})"),
)
FURTHER = ("({})^3", "(2 + sin({}))^{x}", "(1 + ({})^2)^(1/2)", "normal_pdf({})", "phi({})", "-({})^2", "({})/(-3)")
"""What the laws of random DAGs do without: powers of all sorts, the abstract φ, signs before powers and numbers."""
KINKED = ("relu({x} + {})", "leaky_relu({x} + {})", "elu({x} + {})", "abs({x} + {})", "step({x} + {})")
"""The kink of ReLU(ReLU(…)) is where half of the points are; that of ReLU(x + …) is nowhere in particular."""
CASES = ("(({}) if {x} > 1/7 else -{x})", "({x}^2 if {x} > ({}) else 2)")
TERMS = ("1/2*({t} - {y})^2", "log(1 + exp(-{t}*{y}))", "abs({t} - 2*{y})", "({t} - {y})^2/(1 + {y}^2)")


def random_equations(generator: random.Random) -> dict[str, Any]:
    """Return a file of one to six equations."""
    return equations_file(
        generator,
        inputs=generator.randint(1, 2),
        parameters=generator.randint(1, 6),
        targets=generator.randint(1, 2),
        equations=generator.randint(1, 6),
        shapes=(*SAFE, *KINKED, *FURTHER, *CASES),
    )


def equations_file(
    generator: random.Random,
    *,
    inputs: int,
    parameters: int,
    targets: int,
    equations: int,
    shapes: tuple[str, ...] = (*SAFE, *KINKED),
) -> dict[str, Any]:
    """Return a file of so many inputs, parameters, targets and equations.

    Args:
        shapes: formulas with a place for another one, ``{}``, and for a name, ``{x}``.
    """
    xs = [f"x{k + 1}" for k in range(inputs)]
    ps = [f"p{k + 1}" for k in range(parameters)]
    ys = [f"y{k + 1}" for k in range(targets)]
    unused = list(ps)
    found: dict[str, str] = {}

    def leaf() -> str:
        chance = generator.random()
        if unused and chance < 0.35:
            return unused.pop(generator.randrange(len(unused)))
        if chance < 0.45:
            return generator.choice(("2", "0.5", "1/3", "1.25"))
        return generator.choice([*xs, *ps, *(list(found)[-6:] * 2)])

    def formula(depth: int) -> str:
        chance = generator.random()
        if depth == 0 or chance < 0.15:
            return leaf()
        if chance < 0.45:
            shape = generator.choice(shapes)
            return shape.format(formula(depth - 1), x=generator.choice((*xs, *ps)))
        sign = generator.choice((" + ", " - ", "*", "*"))
        return sign.join(f"({formula(depth - 1)})" for _ in range(2))

    for k in range(equations):
        found[f"e{k + 1}"] = generator.choice(BOUNDED).format(formula(generator.randint(1, 3)))
    rest = " + ".join(f"{name}*{generator.choice(xs)}" for name in unused) or "1"
    found["last"] = f"sin({list(found)[-1]}*({rest}))"
    known = " ".join((*found.values(), ""))
    for name in [p for p in ps if p not in known]:
        found["last"] += f" + {name}"
    outputs = ["last", *generator.choices(list(found), k=targets - 1)]
    loss = " + ".join(generator.choice(TERMS).format(t=t, y=y) for t, y in zip(ys, outputs, strict=True))
    return {"inputs": xs, "parameters": ps, "targets": ys, "equations": found, "loss": loss}
