"""Arguments and options: what was typed → the one line on stderr and the status."""

from __future__ import annotations

from importlib import util
from pathlib import Path

import pytest

DECIMAL = "write a number such as 0.15, 1.5e-3 or 1/3"
COMMANDS = "one of derive, show, check, grade, train, draw, explore, homework"
FORMS = "one of chain, messages, paths, factored, closed, matrix, indexed"
FORMATS = "one of text, latex, mathml, json, html, tex, pdf, md, ipynb, docx, python, c"
NETWORKS = (
    "give sizes such as 2-2-2, a file, or an example: attention, autoencoder, cnn, lstm, mazur, question, "
    "shared_weight, siamese, skip, softmax_cross_entropy, transformer, xor"
)
PARAMETER = "choose a weight or a bias; 'symprop show' lists them"

REFUSED: dict[str, str] = {
    # networks
    "derive nosuch": f"there is no network 'nosuch'; {NETWORKS}",
    "derive mazr": "there is no network 'mazr'; did you mean 'mazur'?",
    "derive MAZUR": "there is no network 'MAZUR'; did you mean 'mazur'?",
    "derive net.yaml": f"there is no network 'net.yaml'; {NETWORKS}",
    "derive ''": f"there is no network ''; {NETWORKS}",
    "derive 2": "'2' has one layer; give inputs and at least one layer, as in 2-1",
    "derive 0": "'0' has one layer; give inputs and at least one layer, as in 2-1",
    "derive 2-": "'2-' is no list of sizes; write layer sizes as in 2-2-2",
    "derive 2--2": "'2--2' is no list of sizes; write layer sizes as in 2-2-2",
    "derive 2-0-2": "'2-0-2' has a layer of 0 units; every layer needs at least 1 unit",
    "derive -- -2-2": "'-2-2' is no list of sizes; write layer sizes as in 2-2-2",
    "derive 2-1000000": "the network has 1,000,002 units; at most 1,000,000",
    "derive 2x2": f"there is no network '2x2'; {NETWORKS}",
    "derive ²-2": f"there is no network '²-2'; {NETWORKS}",
    # too much at once
    "derive 784-30-10": (
        "23,860 parameters are more than 100 to derive at once; choose some with --wrt, or use --form factored"
    ),
    "derive 784-30-10 --form chain": (
        "23,860 parameters are more than 100 to derive at once; choose some with --wrt, or use --form factored"
    ),
    "derive 2-5-5-5-2": (
        "the 87 parameters have 1,122 paths, more than 1,000 to derive at once; "
        "choose some with --wrt, or use --form factored"
    ),
    "check 784-30-10": "23,860 parameters are more than 100 to check at once; choose some with --wrt",
    "derive question --wrt w1 --form paths --max-paths 3": (
        "∂E_total/∂w1 has 4 paths, more than 3; use --form factored, or raise --max-paths"
    ),
    # --wrt
    "derive mazur --wrt w9": "--wrt: unknown name 'w9'; w1 to w8",
    "derive mazur --wrt w0": "--wrt: unknown name 'w0'; w1 to w8",
    "derive mazur --wrt W1": "--wrt: unknown name 'W1'; did you mean 'w1'?",
    "derive mazur --wrt w1,b3": "--wrt: unknown name 'b3'; b1 to b2",
    "derive mazur --wrt i1": f"--wrt: 'i1' is no parameter; {PARAMETER}",
    "derive mazur --wrt net_h1": f"--wrt: 'net_h1' is no parameter; {PARAMETER}",
    "derive mazur --wrt E_total": f"--wrt: 'E_total' is no parameter; {PARAMETER}",
    "derive mazur --wrt ''": "--wrt: no name is given; leave the option out for all",
    "derive mazur --wrt ,": "--wrt: no name is given; leave the option out for all",
    "check mazur --wrt w9": "--wrt: unknown name 'w9'; w1 to w8",
    # --of, --wrt2
    "derive mazur --of out_o3": "--of: unknown name 'out_o3'; did you mean 'out_o2'?",
    "derive mazur --of i1": "--of: 'i1' is given from outside; choose a net, an out, an error term or E_total",
    "check mazur --of w1 --wrt w1": "--of: 'w1' is given from outside; choose a net, an out, an error term or E_total",
    "derive mazur --of out_o1 --wrt t1": (
        "--wrt: 't1' is no parameter; choose a weight, a bias or an input; 'symprop show' lists them"
    ),
    "derive mazur --wrt2 w1": "--wrt2: second derivatives are of one first derivative; give one --wrt",
    "derive mazur --wrt w1,w2 --wrt2 w1": "--wrt2: second derivatives are of one first derivative; give one --wrt",
    "derive mazur --wrt w9 --wrt2 w1": "--wrt: unknown name 'w9'; w1 to w8",
    "check mazur --wrt w1 --wrt2 w9": "--wrt2: unknown name 'w9'; w1 to w8",
    "derive mazur --wrt w1 --wrt2 ''": "--wrt2: no name is given; leave the option out for all",
    "derive mazur --wrt w1 --wrt2 w5 --form messages": (
        "--form: a message is a part of a first derivative; use --form factored for second ones"
    ),
    # --form
    "derive mazur --form path": "--form: unknown form 'path'; did you mean 'paths'?",
    "derive mazur --form PATHS": "--form: unknown form 'PATHS'; did you mean 'paths'?",
    "derive mazur --form index": "--form: unknown form 'index'; did you mean 'indexed'?",
    "derive mazur --form xyzzy": f"--form: unknown form 'xyzzy'; {FORMS}",
    "derive mazur --form matrix --layout columns": "--layout: unknown layout 'columns'; one of denominator, numerator",
    "derive mazur --form paths,chian": "--form: unknown form 'chian'; did you mean 'chain'?",
    "derive mazur --form ''": "--form: no name is given; leave the option out for all",
    # --format, --notation
    "derive mazur --format jsno": "--format: unknown format 'jsno'; did you mean 'json'?",
    "derive mazur --format JSON": "--format: unknown format 'JSON'; did you mean 'json'?",
    "derive mazur --format pptx": f"--format: unknown format 'pptx'; {FORMATS}",
    "derive mazur --format doc": "--format: unknown format 'doc'; did you mean 'docx'?",
    "derive mazur --format pyton": "--format: unknown format 'pyton'; did you mean 'python'?",
    "derive mazur --format ''": f"--format: unknown format ''; {FORMATS}",
    "show mazur --format html": "--format: unknown format 'html'; one of text, latex, json",
    "check mazur --format html": "--format: unknown format 'html'; one of text, json",
    "derive mazur --notation mazr": "--notation: unknown notation 'mazr'; did you mean 'mazur'?",
    "derive mazur --notation nielson": "--notation: unknown notation 'nielson'; did you mean 'nielsen'?",
    "derive mazur --notation xyz": "--notation: unknown notation 'xyz'; one of mazur, nielsen, bishop, goodfellow, ng, "
    "pdp, haykin, or a YAML file",
    # what nothing can come of
    "derive mazur --layout numerator --form paths": "--layout: only matrices have a layout; add --form matrix",
    "derive mazur --layout denominator": "--layout: only matrices have a layout; add --form matrix",
    "derive mazur --max-size 10": "--max-size: it is of the closed form; add --form closed",
    "derive mazur --format c --digits 3": "--digits: a program works with all digits; leave it out",
    "derive mazur --format json --digits 3": "--digits: numbers in JSON have 12 digits; leave it out",
    "derive mazur --format python --rate 0.5": "--rate: a program has no weight update; use 'symprop train'",
    "derive mazur --format json --detail short": "--detail: JSON has no steps between; leave it out",
    "derive mazur --format c --layout numerator": "--layout: a program has no matrices; leave it out",
    "derive n-m --form indexed --digits 3": (
        "--digits: 'n-m' has names for sizes; give sizes in numbers for this option"
    ),
    "derive n-m --form indexed --max-paths 3": (
        "--max-paths: 'n-m' has names for sizes; give sizes in numbers for this option"
    ),
    "derive 784-30-10 --form factored --rate 0.5": (
        "--rate: 23,860 parameters are more than 100 to update on a page; choose some with --wrt"
    ),
    # -o
    "derive mazur -o x.py --form paths": "--form: a program has no forms; leave it out: each shared part is once in it",
    "derive mazur --format c --check": "--check: a program has no check on it; use 'symprop check'",
    "derive mazur -o page.foo": f"page.foo: unknown format 'foo'; {FORMATS}",
    "derive mazur --wrt w5 -o .": ".: cannot be written (Is a directory); give -o a file in a writable folder",
    "derive mazur --wrt w5 -o ''": "-o '': cannot be written (not a file name); give -o a file in a writable folder",
    "derive mazur --wrt w5 -o /proc/x/y.html": (
        "/proc/x/y.html: cannot be written (No such file or directory); give -o a file in a writable folder"
    ),
    "derive mazur --wrt w5 -o no/where.txt": (
        "no/where.txt: cannot be written (No such file or directory); give -o a file in a writable folder"
    ),
    # --at
    "derive mazur --at w1": "--at: 'w1' is neither an assignment nor a file; write i1=.05,w1=.15",
    "derive mazur --at ''": "--at: '' is neither an assignment nor a file; write i1=.05,w1=.15",
    "derive mazur --at w1=": f"--at: w1: '' is no number; {DECIMAL}",
    "derive mazur --at w1=1,w1=2": "--at: 'w1' is given twice; give each name once",
    "derive mazur --at w1=1,": "--at: '' is no assignment; write i1=.05,w1=.15",
    "derive mazur --at w1=nan": f"--at: w1: 'nan' is not finite; {DECIMAL}",
    "derive mazur --at w1=-inf": f"--at: w1: '-inf' is not finite; {DECIMAL}",
    "derive mazur --at w1=1_0": f"--at: w1: '1_0' is no number; {DECIMAL}",
    "derive mazur --at w1=١": f"--at: w1: '١' is no number; {DECIMAL}",
    "derive mazur --at w1=1e9999": "--at: w1: the exponent of '1e9999'; at most 300",
    "derive mazur --at w99=1": "--at: unknown name 'w99'; w1 to w8",
    "derive mazur --at net_h1=1": (
        "--at: 'net_h1' is computed by the network; give values to inputs, targets and parameters"
    ),
    "derive mazur --fragment": "--fragment: the format 'text' has no fragments; use --format tex",
    "derive mazur --rate x": f"--rate: 'x' is no number; {DECIMAL}",
    "derive mazur --of out_o1 --rate 0.5": "--rate: a step is by a gradient of E_total; no --of and no --wrt2",
    "derive mazur --wrt w1 --wrt2 w1 --form matrix": (
        "--form: the matrix form is of first derivatives of E_total; use --form factored for this one"
    ),
    "derive n-m --notation ng": "--notation: 'n-m' has names for sizes; give sizes in numbers for this option",
    "check n-m --notation ng": "--notation: 'n-m' has names for sizes; give sizes in numbers for this option",
    # check, train
    "draw mazur --wrt w9": "--wrt: unknown name 'w9'; w1 to w8",
    "draw mazur --wrt w1 --path 2": "--path: 'w1' has 2 paths, not one numbered 2; 0 to 1, as in JSON's paths",
    "draw mazur --wrt w1 --path -1": "--path: 'w1' has 2 paths, not one numbered -1; 0 to 1, as in JSON's paths",
    "draw mazur --path 0": "--path: a path of which parameter?; give --wrt too",
    "draw mazur --edges weigths": "--edges: unknown text 'weigths'; did you mean 'weights'?",
    "draw mazur --detail ful": "--detail: unknown detail 'ful'; did you mean 'full'?",
    "draw mazur --fragment": "--fragment: only tex has a fragment; give --format tex",
    "draw mazur --format jpeg": "--format: unknown format 'jpeg'; one of svg, tex, png",
    "draw 784-30-10 --detail full": "--detail: 23,860 arrows to draw; at most 3,000; use --detail summary",
    "draw 1-1 --edges values": "--edges: i1, t1, w1, b1 have no value; give values in the file or with --at",
    "check mazur --points 0": "--points: 0 points to compare at; a whole number, at least 1",
    "check mazur --against pytroch": "--against: unknown check 'pytroch'; did you mean 'pytorch'?",
    "check mazur --against original": "--against: this network was not imported; leave 'original' out",
    "check mazur --against ''": "--against: no name is given; leave the option out for all",
    "train mazur --rate x": f"--rate: 'x' is no number; {DECIMAL}",
    "train mazur --rate nan": f"--rate: 'nan' is not finite; {DECIMAL}",
    "train mazur --rate 1_0": f"--rate: '1_0' is no number; {DECIMAL}",
    "train mazur --rate 0.5 --steps -1": "--steps: -1 steps; 0 or more",
    "train 2-1 --rate 0.5": "6 values are missing: i1, i2, t1, w1, w2, …; give them with --at or with_values",
    "grade mazur i1": "--wrt: which derivative was asked for?; give a weight or a bias: --wrt w1",
    "grade mazur --wrt w1": "ANSWER: there is no answer; give a formula, or - for standard input",
    "grade mazur --wrt w9 i1": "--wrt: unknown name 'w9'; w1 to w8",
    "grade mazur --wrt i1 i1": "--wrt: 'i1' is no parameter; choose a weight or a bias; 'symprop show' lists them",
    "grade mazur --wrt w1 -(i1": "answer:1:2: '(' is never closed",
    "grade mazur --wrt w1 w11": "answer:1:1: unknown name 'w11'; did you mean 'w1'?",
    "explore mazur --wrt w9": "--wrt: unknown name 'w9'; w1 to w8",
    "explore mazur --wrt i1": f"--wrt: 'i1' is no parameter; {PARAMETER}",
    "explore mazur -o x.pdf": "x.pdf: unknown format 'pdf'; one of html",
    "explore mazur --notation mazr": "--notation: unknown notation 'mazr'; did you mean 'mazur'?",
    "explore 40-40-4": (
        "the network is too large to be explored unit by unit; take a smaller one, or 'symprop derive' with --wrt"
    ),
    # commands
    "deriv mazur": "unknown command 'deriv'; did you mean 'derive'?",
    "Derive mazur": "unknown command 'Derive'; did you mean 'derive'?",
    "nosuch": f"unknown command 'nosuch'; {COMMANDS}",
    "''": f"unknown command ''; {COMMANDS}",
    "derive": "Missing argument 'NETWORK'; see 'symprop derive --help'",
    "train mazur": "Missing option '--rate'; see 'symprop train --help'",
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("line", REFUSED)
def test_refused(run, line: str) -> None:
    result = run(*("" if word == "''" else word for word in line.split()))
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"symprop: {REFUSED[line]}\n")
    assert list(Path().iterdir()) == []


