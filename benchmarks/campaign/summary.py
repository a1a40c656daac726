"""The record of a run: what was tried, by front end, form, rendering, notation and oracle, and what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from benchmarks.trust.journal import Row
from benchmarks.trust.record import Count, Finding, Record, commit, versions
from symprop.derive.forms import FORMS

__all__ = ["FINDINGS", "record_of"]

ABOUT = """\
Random network files of every front end (dense layers, units, equations, blocks), read by the product's own reader. A
parameter of each is derived in every form; all forms are evaluated as trees, and three combinations of form, rendering
and notation are written and read back, so that all of them take turns. Each gradient is held against forward mode at
50 digits (exact rationals where the functions are rational), `sympy.diff` of the inlined E where it is small, and
PyTorch's autograd in float64. The oracles take the definitions from the graph and know none of its derivatives; an
evaluator of the campaign's own says what a formula is worth. Where a gradient's terms cancel, digits are counted from
Σ|path product|; zero agrees with zero only."""
LIMITS = (
    "The definitions come from the graph that the product's front end builds. E_total of layers, units and "
    "equations is also computed from the file alone; of blocks it is not.",
    "A run can be broken off and taken up again while a defect is fixed: what failed is run again after its fix, every "
    "other network once, with the code of that moment.",
    "sympy.diff is asked where the inlined E has at most 80 symbols and operations.",
    "The indexed form has mazur's symbols only. Pages of Word, PDF, Markdown and notebooks, and "
    "programs in C, are not read back here.",
    "Networks are small: mostly at most 12 parameters, 4 layers, 200 paths.",
)
FINDINGS = (
    Finding(
        what="The matrix form of a layer of one unit with one bias for the layer was refused in textbooks' notations, "
        "and its check disagreed: books call that bias what they call the vector of biases",
        state="fixed",
        test="tests/unit/derive/test_matrix.py::test_the_bias_of_a_layer_of_one_unit_is_no_vector",
    ),
    Finding(
        what="A column of two ones was shown as 𝟏³ in notations whose inputs are layer 1: its length was taken for a "
        "layer's number (seen beside the finding before)",
        state="fixed",
        test="tests/unit/derive/test_matrix.py::test_a_column_of_ones_bears_its_length_in_every_notation",
    ),
    Finding(
        what="`symprop check` disagreed for a network with an input x (or y) in notations whose inputs (or targets) "
        "are a vector x (y), because all forms were taken for one page",
        state="fixed",
        test="tests/laws/test_notations.py::test_each_form_is_checked_on_a_page_of_its_own",
    ),
    Finding(
        what="A Greek letter as the second index of a label (pdp's w_h1,α) could not be read back from text",
        state="fixed",
        test="tests/unit/read/test_read_text.py::test_a_greek_letter_may_be_any_index_of_a_label",
    ),
)
"""What the runs so far found in the product."""

Tally = dict[str, list[int]]
LAYOUT = ("form", "rendering", "notation", "against")


def record_of(rows: Sequence[Row], fronts: Sequence[Row], *, seed: int, seconds: float, command: str) -> Record:
    """Return the record of a journal's rows."""
    return Record(
        name="differential",
        title="Random networks against three oracles",
        about=ABOUT,
        command=command,
        seed=seed,
        commit=commit(),
        date=datetime.now(UTC).date().isoformat(),
        seconds=seconds,
        versions=versions("sympy", "mpmath", "torch", "latex2mathml", "lark"),
        counts=(*_networks(rows), *_files(fronts), *_comparisons(rows), *_refusals(rows)),
        findings=FINDINGS,
        limits=LIMITS,
    )


def _networks(rows: Sequence[Row]) -> Iterable[Count]:
    for front in dict.fromkeys(row["front"] for row in rows):
        own = [row for row in rows if row["front"] == front]
        yield Count(
            what=f"networks of {front}",
            tried=len(own),
            failed=sum(bool(row.get("failures")) for row in own),
            other={
                "gradients": sum(row.get("gradients", 0) for row in own),
                "of them 0": sum(row.get("zeros", 0) for row in own),
                "timeouts": sum(bool(row.get("timeout")) for row in own),
                "CPU s each": sum(row["cpu"] for row in own) / len(own),
            },
        )


def _files(fronts: Sequence[Row]) -> Iterable[Count]:
    """Yield how well E_total agrees with what the files alone say."""
    for front in dict.fromkeys(row["front"] for row in fronts):
        digits = [row["digits"] for row in fronts if row["front"] == front and row["digits"] is not None]
        if digits:
            failed = sum(found < 40 for found in digits)
            yield Count(
                what=f"E_total from the file of {front} alone",
                tried=len(digits),
                failed=failed,
                other={"digits, least": min(digits)},
            )


def _comparisons(rows: Sequence[Row]) -> Iterable[Count]:
    """Yield comparisons by each part of a subject; the digits are the fewest beside each kind of oracle."""
    for place, word in enumerate(LAYOUT):
        tally: Tally = {}
        failures: Counter[str] = Counter()
        for row in rows:
            for key, (count, digits) in row.get("agreements", {}).items():
                parts = key.split("|")
                if not parts[place] or (parts[0] == "oracles" and word != "against"):
                    continue
                found = tally.setdefault(parts[place], [0, 99, 99])
                found[0] += count
                side = 2 if parts[3] == "PyTorch" or parts[1] in ("value", "python program") else 1
                found[side] = min(found[side], digits)
            for failure in row.get("failures", ()):
                failures[([*failure["subject"], failure["oracle"]])[place]] += 1
        for name, (count, exact, floating) in tally.items():
            shown = {"digits, least": exact, "digits in float64 or shown, least": floating}
            other: dict[str, int | float | str] = {key: value for key, value in shown.items() if value < 99}
            yield Count(what=f"{word}: {name}", tried=count, failed=failures[name], other=other, view=True)


def _refusals(rows: Sequence[Row]) -> Iterable[Count]:
    found: Counter[str] = Counter()
    for row in rows:
        for refusal, count in row.get("refusals", {}).items():
            found[_in_words(refusal)] += count
    for refusal, count in found.most_common():
        yield Count(what=f"not compared: {refusal}", tried=0, other={"times": count}, view=True)


def _in_words(refusal: str) -> str:
    """Return why something was not compared.

    >>> _in_words("closed: LimitExceeded"), _in_words("tex page: UnsupportedForm")
    ('closed: larger than the limit', 'tex page: two names on it would look alike')
    """
    if refusal.startswith("file:"):
        return "the file was refused (two layers of one name)" if "is taken" in refusal else refusal[:80]
    subject, _, error = refusal.partition(": ")
    words = {
        "LimitExceeded": "larger than the limit",
        "UnsupportedForm": "the network has none" if subject in FORMS else "two names on it would look alike",
    }
    return f"{subject}: {words.get(error, error)}" if error else refusal
