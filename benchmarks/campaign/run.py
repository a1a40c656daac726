"""The campaign itself: from a seed to a row of the journal, and what is done with a row that fails."""

from __future__ import annotations

import random
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.campaign.alive import draw_alive
from benchmarks.campaign.case import Failure, Outcome
from benchmarks.campaign.cover import Combination, chosen
from benchmarks.campaign.examine import examine
from benchmarks.campaign.files import as_text, network_of
from benchmarks.campaign.further import examine_further
from benchmarks.campaign.networks import FRONT_ENDS, front_end, random_network
from benchmarks.campaign.points import as_decimal, written_of
from benchmarks.campaign.reading import read_anew
from benchmarks.campaign.renderings import RENDERINGS
from benchmarks.campaign.shrink import shrunk
from benchmarks.trust.journal import Row
from symprop.errors import SympropError

__all__ = ["REGRESSIONS", "TIMEOUT", "data_of", "front_row_of", "further_row_of", "row_of", "saved", "shrink_failure"]

REGRESSIONS = Path(__file__).parents[2] / "tests" / "regressions" / "networks"
TIMEOUT = 20.0
PARAMETERS = 1


class TookTooLong(BaseException):
    """No Exception, so that nothing on the way takes it for one of the product's."""


def data_of(seed: int, campaign: int) -> dict[str, Any]:
    """Return what stands in the file of a seed; about half of the files give values, some of these not all."""
    generator = random.Random(f"{campaign}/{seed}")
    data = random_network(seed, generator)
    chance = generator.random()
    if chance < 0.5:
        return data
    try:
        network = network_of(as_text(data))
    except SympropError:
        return data
    written = written_of(network.graph)
    drawn = draw_alive(network.graph, written, network.model.rules, generator, {}, network.parameters)
    if drawn is None:
        return data
    ruled = {name for rule in network.model.rules for name in rule.names}  # a distribution is given whole
    values = {
        name: as_decimal(value)
        for name, value in drawn[0].items()
        if chance < 0.85 or generator.random() < 0.7 or name in ruled
    }
    return {**data, "values": values}


def row_of(seed: int, campaign: int = 6) -> Row:
    """Return what was found of one network: a row of the journal."""
    import torch

    torch.set_num_threads(1)
    started, began = time.process_time(), time.monotonic()
    row: Row = {"seed": seed, "front": front_end(seed)}
    try:
        with _alarm(TIMEOUT):
            data = data_of(seed, campaign)
            text = as_text(data)
            combinations = chosen(seed // len(FRONT_ENDS), layered=row["front"] == "layers")
            outcome = examine(text, f"{campaign}/{seed}", combinations, count=PARAMETERS)
            row |= _counted(outcome)
            if outcome.failures:
                row["text"] = text
                row["failures"] = [_as_row(failure) for failure in outcome.failures]
    except TookTooLong:
        row["timeout"] = True
    row |= {"cpu": round(time.process_time() - started, 4), "wall": round(time.monotonic() - began, 4)}
    return row


def front_row_of(seed: int, campaign: int = 6) -> Row:
    """Return what the file alone says of the network that is read: a row of the journal."""
    row: Row = {"seed": seed, "front": front_end(seed)}
    try:
        with _alarm(TIMEOUT):
            data = data_of(seed, campaign)
            row |= read_anew(row["front"], data, random.Random(f"{campaign}/{seed}/file"))
    except TookTooLong:
        row["timeout"] = True
    except Exception as error:
        row["wrong"] = [f"{type(error).__name__}: {error}"[:300]]
    return row


def further_row_of(seed: int, campaign: int = 6) -> Row:
    """Return what was found of one derivative of another variable, or a second one: a row of the journal."""
    row: Row = {"seed": seed, "front": front_end(seed)}
    started = time.process_time()
    try:
        with _alarm(TIMEOUT):
            data = data_of(seed, campaign)
            layered = row["front"] == "layers"
            outcome = examine_further(data, f"{campaign}/{seed}", seed // len(FRONT_ENDS), layered=layered)
            row |= _counted(outcome)
            if outcome.failures:
                row["text"] = as_text(data)
                row["failures"] = [_as_row(failure) for failure in outcome.failures]
    except TookTooLong:
        row["timeout"] = True
    return row | {"cpu": round(time.process_time() - started, 4)}


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Break off after so many seconds of this process's own, whatever else the machine does."""

    def ring(*_: Any) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _counted(outcome: Outcome) -> Row:
    groups: dict[str, list[int]] = {}
    for *subject, digits in outcome.agreements:
        group = groups.setdefault("|".join(map(str, subject)), [0, digits])
        group[0] += 1
        group[1] = min(group[1], digits)
    return {
        "agreements": groups,
        "refusals": dict(Counter(outcome.refusals)),
        "zeros": outcome.zeros,
        "dead": outcome.dead,
        "gradients": outcome.gradients,
        "parameters": outcome.parameters,
    }


def _as_row(failure: Failure) -> Row:
    return {
        "kind": failure.kind,
        "wrt": failure.wrt,
        "subject": list(failure.subject),
        "oracle": failure.oracle,
        "note": failure.note,
    }


def shrink_failure(data: dict[str, Any], failure: Failure, seed: str = "6") -> dict[str, Any]:
    """Return the smallest file found that fails in the same way: the same kind, form, rendering and oracle."""
    subject = failure.subject
    written = [subject] if subject.rendering != "tree" and subject.rendering in RENDERINGS else []
    forms = [subject.form] if subject.form not in ("", "oracles") else []

    def fails(text: str) -> bool:
        found = examine(text, seed, written, forms=forms).failures
        return any(_alike(one, failure) for one in found)

    return shrunk(data, fails)


def _alike(one: Failure, other: Failure) -> bool:
    return (one.kind, one.subject, one.oracle) == (other.kind, other.subject, other.oracle)


def failure_of(row: Row) -> Failure:
    """Return a failure that a row of the journal holds."""
    return Failure(row["kind"], row["wrt"], Combination(*row["subject"]), row["oracle"], row["note"])


def saved(data: dict[str, Any], failure: Failure, name: str, folder: Path = REGRESSIONS) -> Path:
    """Write a failing file among the regression cases, what failed at the top."""
    subject = " ".join(part for part in failure.subject if part)
    head = f"{failure.kind}: {subject or 'file'}, {failure.wrt or 'all'}, {failure.oracle or '-'}\n{failure.note}"
    lines = [f"# {' '.join(line.split())[:200]}" for line in head.splitlines()]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{re.sub(r'[^a-z0-9]+', '_', name.lower())}.yaml"
    path.write_text("\n".join(lines) + "\n" + as_text(data), encoding="utf-8")
    return path


def failing(rows: Sequence[Row]) -> Iterator[tuple[Row, Failure]]:
    """Yield each row that fails with its first failure."""
    return ((row, failure_of(row["failures"][0])) for row in rows if row.get("failures"))
