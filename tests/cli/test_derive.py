"""`derive`: formats, where they go, and the JSON that others script against."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import threading
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

import symprop

FORMS = ("chain", "messages", "paths", "factored", "closed")
RELU_SKIP = """\
name: relu skip
inputs: 2
layers:
  - {units: 2, activation: relu}
  - {units: 1, activation: identity, from: [h, inputs]}
"""
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def derived(run, *args: str, stdin: str | None = None) -> dict:
    result = run("derive", *args, "--format", "json", stdin=stdin)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


# where a page goes


@pytest.mark.parametrize("fmt", ["text", "latex", "mathml", "json", "html"])
def test_every_format_to_stdout_and_by_ending(run, fmt: str) -> None:
    args = ("derive", "mazur", "--wrt", "w5", "--form", "paths")
    said = run(*args, "--format", fmt)
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.stdout.endswith("\n")
    for ending in {"text": ("txt", "text"), "latex": ("latex",), "mathml": ("mathml", "mml")}.get(
        fmt, (fmt, fmt.upper())
    ):
        result = run(*args, "-o", f"page.{ending}")
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
        assert Path(f"page.{ending}").read_text(encoding="utf-8") == said.stdout


def test_a_dash_is_standard_output(run) -> None:
    args = ("derive", "mazur", "--wrt", "w5")
    assert run(*args, "-o", "-").stdout == run(*args).stdout != ""
    assert not Path("-").exists()


def test_format_wins_over_the_ending(run) -> None:
    run("derive", "mazur", "--wrt", "w5", "--format", "json", "-o", "page.html")
    assert json.loads(Path("page.html").read_text(encoding="utf-8"))["network"] == "mazur"


def test_the_file_has_usual_permissions_and_keeps_its_own(run) -> None:
    mask = os.umask(0o022)
    try:
        run("derive", "mazur", "--wrt", "w5", "-o", "page.txt")
        assert Path("page.txt").stat().st_mode & 0o777 == 0o644
        Path("page.txt").chmod(0o600)
        run("derive", "mazur", "--wrt", "w6", "-o", "page.txt")
        assert Path("page.txt").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(mask)


@pytest.mark.parametrize(
    ("fmt", "target"),
    [
        ("text", "symprop.render.text_page.text_page"),
        ("latex", "symprop.render.latex_page.latex_page"),
        ("mathml", "symprop.render.json_page.mathml_page"),
        ("json", "symprop.render.json_page.json_page"),
        ("html", "symprop.pages.html.html_page"),
    ],
)
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_failure_in_the_middle_leaves_the_old_file(run, monkeypatch, fmt: str, target: str, error: type) -> None:
    from symprop.cli.main import main

    def page(*_: object):
        yield "half"
        raise error("on purpose")

    monkeypatch.setattr(target, page)
    Path("page").write_text("old", encoding="utf-8")
    args = ["derive", "mazur", "--wrt", "w5", "--no-check", "--format", fmt, "-o", "page"]
    if error is KeyboardInterrupt:
        assert run(*args).exit_code == 130
    else:
        with pytest.raises(RuntimeError, match="on purpose"):
            main(args, standalone_mode=False)
    assert [path.name for path in Path().iterdir()] == ["page"]
    assert Path("page").read_text(encoding="utf-8") == "old"


def test_a_link_is_followed(run) -> None:
    Path("real.txt").write_text("old", encoding="utf-8")
    Path("link.txt").symlink_to("real.txt")
    assert run("derive", "mazur", "--wrt", "w5", "-o", "link.txt").exit_code == 0
    assert Path("link.txt").is_symlink()
    assert Path("real.txt").read_text(encoding="utf-8").startswith("mazur\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_file_is_written_to_and_never_replaced(run) -> None:
    """A device would be lost if it were replaced, as `-o /dev/null` once was; a pipe shows it without harm."""
    os.mkfifo("pipe")
    found: list[str] = []
    reader = threading.Thread(target=lambda: found.append(Path("pipe").read_text(encoding="utf-8")))
    reader.start()
    assert run("derive", "mazur", "--wrt", "w5", "-o", "pipe", "--format", "text").exit_code == 0
    reader.join(10)
    assert Path("pipe").is_fifo()
    assert found[0].startswith("mazur\n")


# JSON


NETWORKS = {"mazur": ("mazur", None), "question": ("question", None), "relu skip": ("-", RELU_SKIP)}


@pytest.fixture(scope="module", params=NETWORKS)
def page(request, run) -> dict:
    spec, stdin = NETWORKS[request.param]
    return derived(run, spec, "--form", ",".join(FORMS), stdin=stdin)


def words(source: str) -> set[str]:
    calls = {node.func.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)}
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)} - calls


def graph_names(run, spec: str, stdin: str | None) -> set[str]:
    shown = json.loads(run("show", spec, "--format", "json", stdin=stdin).stdout)
    return {
        *shown["inputs"],
        *shown["targets"],
        *(line["lhs"] for line in shown["equations"]),
        *(parameter["name"] for parameter in shown["parameters"]),
    }


def test_json_has_the_keys_of_the_contract(page) -> None:
    assert {"network", "gradients"} <= page.keys()
    for gradient in page["gradients"]:
        assert {"wrt", "path_count", "paths", "forms", "value"} <= gradient.keys()
        assert list(gradient["forms"]) == list(FORMS)
        assert gradient["path_count"] == len(gradient["paths"])
        for path in gradient["paths"]:
            assert {"python", "latex", "mathml", "nodes", "factors", "edges"} <= path.keys()
            assert len(path["factors"]) == len(path["edges"]) == len(path["nodes"]) - 1
            assert (path["nodes"][0], path["nodes"][-1]) == (gradient["wrt"], "E_total")
            for k, edge in enumerate(path["edges"]):
                assert edge.keys() == {"from", "to", "occurrence", "via"}
                assert [edge["from"], edge["to"]] == path["nodes"][k : k + 2]
        for form in gradient["forms"].values():
            for line in form["lines"]:
                for side in ("lhs", "rhs"):
                    assert line[side].keys() == {"python", "latex", "mathml"}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_python_side_is_an_expression_over_known_names(run, name: str) -> None:
    spec, stdin = NETWORKS[name]
    known = graph_names(run, spec, stdin)
    for gradient in derived(run, spec, "--form", ",".join(FORMS), stdin=stdin)["gradients"]:
        for form in gradient["forms"].values():
            defined = [line["lhs"]["python"] for line in form["lines"]]
            assert defined[0] == f"d_E_total__d_{gradient['wrt']}"
            assert len(set(defined)) == len(defined)
            for k, line in enumerate(form["lines"]):
                ast.parse(line["rhs"]["python"], mode="eval")
                assert words(line["rhs"]["python"]) <= known | set(defined[k + 1 :])
        for path in gradient["paths"]:
            assert set().union(*map(words, [path["python"], *path["factors"]])) <= known


@pytest.mark.parametrize("name", ["mazur", "question"])
def test_the_forms_and_factors_have_the_value(run, name: str) -> None:
    import math

    functions = {"sigmoid": lambda x: 1 / (1 + math.exp(-x))}
    shown = json.loads(run("show", name, "--format", "json").stdout)
    page = derived(run, name, "--form", ",".join(FORMS))
    values = {line["lhs"]: float(line["value"]) for line in shown["equations"]}
    text = (Path(symprop.__file__).parent / "examples" / f"{name}.yaml").read_text(encoding="utf-8")
    values |= {key: float(number) for key, number in re.findall(r"(\w+): (0\.\d+)", text)}

    def value(source: str, scope: dict) -> float:
        return eval(source, {"__builtins__": {}}, {**functions, **scope})  # noqa: S307 (what we have written ourselves)

    for gradient in page["gradients"]:
        expected = pytest.approx(float(gradient["value"]), rel=1e-9)
        for form in gradient["forms"].values():
            scope = dict(values)
            for line in reversed(form["lines"]):
                scope[line["lhs"]["python"]] = value(line["rhs"]["python"], scope)
            assert scope[f"d_E_total__d_{gradient['wrt']}"] == expected
        assert sum(value(path["python"], values) for path in gradient["paths"]) == expected
        assert sum(math.prod(value(f, values) for f in path["factors"]) for path in gradient["paths"]) == expected


def test_the_contracts_example(run) -> None:
    (gradient,) = derived(run, "mazur", "--wrt", "w1", "--form", "paths")["gradients"]
    assert gradient["value"] == "0.000438567734474"
    assert gradient["paths"][0]["nodes"] == ["w1", "net_h1", "out_h1", "net_o1", "out_o1", "E_o1", "E_total"]
    assert gradient["paths"][0]["factors"] == [
        "i1",
        "out_h1*(1 - out_h1)",
        "w5",
        "out_o1*(1 - out_o1)",
        "-(t1 - out_o1)",
        "1",
    ]
    (line,) = gradient["forms"]["paths"]["lines"]
    assert line["lhs"]["latex"] == r"\frac{\partial E_{\text{total}}}{\partial w_1}"


def test_values_have_twelve_significant_digits(run) -> None:
    for gradient in derived(run, "mazur", "--form", "factored")["gradients"]:
        digits = re.sub(r"e.*", "", gradient["value"]).replace(".", "").lstrip("-0")
        assert 10 <= len(digits) <= 12, gradient["value"]  # trailing zeros are not written
        assert isinstance(gradient["value"], str)


def test_mathml_is_strict_xml_in_the_namespace(page) -> None:
    for gradient in page["gradients"]:
        for path in gradient["paths"]:
            assert ElementTree.fromstring(path["mathml"]).tag == "{http://www.w3.org/1998/Math/MathML}math"
        for form in gradient["forms"].values():
            for line in form["lines"]:
                for side in ("lhs", "rhs"):
                    root = ElementTree.fromstring(line[side]["mathml"])
                    assert not any(set("\\&$<") & set(element.text or "") for element in root.iter())


def test_a_missing_value_is_null_and_named(run) -> None:
    (gradient,) = derived(run, "2-1", "--wrt", "w1", "--at", "i1=1,i2=2,w1=3,w2=4,b1=5")["gradients"]
    assert (gradient["value"], gradient["missing"]) == (None, ["t1"])
    text = run("derive", "2-1", "--wrt", "w1", "--at", "i1=1,i2=2,w1=3,w2=4,b1=5").stdout
    assert "no numbers: t1 have no value" in text or "no numbers: t1 has no value" in text


def test_at_overrides_the_networks_values(run) -> None:
    (gradient,) = derived(run, "mazur", "--wrt", "w1", "--at", "i1=0")["gradients"]
    assert gradient["value"] == "0"


DEAD_END = """\
name: dead end
inputs: 1
layers:
  - {units: 1, name: h}
  - {units: 1, name: j, from: inputs}
  - {units: 1, name: o, from: j}
