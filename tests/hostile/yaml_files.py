"""What YAML can do besides holding data, and what a strict reader still takes."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.doors import Pair
from tests.hostile.sizes import PLAN

NET = "inputs: 1\nlayers: [{units: 1}]\n"
FACTS = "inputs: 1; o: 1 sigmoid"
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)

NETWORKS: tuple[tuple[str, str, str], ...] = (
    # anchors, aliases, merges
    (LAUGHS, NET, FACTS),
    ("inputs: &a 1\nlayers: [{units: *a}]\n", "inputs: 1\nlayers: [{units: 1}]", FACTS),
    ("inputs: &a 1\nlayers: [{units: 1}]\n", "'inputs': 1\n'layers': [{'units': 1}]\n", FACTS),
    ("inputs: *a\nlayers: [{units: 1}]\n", '"inputs": 1\nlayers: [{"units": 1}]\n', FACTS),
    ("&a inputs: 1\nlayers: [{units: 1}]\n", "inputs : 1\nlayers : [{units : 1}]\n", FACTS),
    ("a: &a {b: *a}\n", "layers: [{units: 1}]\ninputs: 1\n", FACTS),
    ("<<: {inputs: 1}\nlayers: [{units: 1}]\n", "{inputs: 1, layers: [{units: 1}]}", FACTS),
    ("<<: [{inputs: 1}, {layers: []}]\n", '{"inputs": 1, "layers": [{"units": 1}]}', FACTS),
    ("inputs: 1\nlayers:\n- &l {units: 1}\n- <<: *l\n", "inputs: 1\nlayers:\n- {units: 1}\n", FACTS),
    # tags
    ("!!python/object/apply:os.system ['id']", "# !!python/object/apply:os.system ['id']\n" + NET, FACTS),
    ("inputs: !!python/object/new:os.system [id]\nlayers: []", "inputs: 1 # !!python/object/new:os.system\n"
     "layers: [{units: 1}]", FACTS),
    ("inputs: !!python/name:os.system\nlayers: []\n", "name: '!!python/name:os.system'\n" + NET, FACTS),
    ("inputs: !!python/module:os\n", 'name: "!!python/module:os"\n' + NET, FACTS),
    ("inputs: !!python/tuple [1]\n", "name: python/tuple\n" + NET, FACTS),
    ("inputs: !!int 1\nlayers: [{units: 1}]\n", "inputs: 1\nlayers: [{units: '1'}]\n", FACTS),
    ("inputs: !!str 1\nlayers: [{units: 1}]\n", "inputs: '1'\nlayers: [{units: 1}]\n", FACTS),
    ("inputs: !!binary MQ==\nlayers: [{units: 1}]\n", 'inputs: "1"\nlayers: [{units: 1}]\n', FACTS),
    ("!!map {inputs: 1, layers: [{units: 1}]}", "--- {inputs: 1, layers: [{units: 1}]}", FACTS),
    ("!!omap [inputs: 1, layers: [{units: 1}]]", "%YAML 1.2\n--- {inputs: 1, layers: [{units: 1}]}", FACTS),
    ("!!set {inputs, layers}", "---\n" + NET + "...\n", FACTS),
    ("%TAG ! tag:x,2000:\n---\ninputs: !int 1\nlayers: []\n", "%YAML 1.2\n---\n" + NET, FACTS),
    ("inputs: ! 1\nlayers: [{units: 1}]\n", "inputs: 1 \nlayers: [{units: 1}]\n", FACTS),
    ("!<tag:yaml.org,2002:python/name:os.system> x", "name: <tag:yaml.org,2002:python>\n" + NET, FACTS),
    # documents
    (NET + "---\n" + NET, "---\n" + NET, FACTS),
    (NET + "...\n---\nx: 1\n", NET + "...\n", FACTS),
    ("--- 1\n--- 2\n--- 3\n", "\n\n" + NET, FACTS),
    ("", NET + "\n\n\n", FACTS),
    ("null", NET.replace("1", "1 "), FACTS),
    ("- 1\n- 2\n", NET + "# - 1\n", FACTS),
    ("just words", "name: just words\n" + NET, FACTS),
    ("%YAML 99.0\n---\n" + NET, "%YAML 1.1\n---\n" + NET, FACTS),
    # keys
    ("inputs: 1\ninputs: 1\nlayers: [{units: 1}]\n", "inputs: 1\nlayers: [{units: 1}]\nbias: unit\n", FACTS),
    ("inputs: 1\n'inputs': 1\nlayers: [{units: 1}]\n", "name: inputs\n" + NET, FACTS),
    ("inputs: 1\n\"inp\\u0075ts\": 1\nlayers: [{units: 1}]\n", '"inp\\u0075ts": 1\nlayers: [{units: 1}]\n', FACTS),
    ("[inputs]: 1\nlayers: [{units: 1}]\n", "? inputs\n: 1\n? layers\n: [{units: 1}]\n", FACTS),
    ("{inputs: 1}: 1\n", '{"inputs":1,"layers":[{"units":1}]}', FACTS),
    ("? {a: b}\n: c\n", "? 'inputs'\n: 1\n? layers\n: [{units: 1}]\n", FACTS),
    ("__proto__: {x: 1}\n" + NET, "name: __proto__\n" + NET, FACTS),
    ("__class__: x\n" + NET, "name: __class__\n" + NET, FACTS),
    ("constructor: x\n" + NET, "name: constructor\n" + NET, FACTS),
    ("$ref: file:///etc/passwd\n" + NET, "name: $ref\n" + NET, FACTS),
    ("include: /etc/passwd\n" + NET, "name: include\n" + NET, FACTS),
    ("inputs: !include /etc/passwd\n", "name: '!include /etc/passwd'\n" + NET, FACTS),
    ("inputs: 1\nlayers: [{units: 1, __init__: 2}]\n", "inputs: 1\nlayers: [{units: 1, name: o}]\n", FACTS),
    ("inputs: 1\nlayers: [{units: 1, activation: __import__}]\n",
     "inputs: 1\nlayers: [{units: 1, activation: sigmoid}]\n", FACTS),
    # scalars
    ("inputs: 1e3\nlayers: [{units: 1}]\n", "inputs: 01\nlayers: [{units: 1}]\n", FACTS),
    ("inputs: 0x1\nlayers: [{units: 1}]\n", "inputs: 001\nlayers: [{units: 1}]\n", FACTS),
    ("inputs: true\nlayers: [{units: 1}]\n", "inputs: 1\nlayers: [{units: 1}]\nname: 'true'\n", FACTS),
    ("inputs: ~\nlayers: [{units: 1}]\n", "inputs: 1\nlayers: [{units: 1}]\nname: ~\n", FACTS),
    ("inputs: 1.0\nlayers: [{units: 1}]\n", "inputs: 1\nlayers: [{units: 1}]\nname: 1.0\n", FACTS),
    ("inputs: +1\nlayers: [{units: 1}]\n", "inputs: 1\nlayers: [{units: 1}]\nname: +1\n", FACTS),
    ("inputs: １\nlayers: [{units: 1}]\n", "name: １\n" + NET, FACTS),
    ("inputs: 999999999\nlayers: [{units: 999999999}]\n", "inputs: 9\nlayers: [{units: 9}]\n",
     "inputs: 9; o: 9 sigmoid"),
    ("inputs: 1\nlayers: [{units: " + "9" * 100_000 + "}]\n", "inputs: 1\nlayers: [{units: 99}]\n",
     "inputs: 1; o: 99 sigmoid"),
    ("inputs: 1\nlayers: [{units: -1}]\n", "inputs: 1\nlayers: [{units: 1}, ]\n", FACTS),
    # characters
    ("inputs: 1\x00\nlayers: [{units: 1}]\n", "\ufeff" + NET, FACTS),
    ("name: \x1b[31m\n" + NET, "name: '[31m'\n" + NET, FACTS),
    ("name: \"\\x1b[31m\"\n" + NET, 'name: "\\u00e9"\n' + NET, FACTS),
    ("name: \"\\0\"\n" + NET, 'name: "0"\n' + NET, FACTS),
    ("name: \"a\\nb\"\n" + NET, 'name: "a\\\n  b"\n' + NET, FACTS),
    ("name: |\n  a\n  b\n" + NET, "name: >-\n  a\n  b\n" + NET, FACTS),
    ("name: a\u202eb\n" + NET, "name: עברית\n" + NET, FACTS),
    ("name: a\u200bb\n" + NET, "name: 文字\n" + NET, FACTS),
    ("name: \"\\ud800\"\n" + NET, 'name: "\\U0001F642"\n' + NET, FACTS),
    ("name: \"\\u2028\"\n" + NET, 'name: "\\u2192"\n' + NET, FACTS),
    ("name: \x7f\n" + NET, "name: ~~\n" + NET, FACTS),
    ("inputs: 1\nlayers:\n\t- {units: 1}\n", "inputs: 1\nlayers:\n  - {units:\t1}\n", FACTS),
    ("inputs: 1\n layers: [{units: 1}]\n", " inputs: 1\n layers: [{units: 1}]\n", FACTS),
    ("name: " + "W" * 201 + "\n" + NET, "name: " + "W" * 200 + "\n" + NET, FACTS),
    ("name: [x]\n" + NET, "name: '[x]'\n" + NET, FACTS),
    ("name: {x: y}\n" + NET, "name: '{x: y}'\n" + NET, FACTS),
    ("name: 'x\n" + NET, "name: x'\n" + NET, FACTS),
    ("name: \"\\q\"\n" + NET, 'name: "\\\\q"\n' + NET, FACTS),
    ("name: @x\n" + NET, "name: x@\n" + NET, FACTS),
    ("name: `x`\n" + NET, "name: x`\n" + NET, FACTS),
    ("name: %x\n" + NET, "name: x%\n" + NET, FACTS),
)  # fmt: skip
"""Of networks."""

PLANS: tuple[tuple[str, str], ...] = (
    ("title: &t T\n" + PLAN[9:], PLAN),
    ("title: !!python/name:os.system\n" + PLAN[9:], "title: T\nformats: [html]\n" + PLAN[9:]),
    ("title: T\nformats: [exe]\n" + PLAN[9:], "title: T\nformats: html\n" + PLAN[9:]),
    ("title: T\nexports: [../x]\n" + PLAN[9:], "title: T\nexports: [stack]\n" + PLAN[9:]),
    ("title: T\nseed: [1]\n" + PLAN[9:], "title: T\nseed: '[1]'\n" + PLAN[9:]),
    ("title: T\nseed: \"a\\nb\"\n" + PLAN[9:], 'title: T\nseed: "a b"\n' + PLAN[9:]),
    ("title: \"T\\u0000\"\n" + PLAN[9:], 'title: "\\u0054"\n' + PLAN[9:]),
    (PLAN.replace("wrt: w1", "wrt: [w1]"), PLAN.replace("wrt: w1", "wrt: 'w1'")),
    (PLAN.replace("wrt: w1", "points: 1e999"), PLAN.replace("wrt: w1", "points: 1e2, wrt: w1")),
    (PLAN.replace("wrt: w1", "points: nan"), PLAN.replace("wrt: w1", "points: 0.5, wrt: w1")),
    (PLAN.replace("wrt: w1", "points: -1"), PLAN.replace("wrt: w1", "points: 1, wrt: w1")),
    (PLAN.replace("wrt: w1", "hints: 999999999999"), PLAN.replace("wrt: w1", "hints: 5, wrt: w1")),
    (PLAN.replace("wrt: w1", "digits: ²"), PLAN.replace("wrt: w1", "hints: 2, wrt: w1")),
    (PLAN.replace("derive", "../derive"), PLAN.replace("derive", "'derive'")),
    (PLAN.replace("{n: mazur}", "{../n: mazur}"), PLAN.replace("{n: mazur}", "{'n': mazur}")),
    (PLAN.replace("{n: mazur}", "{n/n: mazur}"), PLAN.replace("{n: mazur}", '{"n": mazur}')),
    (PLAN.replace("{n: mazur}", "{n: mazur, N\u200b: mazur}"), PLAN.replace("{n: mazur}", "{n: question}")),
    (PLAN.replace("{n: mazur}", "{n: {sizes: [9999, 9999]}}"), PLAN.replace("{n: mazur}", "{n: {sizes: [2, 2]}}")),
    (PLAN.replace("{n: mazur}", "{n: {sizes: " + "[" * 9 + "2" + "]" * 9 + "}}"),
     PLAN.replace("{n: mazur}", "{n: {sizes: [2, 1-2]}}")),
    (PLAN.replace("{n: mazur}", "{n: {sizes: [2, 2], values: {from: -9e99, to: 9e99}}}"),
     PLAN.replace("{n: mazur}", "{n: {sizes: [2, 2], values: {from: -9, to: 9}}}")),
    (PLAN.replace("{n: mazur}", "{n: {sizes: [2, 2], values: {step: 1e-300}}}"),
     PLAN.replace("{n: mazur}", "{n: {sizes: [2, 2], values: {step: 1e-3}}}")),
    (PLAN.replace("[{", "[" + "{kind: derive, network: n}, " * 61 + "{"), PLAN),
    (PLAN + "\nrubric: {unknown: 9}\n", PLAN + "\nrubric: {unknown: 0.9}\n"),
    (PLAN + "\nrubric: {__class__: 0.5}\n", PLAN + "\nrubric: {wrong-sign: 0.5}\n"),
)  # fmt: skip

NOTATIONS: tuple[tuple[str, str, tuple[str, str, str]], ...] = (
    ("like: &n ng\n", "like: 'ng'\n", ("own", "a^({layer})_{unit}", "z^({layer})_{unit}")),
    ("out: '\\input{x}'\n", "like: nielsen\n", ("own", "a^{layer}_{unit}", "z^{layer}_{unit}")),
    ("out: y_{__class__}\n", "out: y_{unit}\n", ("own", "y_{unit}", "net_{name}")),
    ("out: '{0.__class__}'\n", "out: u_{unit}\n", ("own", "u_{unit}", "net_{name}")),
    ("out: '{unit.__class__}'\n", "out: v_{unit}\n", ("own", "v_{unit}", "net_{name}")),
    ("out: '{unit!r}'\n", "out: s_{unit}\n", ("own", "s_{unit}", "net_{name}")),
    ("out: '%s'\n", "out: r_{unit}\n", ("own", "r_{unit}", "net_{name}")),
    ("out: <b>_{unit}\n", "out: b_{unit}\n", ("own", "b_{unit}", "net_{name}")),
    ("out: '$x$_{unit}'\n", "out: x_{unit}\n", ("own", "x_{unit}", "net_{name}")),
    ("name: ../x\n", "name: x.x\nout: p_{unit}\n", ("x.x", "p_{unit}", "net_{name}")),
    ("name: '<b>'\n", "name: b\nout: q_{unit}\n", ("b", "q_{unit}", "net_{name}")),
    ('name: "a\\nb"\n', "name: a b\nout: g_{unit}\n", ("a b", "g_{unit}", "net_{name}")),
    ("first_layer: 1e9\n", "first_layer: 1\nout: k_{unit}\n", ("own", "k_{unit}", "net_{name}")),
    ("out: " + "y" * 20_000, "out: yy_{unit}\n", ("own", "yy_{unit}", "net_{name}")),
    ("__class__: x\n", "out: l_{unit}\n", ("own", "l_{unit}", "net_{name}")),
    ("source: file:///etc/passwd\n", "out: c_{unit}\n", ("own", "c_{unit}", "net_{name}")),
)


def _rows() -> Iterator[Pair]:
    yield from (Pair("network", *row) for row in NETWORKS)
    yield from (Pair("plan", hostile, fine, ("T", ("n",), ("w1",))) for hostile, fine in PLANS)
    yield from (Pair("notation", *row) for row in NOTATIONS)
    for hostile, fine in (
        ("w1: &a 1\n", "w1: 1\n"), ("w1: !!float 1\n", "'w1': 1\n"), ("w1: 1\nw1: 1\n", "w1: 1\n\n"),
        ("w1: [1]\n", "{w1: 1}"), ("w1: {a: 1}\n", '{"w1": "1"}'), ("- w1\n", "w1: 1.0\n"), ("1", "w1: 1e0\n"),
        ("<<: {w1: 1}\nw2: *x\n", "---\nw1: 1\n"), ("w1: *w\n", "w1: +1\n"), ("w1:\n", "w1: 01\n"),
    ):  # fmt: skip
        yield Pair("values", hostile, fine, {"w1": 1.0})


ROWS: tuple[Pair, ...] = tuple(_rows())
