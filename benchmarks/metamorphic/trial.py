"""One relation on one random network."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.campaign.compare import agreeing
from benchmarks.campaign.files import as_text
from benchmarks.metamorphic.cases import draw
from benchmarks.metamorphic.claims import Claim, Related, Relation, Side
from benchmarks.metamorphic.measure import DIGITS, FORMS, Measured, arithmetics, measure
from benchmarks.metamorphic.pages import other_pages, wrong_substitutions
from benchmarks.metamorphic.relations import RELATIONS

__all__ = ["GATE", "Verdict", "judged", "trial"]

GATE = 40
TRIES = 200
SHRINK = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one case.

    Args:
        failed: a line for each claim that does not hold.
        claims: equations of numbers compared.
        digits: the fewest that agreed; None where everything was rational and equal.
        refused: claims left out of the paths form, whose paths are too many.
        pages: pairs of pages compared.
    """

    failed: tuple[str, ...]
    claims: int
    digits: int | None
    refused: int
    pages: int


def trial(name: str, seed: int, k: int) -> dict[str, Any]:
    """Return the row of case `k` of a relation; of a case that fails also the smallest network found that fails."""
    relation = RELATIONS[name]
    row = {"seed": k, **_tried(relation, f"{seed}/{name}/{k}", k)}
    if row["failed"]:
        further = (_tried(relation, f"{seed}/{name}/{k}/smaller {n}", k) for n in range(SHRINK))
        row["smallest"] = min((row["file"], *(r["file"] for r in further if r["failed"])), key=len)
    return row


def _tried(relation: Relation, word: str, k: int) -> dict[str, Any]:
    kind = list(relation.changes)[k % len(relation.changes)]
    for passed in range(TRIES):
        generator = random.Random(f"{word}/{passed}")
        case = draw(kind, generator, relation.samples)
        related = relation.changes[kind](case) if case else None
        if case is None or related is None:
            continue
        verdict = judged(related)
        files = "\n".join(as_text(setting.data) for setting in related.settings[:2]) if verdict.failed else ""
        return {
            "kind": kind,
            "failed": list(verdict.failed),
            "claims": verdict.claims,
            "digits": verdict.digits,
            "refused": verdict.refused,
            "pages": verdict.pages,
            "passed": passed,
            "file": files,
        }
    raise AssertionError(f"{relation.name}: no {kind} network in {TRIES}")


def judged(related: Related) -> Verdict:
    """Return whether all that a relation says holds."""
    exact, measured = _measured(related)
    failed = list(_counts(related.claims, measured))
    digits, compared, refused = DIGITS, 0, 0
    for claim in related.claims:
        for form in FORMS:
            try:
                left, right = (_value(side, measured, form) for side in (claim.left, claim.right))
            except KeyError:
                refused += form == "paths"
                if form != "paths":  # only what is listed may be too long
                    failed.append(f"{form}: {_said(claim)}: refused")
                continue
            scale = max(_scale(side, measured) for side in (claim.left, claim.right))
            agree = agreeing(left, right, GATE, lambda scale=scale: scale)  # type: ignore[misc]
            compared, digits = compared + 1, min(digits, agree)
            if agree < GATE:
                failed.append(f"{form}: {_said(claim)}: {left} and {right}")
    pages = list(other_pages(related))
    failed += (*filter(None, pages), *wrong_substitutions(related, measured[0]))
    return Verdict(
        failed=tuple(failed), claims=compared, digits=None if exact else digits, refused=refused, pages=len(pages)
    )


def _measured(related: Related) -> tuple[bool, list[Measured]]:
    names: dict[int, dict[str, None]] = {0: dict.fromkeys(related.substituted)}
    for claim in related.claims:
        for _, quantities in (*claim.left, *claim.right):
            for network, name in quantities:
                names.setdefault(network, {})[name] = None
    for arithmetic in arithmetics():
        measured: list[Measured] = []
        try:
            for k, setting in enumerate(related.settings):
                measured.append(measure(setting, list(names.get(k, ())), measured, arithmetic))
        except AttributeError:
            if hasattr(arithmetic.functions, "exp"):
                raise
            continue
        return not hasattr(arithmetic.functions, "exp"), measured
    raise AssertionError("some arithmetic has every function")


def _value(side: Side, measured: Sequence[Measured], form: str) -> Any:
    total: Any = 0
    for factor, quantities in side:
        product: Any = 1
        for network, name in quantities:
            product = product * measured[network].gradients[form][name]
        total = total + product * factor.numerator / factor.denominator
    return total


def _scale(side: Side, measured: Sequence[Measured]) -> Any:
    total: Any = 0
    for factor, quantities in side:
        product: Any = abs(factor.numerator)
        for network, name in quantities:
            product = product * measured[network].scale.get(name, 0)
        total = total + product / factor.denominator
    return total


def _counts(claims: Sequence[Claim], measured: Sequence[Measured]) -> Iterator[str]:
    for claim in claims:
        if claim.counts:
            left, right = _count(claim.left, measured), _count(claim.right, measured) + claim.more
            if left != right:
                yield f"number of paths: {_said(claim)}: {left} and {right}"


def _count(side: Side, measured: Sequence[Measured]) -> int:
    total = 0
    for _, quantities in side:
        product = 1
        for network, name in quantities:
            product *= measured[network].counts[name]
        total += product
    return total


def _said(claim: Claim) -> str:
    """Return a claim for a message: w of network k is w′ with k dashes."""
    sides = (
        " + ".join(
            " · ".join((*([str(factor)] if factor != 1 else []), *(f"∂E/∂{w}" + "′" * k for k, w in quantities)))
            for factor, quantities in side
        )
        for side in (claim.left, claim.right)
    )
    return " = ".join(side or "0" for side in sides)
