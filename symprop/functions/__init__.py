"""The functions of the field, one table row each: value, derivative, names on the page, conventions.

Rows are plain trees and callables, so that this room loads without SymPy. A new activation is one
row of `FUNCTIONS` (or of `GROUPS`), a new loss one row of `LOSSES`.
"""

from symprop.functions.activations import ACTIVATIONS, GROUPS, GroupFunction
from symprop.functions.elementary import FUNCTIONS, Function
from symprop.functions.losses import FUSED, LOSSES, Loss, TargetKind

__all__ = ["ACTIVATIONS", "FUNCTIONS", "FUSED", "GROUPS", "LOSSES", "Function", "GroupFunction", "Loss", "TargetKind"]
