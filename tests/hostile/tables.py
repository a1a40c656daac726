"""Tables of students and of answers, names of networks, and names that Unicode makes alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.hostile.doors import Pair

ADA = [("ada", "Ada L.")]

ROSTERS: tuple[tuple[str, str, Any], ...] = (
    # ids that are places
    ("id,name\n../../x,Ada\n", "id,name\nx-x,Ada\n", [("x-x", "Ada")]),
    ("id,name\n..,Ada\n", "id,name\na.b,Ada\n", [("a.b", "Ada")]),
    ("id,name\n.,Ada\n", "id,name\na,Ada\n", [("a", "Ada")]),
    ("id,name\n/etc/passwd,Ada\n", "id,name\netc-passwd,Ada\n", [("etc-passwd", "Ada")]),
    ("id,name\nC:\\x,Ada\n", "id,name\nC-x,Ada\n", [("C-x", "Ada")]),
    ("id,name\n\\\\host\\x,Ada\n", "id,name\nhost_x,Ada\n", [("host_x", "Ada")]),
    ("id,name\na/b,Ada\n", "id,name\na_b,Ada\n", [("a_b", "Ada")]),
    ("id,name\na\\b,Ada\n", "id,name\na@b,Ada\n", [("a@b", "Ada")]),
    ("id,name\na..b,Ada\n", "id,name\na.b.c,Ada\n", [("a.b.c", "Ada")]),
    ("id,name\n.hidden,Ada\n", "id,name\nhidden,Ada\n", [("hidden", "Ada")]),
    ("id,name\na.,Ada\n", "id,name\na.1,Ada\n", [("a.1", "Ada")]),
    ("id,name\n-rf,Ada\n", "id,name\nrf,Ada\n", [("rf", "Ada")]),
    ("id,name\n~,Ada\n", "id,name\n0,Ada\n", [("0", "Ada")]),
    ("id,name\n~root,Ada\n", "id,name\nroot,Ada\n", [("root", "Ada")]),
    ("id,name\n$HOME,Ada\n", "id,name\nHOME,Ada\n", [("HOME", "Ada")]),
    ("id,name\n%TEMP%,Ada\n", "id,name\nTEMP,Ada\n", [("TEMP", "Ada")]),
    ("id,name\n`id`,Ada\n", "id,name\nid,Ada\n", [("id", "Ada")]),
    ("id,name\na;b,Ada\n", "id,name\na-b,Ada\n", [("a-b", "Ada")]),
    ("id,name\n*,Ada\n", "id,name\n1,Ada\n", [("1", "Ada")]),
    ("id,name\nCON,Ada\n", "id,name\nCONNY,Ada\n", [("CONNY", "Ada")]),
    ("id,name\nnul.txt,Ada\n", "id,name\nnull.txt,Ada\n", [("null.txt", "Ada")]),
    ("id,name\nCom1,Ada\n", "id,name\nCom10,Ada\n", [("Com10", "Ada")]),
    ("id,name\nlpt9.a.b,Ada\n", "id,name\nlpt.9,Ada\n", [("lpt.9", "Ada")]),
    ("id,name\nAUX,Ada\n", "id,name\nAUXILIA,Ada\n", [("AUXILIA", "Ada")]),
    ("id,name\n" + "a" * 65 + ",Ada\n", "id,name\n" + "a" * 64 + ",Ada\n", [("a" * 64, "Ada")]),
    ("id,name\n" + "a" * 1_000_000 + ",Ada\n", "id,name\naa,Ada\n", [("aa", "Ada")]),
    ("id,name\n\"a\nb\",Ada\n", 'id,name\n"a",Ada\n', [("a", "Ada")]),
    ("id,name\na\x00b,Ada\n", "id,name\nab,Ada\n", [("ab", "Ada")]),
    ("id,name\n\u202ea,Ada\n", "id,name\na, Ada\n", [("a", "Ada")]),
    ("id,name\nа,Ada\n", "id,name\na,Ада\n", [("a", "Ада")]),
    ("id,name\nａ,Ada\n", "id,name\na,Ａｄａ\n", [("a", "Ａｄａ")]),
    ("id,name\n١,Ada\n", "id,name\n1,١\n", [("1", "١")]),
    ("id,name\né,Ada\n", "id,name\ne,é\n", [("e", "é")]),
    ("id,name\n<b>,Ada\n", "id,name\nb,<b>\n", [("b", "<b>")]),
    ("id,name\n=1+1,Ada\n", "id,name\n1,=1+1\n", [("1", "=1+1")]),
    ("id,name\n@SUM,Ada\n", "id,name\nSUM,@SUM\n", [("SUM", "@SUM")]),
    ("id,name\n,Ada\n", "id,name\na,\n", [("a", "")]),
    # twins
    ("id\nada\nada\n", "id\nada\nadb\n", [("ada", ""), ("adb", "")]),
    ("id\nada\nADA\n", "id\nada\nAD\n", [("ada", ""), ("AD", "")]),
    ("id\nada \n ada\n", "id\nada \n adam\n", [("ada", ""), ("adam", "")]),
    # tables
    ("", "id\nada\n", [("ada", "")]),
    ("id\n", "id\n\nada\n\n", [("ada", "")]),
    ("name\nAda\n", "ID , Name\nada,Ada L.\n", ADA),
    ("id;name\nada;Ada L.;more\n", "id;name\nada;Ada L.\n", ADA),
    ("id,id\nada,bob\n", "id,group,name\nada,b,Ada L.\n", ADA),
    ("id,name,name\nada,Ada L.,Bob\n", "id,name,Name2\nada,Ada L.,Bob\n", ADA),
    ("id,name\nada,Ada L.,more,cells\n", "id,name,,\nada,Ada L.,,\n", ADA),
    ("id,name\n\"ada,Ada L.\n", 'id,name\n"ada","Ada L."\n', ADA),
    ("id,name\n\"ada\"x,Ada L.\n", 'id,name\nada,"Ada L."\n', ADA),
    ("i\x00d\x00\na\x00", "id\na\n", [("a", "")]),
    ("id,name\nada," + "x" * 121 + "\n", "id,name\nada," + "x" * 120 + "\n", [("ada", "x" * 120)]),
    ("id,name\nada," + "x" * 1_000_000 + "\n", "id,name\nada,Ada L.\n", ADA),
    ("id\n" + "".join(f"a{k}\n" for k in range(2_001)), "id\na1\n", [("a1", "")]),
    ("id\n" + '"' * 200_000, 'id\n"a"\n', [("a", "")]),
    ("," * 1_000_000, "id," + "," * 100 + "\na\n", [("a", "")]),
)  # fmt: skip

ANSWERS: tuple[tuple[str, str, Any], ...] = (
    ("", "answer\n", []),
    ("id,answr\n1,x\n", "id,answer\n1,x\n", [("w1", "x")]),
    ("id;answer\n1;x;y\n", "id;wrt;answer\n1;w5;x\n", [("w5", "x")]),
    ("answer,answer\nx,y\n", "answer,Answer\nx,y\n", [("w1", "x")]),
    ("id,id,answer\n1,2,x\n", "id,id2,answer\n1,2,x\n", [("w1", "x")]),
    ("answer,verdict\nx,correct\n", "answer,verdict?\nx,correct\n", [("w1", "x")]),
    ("answer,error\nx,y\n", "answer,errors\nx,y\n", [("w1", "x")]),
    ("answer\nx,y\n", 'answer\n"x,y"\n', [("w1", "x,y")]),
    ("answer,id\nx,1,2\n", "answer,id\nx\n", [("w1", "x")]),
    ("id,answer\n1,x,y\n", "id,answer,,\n1,x,,\n", [("w1", "x")]),
    ('answer\n"x\n', 'answer\n"x\n"\n', [("w1", "x\n")]),
    ('answer\n"x"y\n', 'answer\n"x""y"\n', [("w1", 'x"y')]),
    ("a\x00nswer\nx\n", "answer\n=cmd|' /C calc'!A0\n", [("w1", "=cmd|' /C calc'!A0")]),
)

SPECS: tuple[tuple[str, str, Any], ...] = (
    ("../../etc/passwd", "mazur", "inputs: 2; h: 2 sigmoid, o: 2 sigmoid"),
    ("/etc/passwd", "2-2-2", "inputs: 2; h: 2 sigmoid, o: 2 sigmoid"),
    ("/dev/zero", "1-1", "inputs: 1; o: 1 sigmoid"),
    ("/dev/null", "3-1", "inputs: 3; o: 1 sigmoid"),
    ("/", "1-2", "inputs: 1; o: 2 sigmoid"),
    (".", "1-3", "inputs: 1; o: 3 sigmoid"),
    ("", "1-4", "inputs: 1; o: 4 sigmoid"),
    ("\x00", "1-5", "inputs: 1; o: 5 sigmoid"),
    ("x" * 100_000, "1-6", "inputs: 1; o: 6 sigmoid"),
    ("http://127.0.0.1/x.yaml", "2-1", "inputs: 2; o: 1 sigmoid"),
    ("file:///etc/passwd", "2-2", "inputs: 2; o: 2 sigmoid"),
    ("model.pt", "2-3", "inputs: 2; o: 3 sigmoid"),
    ("model.pkl", "2-4", "inputs: 2; o: 4 sigmoid"),
    ("MODEL.KERAS", "2-5", "inputs: 2; o: 5 sigmoid"),
    ("999999999-999999999-999999999", "9-9", "inputs: 9; o: 9 sigmoid"),
    ("1-" * 1_000_000, "1-1-1", "inputs: 1; h: 1 sigmoid, o: 1 sigmoid"),
    ("9" * 100_000, "99-1", "inputs: 99; o: 1 sigmoid"),
    ("0-0", "10-10", "inputs: 10; o: 10 sigmoid"),
    ("2--2", "02-2", "inputs: 2; o: 2 sigmoid"),
    ("２-２", "2-02", "inputs: 2; o: 2 sigmoid"),
    ("2−2", "002-2", "inputs: 2; o: 2 sigmoid"),
    ("mazur.yaml", "xor", "inputs: 2; h: 2 sigmoid, o: 1 sigmoid"),
    ("MAZUR", "1-7", "inputs: 1; o: 7 sigmoid"),
    ("mazur\x00", "1-8", "inputs: 1; o: 8 sigmoid"),
    ("../examples/mazur", "1-9", "inputs: 1; o: 9 sigmoid"),
)


def _named(*names: str) -> str:
    listed = ", ".join(f'"{name}"' for name in names)
    return f"inputs: [{listed}]\nlayers: [{{units: 1}}]\n"


ALIKE: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("x1", "x_1"), ("x1", "x2")),
    (("x1", "x1"), ("x1", "y1")),
    (("theta", "θ"), ("theta", "eta")),
    (("é",), ("f",)),
    (("é", "e\u0301"), ("f", "g")),
    (("x", "х"), ("x", "X")),
    (("a", "ａ"), ("a", "A")),
    (("K", "K"), ("K", "k")),
    (("ﬁ",), ("fi",)),
    (("x²",), ("x2",)),
    (("ſ",), ("s1",)),
    (("x\u200b",), ("x",)),
    (("x\u2060", "x"), ("x", "xx")),
    (("µ",), ("mu",)),
    (("Å",), ("A1",)),
    (("x⁄y",), ("xy",)),
    (("ª",), ("a1",)),
    (("x\u00ad",), ("xz",)),
    (("𝐱",), ("xb",)),
    (("x1_", "x1"), ("x1_1", "x1_2")),
    (("1h",), ("h9a",)),
)
"""Names of inputs that Unicode or a page makes alike, and some that only look so to a careless reader."""


def _rows() -> Iterator[Pair]:
    yield from (Pair("roster", *row) for row in ROSTERS)
    yield from (Pair("answers", *row) for row in ANSWERS)
    yield from (Pair("spec", *row) for row in SPECS)
    for bad, good in ALIKE:
        yield Pair("network", _named(*bad), _named(*good), f"inputs: {len(good)}; o: 1 sigmoid")


ROWS: tuple[Pair, ...] = tuple(_rows())
