"""The losses of the frameworks: what each is in our loss table, whether it is a mean, what it does to the outputs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symprop.functions import LOSSES
from symprop.given import pick

__all__ = ["LOSS_NAMES", "ImportedLoss", "loss_named"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedLoss:
    """A loss as it is imported.

    Args:
        row: its name in the loss table.
        mean: over the outputs.
        over_samples: over the samples.
        activation: that it applies to the outputs first.
        strips: an activation of the outputs that it takes back (the logarithm of a softmax).
        classes: targets are class indices too.
    """

    row: str
    mean: bool = False
    over_samples: bool = False
    activation: str = ""
    strips: str = ""
    classes: bool = False

    def summed(self) -> ImportedLoss:
        """Return the same loss, summed instead of averaged."""
        row = "squared" if self.row == "mean_squared" else self.row
        return replace(self, row=row, mean=False, over_samples=False)


_MEAN = {
    "MSELoss": ImportedLoss(row="mean_squared", mean=True, over_samples=True),
    "L1Loss": ImportedLoss(row="absolute", mean=True, over_samples=True),
    "HuberLoss": ImportedLoss(row="huber", mean=True, over_samples=True),
    "SmoothL1Loss": ImportedLoss(row="huber", mean=True, over_samples=True),
    "BCELoss": ImportedLoss(row="binary_cross_entropy", mean=True, over_samples=True),
    "BCEWithLogitsLoss": ImportedLoss(row="binary_cross_entropy", mean=True, over_samples=True, activation="sigmoid"),
    "CrossEntropyLoss": ImportedLoss(row="cross_entropy", over_samples=True, activation="softmax", classes=True),
    "NLLLoss": ImportedLoss(row="cross_entropy", over_samples=True, strips="log_softmax", classes=True),
}
_KERAS = {
    "mean_squared_error": ImportedLoss(row="mean_squared", mean=True, over_samples=True),
    "mean_absolute_error": ImportedLoss(row="absolute", mean=True, over_samples=True),
    "categorical_crossentropy": ImportedLoss(row="cross_entropy", over_samples=True),
    "sparse_categorical_crossentropy": ImportedLoss(row="cross_entropy", over_samples=True, classes=True),
    "binary_crossentropy": ImportedLoss(row="binary_cross_entropy", mean=True, over_samples=True),
}
_ALIASES = {
    "mse": "MSELoss", "mse_loss": "MSELoss", "mae": "L1Loss", "l1_loss": "L1Loss", "bce": "BCELoss",
    "bce_with_logits": "BCEWithLogitsLoss", "nll_loss": "NLLLoss", "huber_loss": "HuberLoss",
    "smooth_l1_loss": "SmoothL1Loss",
}  # fmt: skip

LOSS_NAMES: dict[str, ImportedLoss] = {
    **{name: ImportedLoss(row=name, mean=row.mean, over_samples=row.mean) for name, row in LOSSES.items()},
    **_MEAN,
    **_KERAS,
    **{alias: _MEAN[name] for alias, name in _ALIASES.items()},
}
"""Our own losses are summed over the samples, the frameworks' are means over them."""


def loss_named(name: str) -> ImportedLoss:
    """Return a loss by its name: ours, PyTorch's or Keras's.

    Raises:
        InputError: with the nearest name.

    >>> loss_named("CrossEntropyLoss").activation
    'softmax'
    """
    return LOSS_NAMES[pick(name, LOSS_NAMES, "loss", instead=f"one of {', '.join((*LOSSES, *_MEAN))}")]
