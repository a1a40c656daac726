r"""A student's answer → its lines: one formula, or several with `=` between and before them.

    answer := line (; | new line) …       line := [name =] formula [= formula …]

A name that the network does not have may stand on the left: an abbreviation of the student's own.
What can be read in two ways is refused with both readings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from symprop.errors import InputError, LimitExceeded, shorten
from symprop.expression import Expr, names_in
from symprop.read.answer import STACKED, answer_tokens
from symprop.read.budget import Budget
from symprop.read.settled import CLOSES, OPENS, STARTS, with_activation, with_bars, with_powers
from symprop.read.spellings import Spellings, key
from symprop.read.tokens import Source, Token, prepare
from symprop.read.word import upright

__all__ = ["Answer", "AnswerLine", "read_answer"]

MOST_LINES = 1_000
_CONTINUES = frozenset(("PLUS", "MINUS", "STAR", "SLASH", "CARET", "EQ"))
_BEFORE_FACTOR = frozenset(("MINUS", "FUNC", "PRIME", "FRAC", "CARET"))
_MARKUP = re.compile(r"\s*<")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line.

    Args:
        name: what it says it gives; nothing for a formula alone.
        sides: formulas that it says are equal, one at the least.
        own: whether the name is the student's own.
        where: ``line:column``.
    """

    name: str
    sides: tuple[Expr, ...]
    own: bool
    where: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was read.

    Args:
        style: ``latex``, ``text`` or ``python``: what a message about it is written in.
        written: name → how the student writes it.
    """

    lines: tuple[AnswerLine, ...]
    style: str
    written: Mapping[str, str]


def read_answer(
    text: str, spellings: Spellings, *, functions: Mapping[str, str] | None = None, budget: Budget | None = None
) -> Answer:
    r"""Return the lines of an answer in LaTeX, Unicode, Python or MathML.

    Args:
        text: the answer.
        spellings: the network's names.
        functions: what else is a function's name there: ``{"f": "sigmoid"}``; nothing where φ may be several.
        budget: its limits; those of a formula by default.

    Raises:
        InputError: if it is no formula, uses another name, or can be read in two ways; ``line:column``, what, instead.
        LimitExceeded: if it goes beyond the budget.

    >>> from symprop.network.dense import dense_layers
    >>> from symprop.network.layers import LayeredGraph
    >>> spellings = Spellings(LayeredGraph(2, dense_layers((2, 2))))
    >>> read_answer(r"dE/dw1 = \delta_{h1}\, i_1", spellings).lines[0].name
    'd_E_total__d_w1'
    """
    source = Source(text, budget or Budget(), slopes=True)
    source.check_length()
    if _MARKUP.match(text):
        tokens, source = _from_mathml(source, spellings)
    else:
        source = replace(source, text=upright(text))
        tokens = answer_tokens(source, spellings, functions or {})
    tokens = _placed(source, list(with_activation(tokens, source, functions or {})), spellings)
    lines = tuple(_lines(tokens, source))
    if not lines:
        raise source.error(source.end, "there is no formula")
    if len(lines) > MOST_LINES:
        raise LimitExceeded(
            f"{len(lines):,} lines", where=lines[MOST_LINES].where, instead=f"the limit is {MOST_LINES:,}"
        )
    written: dict[str, str] = {}
    for token in tokens:
        if token.kind == "NAME":
            written.setdefault(token.text, token.written)
    lines = _defined_first(lines)
    _refuse_undefined(lines, written)
    return Answer(lines, _style(text), {} if _MARKUP.match(text) else written)


def _defined_first(lines: tuple[AnswerLine, ...]) -> tuple[AnswerLine, ...]:
    """Return the lines with what is defined once, and after its use ("A·B; A = …"), before its use."""
    count = Counter(line.name for line in lines)
    once = {line.name: line for line in lines if line.own and count[line.name] == 1}
    found: dict[str, AnswerLine] = {}  # by place
    begun: set[str] = set()
    for line in lines:
        waiting = [(line, iter(_used(line)))]
        while waiting:
            user, names = waiting[-1]
            begun.add(user.where)
            before = next((once[name] for name in names if name in once and once[name].where not in begun), None)
            if before is None:
                found.setdefault(user.where, user)
                waiting.pop()
            else:
                waiting.append((before, iter(_used(before))))
    return tuple(found.values())


def _used(line: AnswerLine) -> dict[str, None]:
    """Return the names in a line's formulas, in their order."""
    return dict.fromkeys(name for side in line.sides for name in names_in(side))


def _refuse_undefined(lines: tuple[AnswerLine, ...], written: Mapping[str, str]) -> None:
    """Refuse an own name in what defines it, and before."""
    undefined = {line.name for line in lines if line.own}
    for line in lines:
        for name in _used(line):
            if name in undefined:
                within = line.own and name == line.name
                what = (
                    f"'{shorten(written[name])}' is used {'in what defines it' if within else 'before it is defined'}"
                )
                raise InputError(what, where=line.where, instead="define it by the network's names")
        undefined.discard(line.name)


def _style(text: str) -> str:
    if "\\" in text or "_{" in text:
        return "latex"
    return "text" if not text.isascii() else "python"


class _Labels:
    """The spellings as the reader of MathML asks for them: by LaTeX."""

    def __init__(self, spellings: Spellings) -> None:
        self._spellings = spellings

    def find(self, label: str) -> str | None:
        stacked = STACKED.fullmatch(label)
        return self._spellings.partial(stacked["of"], stacked["wrt"]) if stacked else self._spellings.find(label)

    @property
    def raised(self) -> bool:
        return self._spellings.raised_or_renamed

    def known(self, label: str) -> str | None:
        return self.find(label)

    def nearest(self, label: str) -> str:
        return self._spellings.nearest(label)


