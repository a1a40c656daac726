"""The record of a run: what was tried, by front end, form, rendering, notation and oracle, and what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from benchmarks.campaign.refusals import refusal_in_words
from benchmarks.campaign.source import SOURCES
from benchmarks.trust.journal import Row, commits
from benchmarks.trust.record import Count, Finding, Record, versions

__all__ = ["FINDINGS", "record_of"]

ABOUT = """\
Random network files of every front end (dense layers, units, equations, blocks), read by the product's own reader. A
parameter of each is derived in every form; all forms are evaluated as trees, and three combinations of form, rendering
and notation are written and read back, so that all of them take turns. Each gradient is held against forward mode at
50 digits (exact rationals where the functions are rational), `sympy.diff` of the inlined E where it is small, and
PyTorch's autograd in float64; each δ, message and factor that a form names besides, against forward mode with that
variable as the leaf. The oracles take the definitions from the graph and know none of its derivatives. They differ in
how they differentiate, and share one evaluator of definitions, the campaign's own, which knows no table of symprop's.
Where a gradient's terms cancel, digits are counted from Σ|path product|; zero agrees with zero only. Numbers that pages
show must have the digits they print, whatever cancels. A refusal counts as a failure but where a form is documented
not to exist or to be too large, and so does what takes longer than 20 s. Each file is read a second time by the
campaign itself: its values, E_total, and of layered networks what mazur's, Nielsen's and Bishop's names look like."""
LIMITS = (
    "The definitions come from the graph that the product's front end builds. E_total of layers, units and "
    "equations is also computed from the file alone; of blocks it is not.",
    "sympy.diff is asked where the inlined E has at most 80 symbols and operations.",
    "The indexed form has mazur's symbols only. Pages of Word and PDF, and programs in C, are not read back here.",
    "Names are held against the books in LaTeX, of mazur, nielsen and bishop, in dense layers; elsewhere they are only "
    "read back. The numbers of a page are those of the factored form in LaTeX. Values are decimals of three places.",
    "Networks are small: mostly at most 12 parameters, 4 layers, 200 paths.",
)
FINDINGS = (
    Finding(
        what="LaTeX that is copied from a page in Markdown or a notebook was no answer: two commands were unknown",
        state="fixed",
        test="tests/unit/read/test_read_answers.py::test_a_formula_is_what_it_is_in_python",
    ),
    Finding(
        what="The vector of biases had no name in textbooks' notations (seen here a few hours after the change)",
        state="fixed",
        test="tests/unit/derive/test_notes.py::test_a_book_has_its_own_letter_for_the_matrix",
    ),
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

FURTHER = """\
One derivative of each of these files that is not ∂E_total/∂w of a parameter: of any other variable (a net, an out, an
error term) by a parameter or an input, or a second one, of E_total or of another variable. Every form that there is is
evaluated as a tree, and three combinations of form, rendering and notation are written and read back. The oracle is
forward mode at 50 digits, for a second derivative taken twice: dual numbers of dual numbers."""
FURTHER_LIMITS = (
    "There is one oracle here, beside the checks of the product's own tests: PyTorch, SymPy and central differences.",
    "Error terms, messages and factors of second derivatives are not compared by themselves, only what they add up to.",
)
FURTHER_FINDINGS = (
    Finding(
        what="A second derivative of a softmax's output was wrong, without what goes through the other outputs in its "
        "first one, and `symprop check` of its first derivative ended in a KeyError (seen before the first run, by a "
        "random answer about it)",
        state="fixed",
        test="tests/laws/test_second_derivatives.py::test_what_a_slope_of_an_output_names_besides_is_known",
    ),
    Finding(
        what="The chain form of a second derivative was wrong where what is differentiated depends on a variable "
        "directly and by another one: one name stood for two slopes",
        state="fixed",
        test="tests/laws/test_second_derivatives.py::test_a_name_of_a_chain_means_one_thing[y]",
    ),
    Finding(
        what="A label of a second derivative that is copied from a page in Markdown or a notebook could not be read",
        state="fixed",
        test="tests/unit/read/test_read_symbols.py::test_spelling",
    ),
)

Tally = dict[str, list[int]]
FEW_DIGITS = ("value", "numbers of a page", "python program")
DEAD = "0 although there is a path"
LAYOUT = ("form", "rendering", "notation", "against")


def record_of(rows: Sequence[Row], fronts: Sequence[Row], *, seed: int, seconds: float, command: str) -> Record:
    """Return the record of a journal's rows."""
    code, several = commits((*rows, *fronts))
    return Record(
        name="differential",
        title="Random networks against three oracles",
        about=ABOUT,
        command=command,
        seed=seed,
        commit=code,
        date=datetime.now(UTC).date().isoformat(),
        seconds=seconds,
        versions=versions("sympy", "mpmath", "torch", "latex2mathml", "lark"),
        counts=(*_networks(rows), *_files(fronts), *_comparisons(rows), *_refusals(rows)),
        findings=FINDINGS,
        limits=(*LIMITS, *several),
    )


def further_record_of(rows: Sequence[Row], *, seed: int, command: str) -> Record:
    """Return the record of the rows about other derivatives."""
    code, several = commits(rows)
    return Record(
        name="further",
        title="Derivatives of other variables, and second ones",
        about=FURTHER,
        command=command,
        seed=seed,
        commit=code,
        date=datetime.now(UTC).date().isoformat(),
        seconds=round(sum(row["cpu"] for row in rows), 1),
        versions=versions("sympy", "mpmath", "latex2mathml", "lark"),
        counts=(*_networks(rows, DEAD), *_comparisons(rows), *_refusals(rows)),
        findings=FURTHER_FINDINGS,
        limits=(*FURTHER_LIMITS, *several),
    )


def _networks(rows: Sequence[Row], *without: str) -> Iterable[Count]:
    """Yield a line for each front end, without the columns that these rows do not count."""
    for front in dict.fromkeys(row["front"] for row in rows):
        own = [row for row in rows if row["front"] == front]
        counted: dict[str, int | float | str] = {
            "gradients": sum(row.get("gradients", 0) for row in own),
            "of them 0": sum(row.get("zeros", 0) for row in own),
            DEAD: sum(row.get("dead", 0) for row in own),
            "timeouts": sum(bool(row.get("timeout")) for row in own),
            "CPU s each": sum(row["cpu"] for row in own) / len(own),
        }
        yield Count(
            what=f"networks of {front}",
            tried=len(own),
            failed=sum(bool(row.get("failures") or row.get("timeout")) for row in own),
            other={name: value for name, value in counted.items() if name not in without},
        )


def _files(fronts: Sequence[Row]) -> Iterable[Count]:
    """Yield how well the networks agree with what the files alone say; what was never compared has failed."""
    for front in dict.fromkeys(row["front"] for row in fronts):
        own = [row for row in fronts if row["front"] == front]
        digits = [row["digits"] for row in own if row.get("digits") is not None]
        values, labels = (sum(row.get(key, 0) for row in own) for key in ("values", "labels"))
        silent = (front in SOURCES and not digits) or not values or (front == "layers" and not labels)
        compared: dict[str, int | float | str] = {"values": values, "names in LaTeX": labels, "E_total": len(digits)}
        yield Count(
            what=f"files of {front} read anew",
            tried=len(own),
            failed=sum(bool(row.get("wrong") or row.get("timeout")) for row in own) or int(silent),
            other=compared | ({"digits of E_total, least": min(digits)} if digits else {}),
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
                side = 2 if parts[3] == "PyTorch" or parts[1] in FEW_DIGITS else 1
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
            found[refusal_in_words(refusal)] += count
    for refusal, count in found.most_common():
        yield Count(what=f"not compared: {refusal}", tried=0, other={"times": count}, view=True)