values: {i1: 1, w1: 2, w2: 3, w3: 4, t1: 1, b1: 0, b2: 0, b3: 0}
"""


def test_a_weight_that_does_not_reach_the_total(run) -> None:
    (gradient,) = derived(run, "-", "--wrt", "w1", "--form", ",".join(FORMS), stdin=DEAD_END)["gradients"]
    note = "no path leads from w1 to E_total, so its gradient is 0"
    assert (gradient["value"], gradient["path_count"], gradient["paths"]) == ("0", 0, [])
    assert {form["note"] for form in gradient["forms"].values()} == {note}
    for fmt in ("text", "html"):
        result = run("derive", "-", "--wrt", "w1", "--no-check", "--format", fmt, stdin=DEAD_END)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.count(note) == 1
    assert run("derive", "-", "--format", "latex", stdin=DEAD_END).exit_code == 0


def test_a_weight_that_does_not_reach_the_total_is_checked(run) -> None:
    assert run("check", "-", "--wrt", "w1", stdin=DEAD_END).exit_code == 0


def test_the_network_is_called_by_name_else_sizes_or_stem(run) -> None:
    Path("mine.yaml").write_text("inputs: 1\nlayers: [{units: 1}]\n", encoding="utf-8")
    specs = ("mazur", "2-1", "mine.yaml")
    assert [derived(run, spec, "--wrt", "w1", "--form", "paths")["network"] for spec in specs] == [
        "mazur",
        "2-1",
        "mine",
    ]


def test_wrt_and_form_may_be_repeated_or_joined(run) -> None:
    joined = derived(run, "mazur", "--wrt", "w5,w1", "--form", "paths,chain")
    assert joined == derived(run, "mazur", "--wrt", "w5", "--wrt", "w1,w5", "--form", "paths", "--form", "chain")
    assert [gradient["wrt"] for gradient in joined["gradients"]] == ["w5", "w1"]


# HTML


class Page(HTMLParser):
    """Collects tags with their attributes, and checks that they are closed in order."""

    VOID = ("meta", "br", "link", "img", "hr", "input")

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def html(run) -> str:
    result = run("derive", "mazur", "--wrt", "w5", "--format", "html")
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_html_is_well_formed_and_names_what_it_shows(html) -> None:
    page = Page(html)
    assert html.startswith("<!DOCTYPE html>")
    assert ("html", {"lang": "en"}) in page.tags
    text = "".join(page.words)
    assert "agree" in text
    assert "comparisons at" in text
    assert "0.0821670" in text


def test_html_loads_nothing_and_runs_nothing(html) -> None:
    page = Page(html)
    policies = [
        a["content"] for tag, a in page.tags if (a.get("http-equiv") or "").lower() == "content-security-policy"
    ]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policies[0]
    assert {tag for tag, _ in page.tags}.isdisjoint({"link", "iframe", "object", "embed", "base"})
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert all(a["src"].startswith("data:image/svg+xml;base64,") for tag, a in page.tags if tag == "img")
    urls = set(re.findall(r"(?:https?:)?//[\w.]+[^\"'\s<]*", html))
    assert urls <= {"http://www.w3.org/1998/Math/MathML"}
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_html_math_is_strict_xml(html) -> None:
    found = re.findall(r"<math.*?</math>", html, re.DOTALL)
    assert len(found) >= 4
    for math in found:
        for element in ElementTree.fromstring(math).iter():
            assert element.tag.startswith("{http://www.w3.org/1998/Math/MathML}")
            assert not set("\\&$<") & set(element.text or "")


@pytest.mark.parametrize("fmt", ["text", "latex", "mathml", "json", "html"])
def test_a_hostile_title_stays_text(run, fmt: str) -> None:
    stdin = f'name: "{HOSTILE}"\ninputs: 1\nlayers: [{{units: 1}}]\n'
    result = run("derive", "-", "--wrt", "w1", "--format", fmt, stdin=stdin)
    assert (result.exit_code, result.stderr) == (0, "")
    if fmt == "html":
        page = Page(result.stdout)
        assert [tag for tag, _ in page.tags].count("script") == 1
        assert any(HOSTILE in words for words in page.words)
    elif fmt == "json":
        assert json.loads(result.stdout)["network"] == HOSTILE
    elif fmt in ("latex", "mathml"):
        assert HOSTILE not in result.stdout


def test_no_check_and_check(run) -> None:
    args = ("derive", "mazur", "--wrt", "w5", "--form", "paths")
    assert "comparisons at" not in run(*args, "--format", "html", "--no-check").stdout
    assert "comparisons at" not in run(*args).stdout
    assert run(*args, "--check").stdout.endswith(": all agree\n")
    assert derived(run, *args[1:], "--check")["check"]["ok"] is True


# all of a large net


def test_a_large_nets_factored_form_goes_to_a_file(run) -> None:
    result = run("derive", "784-30-10", "--form", "factored", "-o", "all.txt")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    text = Path("all.txt").read_text(encoding="utf-8")
    assert text.count("∂E_total/∂w") == 23_820
    assert text.count("∂E_total/∂b") == 40
    assert text.count("\nδ_") == 40


# programs


def test_python_program_runs_and_takes_other_values(run) -> None:
    assert run("derive", "mazur", "--wrt", "w5,w1", "-o", "x.py").exit_code == 0
    lines = run_program("x.py", "w1=0.15").stdout.splitlines()
    assert [line.partition(" = ")[0] for line in lines] == ["E_total", "w5", "w1"]
    assert float(lines[2].partition(" = ")[2]) == pytest.approx(0.000438567734474, rel=1e-11)
    assert run_program("x.py", "w1=0.5").stdout.splitlines()[0] != lines[0]


def test_python_program_says_which_values_it_needs(run) -> None:
    assert run("derive", "1-1", "--at", "w1=1", "-o", "x.py").exit_code == 0
    done = run_program("x.py", "i1=2")
    assert (done.returncode, done.stderr) == (1, "give values: t1=… b1=…\n")


def run_program(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, encoding="utf-8", env=environment)


def test_c_program_is_written_by_its_ending(run) -> None:
    assert run("derive", "mazur", "--of", "out_o1", "--wrt", "i1", "-o", "x.c").exit_code == 0
    source = Path("x.c").read_text(encoding="utf-8")
    assert source.startswith("/* mazur: out_o1, d_out_o1__d_i1; written by symprop */\n\n#include <math.h>\n")


UPDATES = {
    "text": "weight update\n  w5⁺ = w5 − η·∂E_total/∂w5\n      = 0.40 − 0.5·0.0821670406\n      = 0.35891648\n",
    "latex": r"""% update of w5