# click's own words differ from version to version; what matters is one line that names the option
CLICKS = {
    "": "Missing command",
    "derive mazur extra": "extra",
    "derive mazur --nosuch": "--nosuch",
    "derive mazur --wr w1": "--wrt",
    "derive mazur --wrt": "--wrt",
    "derive mazur --max-paths 0": "--max-paths",
    "derive mazur --digits 1": "--digits",
    "derive mazur --digits x": "--digits",
    "derive mazur --check=3": "--check",
    "check mazur --points x": "--points",
    "train mazur --rate 0.5 --steps x": "--steps",
    "--nosuch": "--nosuch",
}


@pytest.mark.parametrize("line", CLICKS)
def test_refused_by_click(run, line: str) -> None:
    result = run(*line.split())
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.startswith("symprop: ")
    assert CLICKS[line] in result.stderr
    assert " --help'" in result.stderr


HUGE = "9" * 1_000_000


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("derive", HUGE), "a layer size of 1,000,000 digits; at most 1,000,000 units"),
        (("derive", f"2-{HUGE}"), "a layer size of 1,000,000 digits; at most 1,000,000 units"),
        (("derive", "mazur", "--at", f"w1={HUGE}"), "--at: w1: a number of 1,000,000 characters; at most 50 digits"),
        (("derive", "mazur", "--at", f"w1={'1' * 51}"), "--at: w1: a number of 51 digits; at most 50 digits"),
        (("train", "mazur", "--rate", HUGE), "--rate: a number of 1,000,000 characters; at most 50 digits"),
    ],
    ids=["size", "second size", "--at", "--at 51 digits", "--rate"],
)
def test_a_million_digits(run, args: tuple[str, ...], message: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stderr) == (2, f"symprop: {message}\n")


