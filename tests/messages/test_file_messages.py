"""Network files: what is wrong → the one line that says where, what, and what instead."""

from __future__ import annotations

from pathlib import Path

import pytest

PLAIN = "inputs: 2\nlayers:\n  - {units: 2}\n"
ACTIVATIONS = "one of identity, sigmoid, tanh, relu, leaky_relu, elu, softplus, gelu, silu, sin, phi, softmax"
LOSSES = "one of half_squared, squared, mean_squared, absolute, huber, binary_cross_entropy, cross_entropy, hinge"
DECIMAL = "write a number such as 0.15, 1.5e-3 or 1/3"
NAME = "a letter a to z, then such letters and digits, parts joined by single underscores"


def layers(*rows: str, tail: str = "", inputs: str = "2") -> str:
    return f"inputs: {inputs}\nlayers:\n" + "".join(f"  - {{{row}}}\n" for row in rows) + tail


REFUSED: dict[str, tuple[str, str]] = {
    # words that are not in a table
    "activation": (
        layers("units: 2, activation: sigmiod"),
        "3:28: unknown activation 'sigmiod'; did you mean 'sigmoid'?",
    ),
    "activation in capitals": (
        layers("units: 2, activation: ReLU"),
        "3:28: unknown activation 'ReLU'; did you mean 'relu'?",
    ),
    "activation far off": (layers("units: 2, activation: qqq"), f"3:28: unknown activation 'qqq'; {ACTIVATIONS}"),
    "activation list": (layers("units: 2, activation: [tanh]"), "3:28: a list does not fit here; a word or a number"),
    "loss": (PLAIN + "loss: hlf_squared\n", "4:7: unknown loss 'hlf_squared'; did you mean 'half_squared'?"),
    "loss of others": (PLAIN + "loss: mse\n", "4:7: unknown loss 'mse'; did you mean 'mean_squared'?"),
    "activation of others": (
        layers("units: 2, activation: linear"),
        "3:28: unknown activation 'linear'; did you mean 'identity'?",
    ),
    "loss far off": (PLAIN + "loss: qq\n", f"4:7: unknown loss 'qq'; {LOSSES}"),
    "bias": (PLAIN + "bias: layers\n", "4:7: unknown bias 'layers'; did you mean 'layer'?"),
    "bias true": (PLAIN + "bias: true\n", "4:7: unknown bias 'true'; one of unit, layer, none"),
    "source": (
        layers("units: 2", "units: 1, from: [h, input]"),
        "4:26: layer 'o' takes 'input', which is unknown; did you mean 'inputs'?",
    ),
    # keys
    "key": (PLAIN + "biass: unit\n", "4:1: unknown key 'biass'; did you mean 'bias'?"),
    "key of a layer": (
        layers("units: 1, activations: relu"),
        "3:16: unknown key 'activations'; did you mean 'activation'?",
    ),
    "key for a missing one": ("inputs: 2\nlayrs: []\n", "2:1: unknown key 'layrs'; did you mean 'layers'?"),
    "key far off": (
        "<<: {a: 1}\n" + PLAIN,
        "1:1: unknown key '<<'; one of name, values, loss, activations, losses, inputs, layers, bias",
    ),
    "key missing": ("inputs: 2\n", "1:1: 'layers' is missing; add layers:"),
    "key of a layer missing": (layers("activation: relu"), "3:5: 'units' is missing; add units:"),
    "key twice": (PLAIN + "inputs: 3\n", "4:1: 'inputs' stands twice; give each key once"),
    "key of a layer twice": (layers("units: 2, units: 3"), "3:16: 'units' stands twice; give each key once"),
    "value twice": (PLAIN + "values: {w1: 1, w1: 2}\n", "4:17: 'w1' stands twice; give each key once"),
    "key a list": ("? [a]\n: b\n", "1:3: a key must be a plain word; write key: value"),
    # YAML that is not used
    "anchor": ("a: &x 1\nb: *x\n", "1:4: anchors and aliases are not used here; write the value out"),
    "alias": ("a: *x\n", "1:4: anchors and aliases are not used here; write the value out"),
    "tag": ("inputs: !!int 2\n", "1:9: tags are not used here; write the plain value"),
    "own tag": ("inputs: !python/object 2\n", "1:9: tags are not used here; write the plain value"),
    "two documents": ("---\n" + PLAIN + "---\na: 1\n", "5:1: a second document; one network in a file"),
    "too deep": ("a: " + "[" * 100_000, "1:36: nested too deep; at most 32 levels"),
    "tab": (
        "inputs: 2\nlayers:\n\t- {units: 2}\n",
        "3:1: found character '\\t' that cannot start any token; see YAML 1.2",
    ),
    "open bracket": ("inputs: [2\n", "2:1: expected ',' or ']', but got '<stream end>'; see YAML 1.2"),
    "empty": ("", "1:1: this is no network; write inputs: and layers:"),
    "a comment": ("# nothing\n", "1:1: this is no network; write inputs: and layers:"),
    "a list": ("[]", "1:1: this is no network; write inputs: and layers:"),
    # sizes
    "inputs 0": (layers("units: 1", inputs="0"), "1:9: a layer of 0 units; every layer needs at least 1 unit"),
    "inputs []": (layers("units: 1", inputs="[]"), "1:9: a layer of 0 units; every layer needs at least 1 unit"),
    "units 0": (layers("units: 0"), "3:13: layer 'o' has 0 units; at least 1"),
    "units -1": (layers("units: -1"), "3:13: '-1' is no whole number; a whole number such as 2"),
    "units 2.0": (layers("units: 2.0"), "3:13: '2.0' is no whole number; a whole number such as 2"),
    "units nothing": (layers("units: "), "3:12: nothing is no whole number; a whole number such as 2"),
    "units of a million digits": (
        layers("units: " + "9" * 1_000_000),
        "3:13: a number of 1,000,000 digits; at most nine digits",
    ),
    "a million units": (layers("units: 1000000"), "1:1: the network has 1,000,002 units; at most 1,000,000"),
    "no layers": (
        "inputs: 2\nlayers: []\n",
        "2:9: a network needs a layer; give at least inputs and one layer, e.g. 2-1",
    ),
    "layers 3": ("inputs: 2\nlayers: 3\n", "2:9: '3' does not fit here; a list"),
    "layer 3": ("inputs: 2\nlayers: [3]\n", "2:10: '3' does not fit here; a mapping"),
    # which layer takes which
    "a later layer": (
        layers("units: 2, from: j", "units: 2, name: j", "units: 1"),
        "3:22: layer 'h' takes 'j', which is not before it; one of inputs",
    ),
    "itself": (
        layers("units: 2, name: a, from: a", "units: 1"),
        "3:31: layer 'a' takes 'a', which is not before it; one of inputs",
    ),
    "a layer twice": (layers("units: 2", "units: 1, from: [h, h]"), "4:26: 'h' is named twice; give each name once"),
    "from nothing": (layers("units: 2", "units: 1, from: []"), "4:22: layer 'o' takes nothing; one of inputs, h"),
    "from a mapping": (layers("units: 2", "units: 1, from: {h: 1}"), "4:22: a mapping does not fit here; a list"),
    # names
    "layer named twice": (
        layers("units: 2", "units: 2, name: h"),
        "4:22: the layer's name 'h' is taken; give it another name",
    ),
    "layer named inputs": (
        layers("units: 2, name: inputs", "units: 1"),
        "3:22: the layer's name 'inputs' is taken; give it another name",
    ),
    "layer named i": (
        layers("units: 2, name: i", "units: 1"),
        "3:22: the layer's name 'i' is taken; give it another name",
    ),
    "layer named w1": (
        layers("units: 2, name: w1", "units: 1"),
        "3:22: 'w1' is a name that symprop gives by itself; choose another layer's name",
    ),
    "layer named like markup": (layers("units: 2, name: <b>", "units: 1"), f"3:22: '<b>' is no layer's name; {NAME}"),
    "input twice": (layers("units: 1", inputs="[x, x]"), "1:13: 'x' is named twice; give each name once"),
    "inputs that look alike": (
        layers("units: 1", inputs="[x1, x_1]"),
        "1:14: 'x1' and 'x_1' would look alike on a page; rename one",
    ),
    "layers that look alike": (
        layers("units: 2, name: a1", "units: 2, name: a_1", "units: 1"),
        "4:22: 'a1' and 'a_1' would look alike on a page; rename one",
    ),
    "input like a weight": (
        layers("units: 1", inputs="[w_1, x]"),
        "1:10: 'w_1' is a name that symprop gives by itself; choose another input's name",
    ),
    "network's name of two lines": (
        'name: "a\\nb"\n' + PLAIN,
        "1:7: the name 'a�b' cannot be shown; one line of at most 200 printable characters",
    ),
    "network's name with an escape": (
        'name: "\\e[31mred"\n' + PLAIN,
        "1:7: the name '�[31mred' cannot be shown; one line of at most 200 printable characters",
    ),
    # values
    "NaN": (PLAIN + "values: {w1: .nan}\n", f"4:14: '.nan' is not finite; {DECIMAL}"),
    "infinity": (PLAIN + "values: {w1: -.inf}\n", f"4:14: '-.inf' is not finite; {DECIMAL}"),
    "a fraction of nothing": (PLAIN + "values: {w1: 1/0}\n", f"4:14: '1/0' is no number; {DECIMAL}"),
    "hexadecimal": (PLAIN + "values: {w1: 0x10}\n", f"4:14: '0x10' is no number; {DECIMAL}"),
    "no value": (PLAIN + "values: {w1: }\n", f"4:13: '' is no number; {DECIMAL}"),
    "value too large": (PLAIN + "values: {w1: 1e400}\n", "4:14: the exponent of '1e400'; at most 300"),
    "value too long": (PLAIN + f"values: {{w1: {'1' * 51}}}\n", "4:14: a number of 51 digits; at most 50 digits"),
    "value of nothing": (PLAIN + "values: {w99: 1}\n", "4:15: unknown name 'w99'; w1 to w4"),
    "value of a computed one": (
        PLAIN + "values: {out_o1: 1}\n",
        "4:18: 'out_o1' is computed by the network; give values to inputs, targets and parameters",
    ),
    # targets and losses
    "targets sum to 1.1": (
        layers("units: 2, activation: softmax", tail="loss: cross_entropy\nvalues: {t1: 0.5, t2: 0.6}\n"),
        "5:9: the targets sum to 1.1; cross_entropy takes targets that sum to 1",
    ),
    "target of cross_entropy": (
        layers("units: 2, activation: softmax", tail="loss: cross_entropy\nvalues: {t1: 1.5}\n"),
        "5:9: t1 = 1.5; cross_entropy takes 0 to 1",
    ),
    "target of hinge": (PLAIN + "loss: hinge\nvalues: {t1: 0.5}\n", "5:9: t1 = 0.5; hinge takes −1 or 1"),
    "target of binary_cross_entropy": (
        PLAIN + "loss: binary_cross_entropy\nvalues: {t1: 2}\n",
        "5:9: t1 = 2; binary_cross_entropy takes 0 to 1",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_standard_input_is_refused(run, case: str) -> None:
    text, message = REFUSED[case]
    result = run("derive", "-", stdin=text)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"symprop: <stdin>:{message}\n")


@pytest.mark.parametrize("command", ["derive", "show", "check", "train"])
@pytest.mark.parametrize("case", ["activation", "key", "anchor", "a later layer"])
def test_a_file_is_refused_by_every_command(run, tmp_path: Path, monkeypatch, command: str, case: str) -> None:
    text, message = REFUSED[case]
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(text, encoding="utf-8")
    result = run(command, "net.yaml", *(["--rate", ".5"] if command == "train" else []))
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"symprop: net.yaml:{message}\n")


