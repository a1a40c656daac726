"""The explorer's file: one piece, nothing loaded, nothing run but its own script; what it holds and what it refuses."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

import symprop
from symprop.errors import InputError, LimitExceeded
from symprop.explore import Request, explorer_page

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u2028]]>"


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def page_of(net: symprop.Network, **request: object) -> str:
    return "".join(explorer_page(net, Request(**request)))  # type: ignore[arg-type]


def data_of(page: str) -> dict[str, object]:
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert match
    found: dict[str, object] = json.loads(match[1])
    return found


def test_policy_allows_this_script_and_no_other() -> None:
    page = page_of(symprop.load("mazur"), wrt=("w1",), notations=("mazur",))
    tags = Tags(page).found
    policy = next(a["content"] for tag, a in tags if tag == "meta" and a.get("http-equiv")) or ""
    script = page[page.rindex("<script>") + 8 : page.rindex("</script>")]
    assert f"script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert [tag for tag, _ in tags].count("script") == 2
    assert not any(name in attributes for _, attributes in tags for name in ("src", "style", "onclick", "onerror"))
    assert not re.search(r"\beval\b|new Function|document\.write|import\(|fetch\(|XMLHttpRequest|https?:", script)


def test_hostile_title_stays_text() -> None:
    net = symprop.Network.layered(1, 1, name=HOSTILE)
    page = page_of(net, notations=("mazur",))
    assert [tag for tag, _ in Tags(page).found].count("script") == 2
    assert "img" not in [tag for tag, _ in Tags(page).found]
    assert "<script>alert" not in page
    assert "</script><script>alert(1)" in str(data_of(page)["title"])


def test_only_the_parameters_asked_for() -> None:
    data = data_of(page_of(symprop.load("question"), wrt=("w1", "b3"), notations=("nielsen", "pdp")))
    assert data["parameters"] == {"w1": "4", "b3": "2"}
    notations = data["notations"]
    assert isinstance(notations, list)
    assert [each["name"] for each in notations] == ["nielsen", "pdp"]


def test_what_is_refused() -> None:
    with pytest.raises(LimitExceeded, match="too large to be explored unit by unit; take a smaller one"):
        page_of(symprop.load("40-40-4"))
    abstract = symprop.Network.layered(1, 1, activation="phi")
    with pytest.raises(InputError, match="the abstract φ has no values to explore; choose an activation"):
        page_of(abstract)
    with pytest.raises(InputError, match="unknown name 'w11'; w1 to w8"):
        page_of(symprop.load("mazur"), wrt=("w11",))
