"""The original model's own gradient: run in double precision by PyTorch, from its own parameters or from given values.

What is compared with it knows none of this: the model's own layers, its own loss, torch.autograd.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from symprop.expression import Expr
from symprop.importers.assemble import Sample
from symprop.importers.losses import ImportedLoss
from symprop.network.addresses import Addresses

__all__ = ["Opened", "TorchOriginal", "Unavailable", "loss_in_torch"]

Opened = tuple[Mapping[str, Any], Callable[[Any], Any]]
"""A model's parameters as leaf tensors by their names, and how it is run on a batch."""


@dataclass(frozen=True)
class Unavailable:
    """A model whose gradients cannot be asked for here, and why."""

    reason: str
    values: Mapping[str, Expr] = field(default_factory=dict)

    def gradients(self, values: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return nothing."""
        return {}


@dataclass(frozen=True, kw_only=True)
class TorchOriginal:
    """A model that PyTorch differentiates.

    Args:
        open: makes a fresh copy in float64.
        loss: (outputs, targets) → a scalar, both a row a sample.
        addresses: array → our names.
        inputs, targets: our names, sample by sample.
        sample: what the model was imported with.
        values: literals for all that is given, as they were imported.
    """

    open: Callable[[], Opened]
    loss: Callable[[Any, Any], Any]
    addresses: Addresses
    inputs: Sequence[str]
    targets: Sequence[str]
    sample: Sample
    values: Mapping[str, Expr]
    reason: str = ""

    def gradients(self, values: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return our name → ∂E_total/∂w, by torch.autograd in float64."""
        import torch

        leaves, run = self.open()
        owned: dict[str, tuple[str, tuple[int, ...]]] = {}
        for key, array in self.addresses.arrays.items():
            numbers = []
            for index in array.indices():
                name = array.called(*index)
                first = owned.setdefault(name, (key, index)) == (key, index)
                if values is not None:  # of two arrays that are added up the second one is 0
                    numbers.append(values.get(name, 0.0) if first else 0.0)
            if values is not None:
                with torch.no_grad():
                    leaves[key].copy_(torch.tensor(numbers, dtype=torch.float64).reshape(array.shape))
        trained = {key: leaves[key] for key, array in self.addresses.arrays.items() if not array.constant}
        for leaf in trained.values():
            leaf.requires_grad_(True)
        outputs = run(self._inputs(values))
        outputs = outputs.reshape(self.sample.count, -1)
        total = self.loss(outputs, self._targets(values))
        slopes = dict(
            zip(
                trained,
                torch.autograd.grad(total, list(trained.values()), allow_unused=True, materialize_grads=True),
                strict=True,
            )
        )
        return {name: float(slopes[key][index]) for name, (key, index) in owned.items() if key in slopes}

    def _inputs(self, values: Mapping[str, float] | None) -> Any:
        import torch

        if not self.sample.shape:  # tokens
            return torch.as_tensor(self.sample.inputs)
        shape = (self.sample.count, *self.sample.shape)
        if values is None:
            return torch.as_tensor(self.sample.inputs, dtype=torch.float64).reshape(shape)
        return torch.tensor([values[name] for name in self.inputs], dtype=torch.float64).reshape(shape)

    def _targets(self, values: Mapping[str, float] | None) -> Any:
        import torch

        if values is None:
            found = torch.as_tensor(self.sample.targets)
            return found if found.shape == (self.sample.count,) else found.reshape(self.sample.count, -1)
        return torch.tensor([values[name] for name in self.targets], dtype=torch.float64).reshape(self.sample.count, -1)


def loss_in_torch(loss: ImportedLoss) -> Callable[[Any, Any], Any]:
    """Return a loss that has no module, written in PyTorch's functions: (outputs, targets) → a scalar."""
    import torch

    functional = torch.nn.functional

    def each(outputs: Any, targets: Any) -> Any:
        if loss.activation == "softmax":
            return -targets * functional.log_softmax(outputs, dim=1)
        if loss.activation == "sigmoid":
            return functional.binary_cross_entropy_with_logits(outputs, targets, reduction="none")
        if loss.strips:
            return -targets * outputs
        return _ELEMENTWISE[loss.row](functional, outputs, targets)

    def total(outputs: Any, targets: Any) -> Any:
        if targets.dim() == 1 and outputs.shape[1] > 1:
            targets = functional.one_hot(targets.long(), outputs.shape[1]).double()
        found = each(outputs, targets.double().reshape(outputs.shape))
        per_sample = found.mean(dim=1) if loss.mean else found.sum(dim=1)
        return per_sample.mean() if loss.over_samples else per_sample.sum()

    return total


_ELEMENTWISE: dict[str, Callable[[Any, Any, Any], Any]] = {
    "half_squared": lambda f, y, t: 0.5 * (y - t) ** 2,
    "squared": lambda f, y, t: f.mse_loss(y, t, reduction="none"),
    "mean_squared": lambda f, y, t: f.mse_loss(y, t, reduction="none"),
    "absolute": lambda f, y, t: f.l1_loss(y, t, reduction="none"),
    "huber": lambda f, y, t: f.huber_loss(y, t, reduction="none"),
    "binary_cross_entropy": lambda f, y, t: f.binary_cross_entropy(y, t, reduction="none"),
    "cross_entropy": lambda f, y, t: -t * y.log(),
    "hinge": lambda f, y, t: (1 - t * y).clamp(min=0),
}
"""Row of our loss table → the same in PyTorch."""