ACCEPTED = {
    "plain": PLAIN,
    "BOM": "\ufeff" + PLAIN,
    "CRLF": PLAIN.replace("\n", "\r\n"),
    "CR": PLAIN.replace("\n", "\r"),
    "BOM and CRLF": "\ufeff" + PLAIN.replace("\n", "\r\n"),
    "JSON": '{"inputs": 2, "layers": [{"units": 2}]}',
    "JSON with tabs for spaces": '{"inputs": 2,\t"layers": [{"units": 2}]}',
    "YAML 1.2 said outright": "%YAML 1.2\n---\n" + PLAIN,
    "one document with an end": "---\n" + PLAIN + "...\n",
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_accepted(run, case: str) -> None:
    assert run("show", "-", stdin=ACCEPTED[case].encode()).stdout == run("show", "-", stdin=PLAIN).stdout


def test_not_utf8(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_bytes(b"name: \xff\xfe\n")
    result = run("derive", "net.yaml")
    assert (result.exit_code, result.stderr) == (2, "symprop: net.yaml: byte 6 is not UTF-8; save it as UTF-8\n")


def test_more_than_two_megabytes(run) -> None:
    result = run("derive", "-", stdin="# " + "x" * 2_000_000)
    assert (result.exit_code, result.stderr) == (
        2,
        "symprop: <stdin>: the file is too large; at most 2,000,000 bytes\n",
    )


def test_a_folder(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("nets").mkdir()
    result = run("derive", "nets")
    assert (result.exit_code, result.stderr) == (
        2,
        "symprop: nets: cannot be read (Is a directory); give a readable file\n",
    )


def test_quoted_and_plain_numbers_are_the_same(run) -> None:
    a, b = (run("show", "-", "--format", "json", stdin=PLAIN + f"values: {{w1: {v}}}\n") for v in ("0.5", "'0.5'"))
    assert (a.exit_code, a.stdout) == (0, b.stdout)
