"""The differential campaign: random network files × forms × renderings × notations, against three oracles.

Nothing here takes a derivative, a value or a point from `symprop.derive` or `symprop.evaluate`: what a network's
definitions mean is said once more, in `meaning`.
"""