@pytest.mark.parametrize("option", ["--wrt", "--form", "--format", "--notation", "--at", "--max-paths", "-o"])
@pytest.mark.parametrize(
    "value", ["x" * 100_000, "\x1b[31m\x07", "a\0b", "a\nb"], ids=["long", "escape", "NUL", "lines"]
)
def test_a_message_is_one_short_printable_line(run, option: str, value: str) -> None:
    result = run("derive", "mazur", "--wrt", "w5", option, value)
    if result.exit_code == 0:  # "-o" of a strange name is still a name
        return
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert len(result.stderr) <= 420
    assert result.stderr[:-1].isprintable()


@pytest.mark.parametrize(("oracle", "module", "extra"), [("pytorch", "torch", "torch"), ("jax", "jax", "jax")])
def test_an_oracle_that_is_not_installed(run, monkeypatch, oracle: str, module: str, extra: str) -> None:
    find_spec = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name, *rest: None if name == module else find_spec(name, *rest))
    monkeypatch.setattr("importlib.util.find_spec", util.find_spec)
    monkeypatch.setitem(__import__("sys").modules, module, None)
    result = run("check", "mazur", "--wrt", "w5", "--against", oracle)
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        f"symprop: --against: {oracle} is not installed; pip install 'symprop[{extra}]'\n",
    )


