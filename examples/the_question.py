"""The student's question, put to symprop.

Mazur's network has got a second hidden layer, j1 and j2, between h and o. Is it

    (a)  ∂E_total/∂w1 = ∂E_j1/∂w1 + ∂E_j2/∂w1,  or
    (b)  ∂E_total/∂w1 = (∂E_j1/∂w1 + ∂E_j2/∂w1) + (∂E_j1/∂w1 + ∂E_j2/∂w1), once for each output?
"""

from decimal import Decimal

import symprop

network = symprop.load("question")
gradient = network.gradient("w1")

print("The backward message of each right neighbour of h1 (E_j is the error that flows back through j):")
values = gradient.messages.values
local = Decimal(values["d_E_total__d_w1"]) / Decimal(values["d_E_total__d_out_h1"])
shares = {}
for unit in ("j1", "j2"):
    message = values[f"m_{unit}__h1"]
    shares[unit] = Decimal(message) * local
    print(f"  m_{unit}→h1 = {message}, so its share of ∂E_total/∂w1 is {shares[unit]:.9g}")

a = sum(shares.values())
b = 2 * a
print(f"(a) one bracket:  {a:.9g}")
print(f"(b) two brackets: {b:.9g}")

print(f"The {gradient.path_count} paths from w1 to E_total, each once:")
through = {"o1": Decimal(0), "o2": Decimal(0)}
for path, value in gradient.path_values():
    units = [name.removeprefix("net_") for name in path.nodes if name.startswith("net_")]
    through[units[-1]] += Decimal(value)
    print(f"  w1 → {' → '.join(units)}: {value}")
print(f"and their sum is {gradient.paths.value}.")

report = network.check(["w1"], against=["forms", "finite-difference"])
digits = min(check.agreeing_digits for check in report.checks if check.against == "finite-difference")
print(f"Central differences of E_total agree with every form to {digits} digits: (a) is right.")
print("(b) counts every path twice. It would be right if each bracket meant its own output's share:")
print(f"  {through['o1']:.9g} by way of o1, {through['o2']:.9g} by way of o2, together {sum(through.values()):.9g}.")
