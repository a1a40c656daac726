"""Notation files: what is wrong → the one line that says where, what, and what instead; and hostile ones."""

from __future__ import annotations

from pathlib import Path

import pytest

SAY = "write a letter or a word, then ^{layer} or ^({layer}), then _ and places such as {unit}"
KEYS = (
    "one of name, like, input, target, bias, net, out, output, error, delta, weight, total, first_layer, weight_layer, "
    "delta_sign, weights, biases"
)
PLACES = "one of unit, name, source, target, source_name, target_name"

REFUSED: dict[str, str] = {
    "- a": "1:1: this is no notation; write like: nielsen, net: z_{unit}, …",
    "like: nielson": "1:7: unknown like 'nielson'; did you mean 'nielsen'?",
    "nett: z": "1:1: unknown key 'nett'; did you mean 'net'?",
    "colour: red": f"1:1: unknown key 'colour'; {KEYS}",
    "net: z\nnet: a": "2:1: 'net' stands twice; give each key once",
    "net: [z]": "1:6: net: a list does not fit here; one word or symbol",
    "net: z_{units}": "1:6: unknown place '{units}'; did you mean 'unit'?",
    "net: z_{i}": f"1:6: unknown place '{{i}}'; {PLACES}",
    "net: z_{layer}": "1:6: unknown place '{layer}'; the layer stands above: ^{layer}",
    "net: z_{source}": "1:6: 'net' has no {source}; {layer}, {name}, {unit}",
    "weight: w_{unit}": "1:9: 'weight' has no {unit}; "
    "{layer}, {name}, {source}, {source_name}, {target}, {target_name}",
    "total: E^{layer}": "1:8: 'total' has no {layer}; no place",
    "weights: W_{unit}": "1:10: 'weights' is one letter or word; its layer's number is put above it",
    "first_layer: 2": "1:14: unknown first_layer '2'; one of 0, 1",
    "weight_layer: sources": "1:15: unknown weight_layer 'sources'; did you mean 'source'?",
    "delta_sign: negative": "1:13: unknown delta_sign 'negative'; one of plus, minus",
    "error: script Q": "1:8: there is no script 'Q'; one of E, L, J",
    "net: z_": f"1:6: 'z_' is no symbol; {SAY}",
    "net: z_{unit},": "1:6: 'z_{unit},' is no symbol; something must follow the comma",
    "net: z_{unit}^{layer}": f"1:6: 'z_{{unit}}^{{layer}}' is no symbol: '^{{layer}}'; {SAY}",
    "net: z^{unit}": f"1:6: 'z^{{unit}}' is no symbol; {SAY}",
    "net: z2": f"1:6: 'z2' is no symbol; {SAY}",
    "name: '<script>'": "1:7: '<script>' is no notation's name; letters, digits and spaces, at most 40",
    "net: z\nout: z": "notation mine: the names 'net_h1' and 'net_h2' would both print as z; "
    "rename one, or choose another notation",
    "like: nielsen\nout: a_{unit}": "notation mine: the names 'out_h1' and 'out_o1' would both print as a1; "
    "rename one, or choose another notation",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(text, encoding="utf-8")
    result = run("derive", "mazur", "--wrt", "w1", "--notation", "mine.yaml")
    place = "" if REFUSED[text].startswith("notation") else "mine.yaml:"
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"symprop: {place}{REFUSED[text]}\n"


HOSTILE = (
    r"'\input{/etc/passwd}'",
    r"'z_{\input{x}}'",
    "'<script>alert(1)</script>'",
    "'z_<b>'",
    "']]>'",
    "'$x$'",
    "'z&amp;'",
    '"z\\0"',
    '"z\\n\\\\end{document}"',
    "'__import__'",
    "'z_{unit.__class__}'",
    "'z_{0}'",
    "'{unit!r}'",
    "'%s'",
)


@pytest.mark.parametrize("symbol", HOSTILE)
def test_hostile_symbols_are_refused(run, tmp_path: Path, symbol: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(f"net: {symbol}\n", encoding="utf-8")
    result = run("derive", "mazur", "--wrt", "w1", "--notation", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1


def test_a_missing_file(run) -> None:
    result = run("derive", "mazur", "--notation", "nowhere.yaml")
    message = "nowhere.yaml: cannot be read (No such file or directory); give a readable file"
    assert (result.exit_code, result.stderr) == (2, f"symprop: {message}\n")


def test_too_large(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("# " + "x" * 20_000, encoding="utf-8")
    result = run("derive", "mazur", "--notation", "mine.yaml")
    assert result.stderr == "symprop: mine.yaml: 20,002 characters; at most 16,000\n"