HINGE = "inputs: 2\nlayers: [{units: 1}]\nloss: hinge\n"
SIMPLEX = "inputs: 2\nlayers: [{units: 2, activation: softmax}]\nloss: cross_entropy\nvalues: {t1: 0.3, t2: 0.7}\n"


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        (HINGE, "t1=0", "t1 = 0; hinge takes −1 or 1"),
        (SIMPLEX, "t1=0.4", "the targets sum to 1.1; cross_entropy takes targets that sum to 1"),
    ],
    ids=["hinge", "cross_entropy"],
)
def test_targets_by_at(run, text: str, at: str, message: str) -> None:
    result = run("derive", "-", "--at", at, stdin=text)
    assert (result.exit_code, result.stderr) == (2, f"symprop: --at: {message}\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("w1: [1]\n", "at.yaml:1:5: the value of 'w1' is no number; write name: number"),
        ("w1: x\n", f"at.yaml:1:5: 'x' is no number; {DECIMAL}"),
        ("w9: 1\n", "at.yaml:1:5: unknown name 'w9'; w1 to w8"),
        ("3\n", "at.yaml:1:1: no values; write one name: number a line"),
    ],
    ids=["list", "word", "name", "no mapping"],
)
def test_a_file_of_values(run, text: str, message: str) -> None:
    Path("at.yaml").write_text(text, encoding="utf-8")
    result = run("derive", "mazur", "--at", "at.yaml")
    assert (result.exit_code, result.stderr) == (2, f"symprop: {message}\n")