def _from_mathml(plain: Source, spellings: Spellings) -> tuple[list[Token], Source]:
    from symprop.read.mathml import mathml_tokens

    try:
        source = Source(plain.text, plain.budget, plain.text.encode(), slopes=True)
    except UnicodeEncodeError as error:
        raise plain.error(error.start, "a character that is none in Unicode") from None
    found: list[Token] = []
    cases = 0
    for token in mathml_tokens(source, _Labels(spellings)):
        cases += (token.kind == "CASES") - (token.kind == "ENDCASES")
        if cases or token.kind not in ("ALIGN", "ENDALIGN", "COL", "ROW"):
            found.append(token)
        elif token.kind == "ROW":
            found.append(token._replace(kind="BREAK"))
    return found, source


def _placed(source: Source, tokens: list[Token], spellings: Spellings) -> list[Token]:
    """Return the tokens with every unknown name settled: the student's own, a product without spaces, or refused."""
    own = set(_own(tokens))
    found: list[Token] = []
    for token in tokens:
        if token.kind == "UNKNOWN":
            name = f"own_{key(token.written)}"
            if name in own:
                found.append(Token("NAME", name, token.at, token.written))
            else:
                found += _product(token, source, spellings)
        elif token.text == "#e":
            raise source.error(token.at, "'e' alone is no name here", "write exp(…) or e^{…}")
        else:
            found.append(token)
    return found


def _own(tokens: list[Token]) -> Iterator[str]:
    """Yield the names of the student's own: those that a line begins with, and that no network has."""
    starts, before = True, ""
    for token, following in _following(tokens):
        if token.kind == "BREAK":
            starts = starts or before not in _CONTINUES
            continue
        if starts and token.kind == "UNKNOWN" and following[:1] == ["EQ"]:
            yield f"own_{key(token.written)}"
        starts, before = token.kind in ("SEP", "COMMA"), token.kind


def _product(token: Token, source: Source, spellings: Spellings) -> Iterator[Token]:
    try:
        names = spellings.pieces(token.written)
    except InputError as error:
        raise source.placed(error, token.at) from None
    if names is None:
        raise source.error(token.at, f"unknown name '{shorten(token.written)}'", spellings.nearest(token.written))
    yield from (Token("NAME", name, token.at, name) for name in names)


def _lines(tokens: list[Token], source: Source) -> Iterator[AnswerLine]:
    for number, row in enumerate(_rows(tokens)):
        row = row[1:] if not number and row[0].kind == "EQ" else row  # "= …" goes on with what was asked
        yield _line(with_powers(with_bars(row, source)), source)


def _rows(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each line: a new line that goes on with a sign, or ends in one, is none."""
    row: list[Token] = []
    depth = 0
    for token, following in _following(tokens):
        depth += (token.kind in OPENS) - (token.kind in CLOSES)
        ends = token.kind == "SEP" or (token.kind == "COMMA" and not depth and following in ([], ["NAME", "EQ"]))
        if token.kind == "BREAK" and not depth:
            ends = _CONTINUES.isdisjoint((*following[:1], *(before.kind for before in row[-1:])))
        if ends:
            if row:
                yield row
            row = []
        elif token.kind != "BREAK":
            row.append(token)
    if row:
        yield row


def _following(tokens: list[Token]) -> Iterator[tuple[Token, list[str]]]:
    """Yield each token and the kinds of the two after it, ends of lines left out."""
    kinds = [token.kind for token in tokens if token.kind != "BREAK"]
    seen = 0
    for token in tokens:
        seen += token.kind != "BREAK"
        yield token, kinds[seen : seen + 2]


def _line(row: list[Token], source: Source) -> AnswerLine:
    from symprop.read.grammar import parse

    name = row[0].text if [token.kind for token in row[:2]] == ["NAME", "EQ"] else ""
    sides: list[list[Token]] = [[]]
    for token in row[2:] if name else row:
        if token.kind == "EQ":
            sides.append([])
        else:
            sides[-1].append(token)
    formulas = []
    for side in sides:
        prepared = prepare(side, source)
        _refuse_unclear(prepared, source)
        formulas.append(parse(prepared, source))
    return AnswerLine(name, tuple(formulas), name.startswith("own_"), source.where(row[0].at))


def _refuse_unclear(tokens: list[Token], source: Source) -> None:
    """Refuse a/b c, which is read as (a/b)c by some and as a/(bc) by others; ½ written 1/2 is clear."""
    for place, token in enumerate(tokens):
        if token.kind != "SLASH":
            continue
        end = _end_of_factor(tokens, place + 1)
        number = tokens[place - 1].kind == "NUM" and tokens[place - 2].kind != "CARET"
        half = number and [below.kind for below in tokens[place + 1 : end]] == ["NUM"]
        if end < len(tokens) and tokens[end].kind in STARTS and not half:
            shown = tokens[end].shown
            raise source.error(
                token.at, f"it is not clear whether '{shown}' stands below the '/' too", "write a/(b·c) or (a/b)·c"
            )


def _end_of_factor(tokens: list[Token], start: int) -> int:
    """Return where the factor that begins at `start` ends, its exponent included."""
    place, depth = start, 0
    while place < len(tokens):
        kind = tokens[place].kind
        depth += (kind in OPENS) - (kind in CLOSES)
        place += 1
        following = [token.kind for token in tokens[place : place + 1]]
        of_fraction = kind == "RBRACE" and following == ["LBRACE"]
        if not (depth or kind in _BEFORE_FACTOR or of_fraction or following == ["CARET"]):
            break
    return place
