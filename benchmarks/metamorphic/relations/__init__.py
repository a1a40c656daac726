"""The table of relations. ∂E is ∂E_total of the network before, ∂E′ that of the network after."""

from __future__ import annotations

from benchmarks.metamorphic.claims import Relation
from benchmarks.metamorphic.relations import compose, layers, units, whole

__all__ = ["RELATIONS"]

_ROWS = (
    Relation(
        "renaming",
        "∂E′/∂ρ(w) = ∂E/∂w; as many paths; the same page but for the names",
        {"units": whole.rename, "equations": whole.rename, "layers": whole.rename},
    ),
    Relation(
        "permuting units",
        "∂E′/∂w = ∂E/∂w wherever the units of a layer stand; as many paths",
        {"layers": layers.permute_units, "units": units.permute_listing},
    ),
    Relation(
        "splitting an edge",
        "∂E′/∂w = ∂E/∂w with an identity unit on an edge; as many paths",
        {"units": units.split_edge},
    ),
    Relation(
        "duplicating a unit",
        "ways out halved: ∂E′/∂(w/2) = ∂E/∂w, incoming gradients add up to ∂E/∂w; a path through it is two",
        {"units": units.duplicate_unit, "layers": layers.duplicate_in_layer},
    ),
    Relation(
        "scaling the loss",
        "E′ = cE: ∂E′/∂w = c ∂E/∂w; as many paths",
        {"units": whole.scale_loss, "layers": whole.scale_loss, "equations": whole.scale_loss},
    ),
    Relation(
        "untying a shared weight",
        "∂E/∂w = Σ ∂E′/∂(each use of w); the paths add up",
        {"units": units.untie, "layers": layers.untie_biases},
    ),
    Relation(
        "adding a dead unit",
        "∂E′/∂w = ∂E/∂w, 0 into it; by a weight of 0: ∂E′/∂v = ∂E/∂net · out; no path of it where nothing takes it",
        {"units": units.add_dead_unit, "layers": layers.add_dead_layer},
    ),
    Relation(
        "reversing the samples",
        "∂E′/∂w = ∂E/∂w = Σ over samples of ∂E_s/∂w; as many paths, and they add up",
        {"blocks": whole.reverse_samples, "layers": whole.reverse_samples},
        samples=3,
    ),
    Relation(
        "composing two networks",
        "∂E/∂w = Σ ∂E/∂x · ∂x/∂w over what is handed on; the paths are the products",
        {"units": compose.compose_units, "equations": compose.compose_equations},
    ),
    Relation(
        "number for symbol",
        "∂E′/∂w = ∂E/∂w with another parameter as a number; numbers put in afterwards give the value; as many paths",
        {"units": whole.number_for_symbol, "equations": whole.number_for_symbol},
    ),
)

RELATIONS = {row.name: row for row in _ROWS}
