"""The explorer's page: data, style and scripts in one file that opens from disk and loads nothing.

The content security policy allows this style and this script by their hashes, and nothing else; the data are JSON that
no script element runs.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

from symprop.api import Network
from symprop.derive.forms import DEFAULT_LIMITS, Limits, derive_form
from symprop.derive.views import check_wrt
from symprop.draw.palette import PATHS
from symprop.errors import InputError, LimitExceeded
from symprop.explore.formulas import LineTable, notation_data, variables_data
from symprop.explore.picture import live_picture
from symprop.explore.program import as_data, explorer_tape, live_edges
from symprop.explore.values import given_values
from symprop.notation import NOTATIONS
from symprop.pages.escape import html_text, visible

__all__ = ["Request", "explorer_page"]

FORMS = ("messages", "chain", "factored")
"""Those that are lines; the path sum the page puts together itself."""
SCRIPTS = ("program.js", "numbers.js", "drawing.js", "formulas.js", "explorer.js")
MOST_LINES = 40_000
EVERY_NOTATION = 60  # edges up to which all notations are on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a page holds.

    Args:
        wrt: the parameters that can be chosen; all of them by default.
        notations: names or files, the first one shown first; all that come with symprop where it is empty and the
            network is small.
        most_paths: how many paths of one parameter are listed at once.
    """

    wrt: tuple[str, ...] = ()
    notations: tuple[str, ...] = ()
    most_paths: int = 24


def explorer_page(net: Network, request: Request = Request()) -> Iterator[str]:
    """Return the pieces of the page.

    Raises:
        InputError: on an unknown parameter or notation, or an activation that has no values.
        LimitExceeded: if the network is too large to be drawn, or its formulas for one page.

    >>> import symprop
    >>> page = "".join(explorer_page(symprop.load("mazur"), Request(wrt=("w1",))))
    >>> page.startswith("<!DOCTYPE html>"), "http-equiv" in page
    (True, True)
    """
    wrt = tuple(check_wrt(net.graph, net.own_name(name)) for name in request.wrt) or net.parameters
    data, style = _data(net, wrt, request)
    return _pieces(net.name, data, style)


def _data(net: Network, wrt: Sequence[str], request: Request) -> tuple[dict[str, Any], str]:
    graph = net.graph
    edges = live_edges(graph)
    networks = _in_notations(net, request.notations, len(edges) <= EVERY_NOTATION)
    pictures = [live_picture(graph, shown.labels, visible(net.name)) for shown in networks]
    table = LineTable()
    forms = {name: _forms(net, name, table) for name in wrt}
    lines = table.lines
    tape = explorer_tape(graph, edges, [lines])
    data = {
        "title": visible(net.name),
        "facts": [visible(fact) for fact in net.model.facts],
        "total": graph.total,
        **variables_data(graph, wrt),
        "given": [
            {"name": given.name, "kind": str(given.kind), "value": given.value, "own": given.own}
            for given in given_values(graph, net.values, net.model.rules)
        ],
        "rules": [{"names": list(rule.names), "kind": rule.kind} for rule in net.model.rules],
        "program": as_data(tape),
        "edges": [[edge.source, edge.target, edge.occurrence] for edge in edges],
        "forms": forms,
        "defines": [line.lhs.name for line in lines],
        "mostPaths": request.most_paths,
        "colours": [style.colour for style in PATHS],
        "notations": [
            {**notation_data(graph, shown.labels, edges, lines), "drawing": picture.svg}
            for shown, picture in zip(networks, pictures, strict=True)
        ],
    }
    return data, pictures[0].style


def _in_notations(net: Network, names: Sequence[str], every: bool) -> list[Network]:
    """Return the network in each notation that the page has, the one to begin with first."""
    if names:
        return [net.with_notation(name) for name in dict.fromkeys(names)]
    found = [net]
    for name in NOTATIONS if every else ():
        try:
            found += [net.with_notation(name)] if name != net.notation.name else []
        except InputError:  # two names would print alike in it
            continue
    return found


def _forms(net: Network, wrt: str, table: LineTable) -> dict[str, Any]:
    """Return form → the numbers of its lines, and what is said beside them."""
    limits = Limits(paths=DEFAULT_LIMITS.paths)
    found: dict[str, Any] = {}
    for name in FORMS:
        form = derive_form(net.graph, wrt, name, limits)
        found[name] = {"lines": [table.place(line) for line in form.lines], "note": form.note}
    if len(table.lines) > MOST_LINES:
        raise LimitExceeded(f"more than {MOST_LINES:,} formulas", where="--wrt", instead="choose fewer parameters")
    return found


def _pieces(title: str, data: dict[str, Any], drawn: str) -> Iterator[str]:
    style = drawn + _beside("explorer.css")
    script = '"use strict";\n' + "\n".join(map(_beside, SCRIPTS))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    yield (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{html_text(title)}: explore ∂E/∂w</title>\n"
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{style}</style>\n</head>\n'
    )
    yield _beside("body.html").replace("{title}", html_text(title))
    yield f'<script type="application/json" id="data">{_json(data)}</script>\n'
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def _json(data: dict[str, Any]) -> str:
    r"""Return data as JSON that ends no element.

    >>> print(_json({"a": "</script>"}))
    {"a":"\u003c/script>"}
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", r"\u003c").replace("\u2028", r"\u2028").replace("\u2029", r"\u2029")


def _beside(name: str) -> str:
    return files("symprop.explore").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