def test_values_from_standard_input(run) -> None:
    assert run("derive", "mazur", "--wrt", "w5", "--at", "-", stdin="w5: 1\n").exit_code == 0
    result = run("derive", "mazur", "--at", "-", stdin="")
    assert result.stderr == "symprop: <stdin>:1:1: no values; write one name: number a line\n"


OUTSIDE = {
    "ln of a negative": "activation: identity}]\nloss: binary_cross_entropy\nvalues: {i1: 5, w1: 1, b1: 0, t1: 1}\n",
    "ln of 0": "activation: relu}]\nloss: binary_cross_entropy\nvalues: {i1: -5, w1: 1, b1: 0, t1: 1}\n",
    "a saturated sigmoid": (
        "activation: sigmoid}]\nloss: binary_cross_entropy\nvalues: {i1: 1e300, w1: 1, b1: 0, t1: 1}\n"
    ),
}


@pytest.mark.parametrize("command", ["derive", "show"])
@pytest.mark.parametrize("case", OUTSIDE)
def test_values_outside_of_a_domain(run, command: str, case: str) -> None:
    result = run(command, "-", "--format", "json", stdin="inputs: 1\nlayers: [{units: 1, " + OUTSIDE[case])
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("case", OUTSIDE)
def test_training_outside_of_a_domain(run, case: str) -> None:
    result = run("train", "-", "--rate", "1", stdin="inputs: 1\nlayers: [{units: 1, " + OUTSIDE[case])
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