\begin{align*}
w_5^{+} &= w_5 - \eta \, \frac{\partial E_{\text{total}}}{\partial w_5} \\
&= 0.40 - 0.5 \cdot 0.0821670406 \\
&= 0.35891648
\end{align*}
""",
}


@pytest.mark.parametrize("fmt", UPDATES)
def test_the_weight_update_stands_last(run, fmt: str) -> None:
    asked = ("derive", "mazur", "--wrt", "w5", "--format", fmt)
    assert run(*asked, "--rate", "0.5").stdout == run(*asked).stdout + UPDATES[fmt]


def test_the_weight_update_in_mathml_is_one_more_element(run) -> None:
    asked = ("derive", "mazur", "--wrt", "w5", "--format", "mathml")
    before = run(*asked).stdout
    *comment, update = run(*asked, "--rate", "0.5").stdout.removeprefix(before).splitlines()
    assert comment == ["<!-- update of w5 -->"]
    texts = "".join(ElementTree.fromstring(update).itertext())
    assert texts == "w5+=w5−η∂Etotal∂w5=0.40−0.5·0.0821670406=0.35891648"


def test_the_weight_update_in_json(run) -> None:
    (gradient,) = derived(run, "mazur", "--wrt", "w5", "--rate", "0.5")["gradients"]
    assert gradient["update"]["rhs"]["python"] == "w5 - eta*d_E_total__d_w5"
    assert gradient["update"]["value"] == "0.358916479718"
    (unknown,) = derived(run, "2-1", "--wrt", "w1", "--rate", "0.5")["gradients"]
    assert unknown["update"]["value"] is None
    (without,) = derived(run, "mazur", "--wrt", "w5")["gradients"]
    assert "update" not in without


def test_options_that_something_comes_of_are_taken(run) -> None:
    for options in (
        ("--form", "matrix", "--layout", "numerator"),
        ("--form", "closed", "--max-size", "100"),
        ("--form", "paths,closed", "--max-size", "100"),
        ("--detail", "short", "--digits", "3"),
        ("--format", "json", "--max-paths", "5"),
    ):
        assert run("derive", "mazur", "--wrt", "w5", *options).exit_code == 0, options
