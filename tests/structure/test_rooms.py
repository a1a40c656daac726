"""What may stand where in the package, read off its syntax trees: rooms, SymPy, and nothing that executes text.

Every rule is a function from a module's name and tree to findings, and has a source that breaks it.
"""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import symprop

PACKAGE = Path(symprop.__file__).parent
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}

# each room, and the rooms it may import from besides its own
_ORDER = (
    *(
        "errors",
        "given",
        "expression",
        "functions",
        "differentiate",
        "graph",
        "notation",
        "read",
        "network",
        "importers",
        "derive",
    ),
    *(
        "evaluate",
        "compiled",
        "output",
        "draw",
        "report",
        "render",
        "pages",
        "symbolic",
        "programs",
        "verify",
        "homework",
        "testing",
        "form_view",
        "gradient",
        "shown_network",
        "api",
        "models",
        "document",
        "overview",
        "formats",
        "explore",
        "cli",
    ),
)
ABOVE: dict[str, frozenset[str]] = {room: frozenset(_ORDER[:k]) for k, room in enumerate(_ORDER)}
ABOVE["render"] -= {"read"}
ABOVE["symbolic"] = frozenset({"expression", "functions"})
ABOVE["output"] = frozenset({"errors"})

Rule = Callable[[str, ast.Module], Iterator[str]]


def room(module: str) -> str:
    """Return the room of a module: ``symprop.render.write`` → ``render``; the package itself has none."""
    return module.split(".")[1] if "." in module else ""


@functools.cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, int]]:
    """Yield (module, line) for every import among nodes."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            if node.module == "symprop":
                yield from ((f"symprop.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module or "", node.lineno


def outermost(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when the module is imported: no bodies of functions, nothing under TYPE_CHECKING."""
    for node in ast.iter_child_nodes(tree):
        typing = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        if not typing and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
            yield from outermost(node)


def imports_only_from_above(module: str, tree: ast.Module) -> Iterator[str]:
    """A room imports only from rooms above it; the package's own front doors, `__init__` and `__main__`, from any."""
    own = room(module)
    if own in ("", "__main__"):
        return
    if own not in ABOVE:
        yield f"{module}: the room '{own}' has no place in the order"
        return
    for name, line in imports(ast.walk(tree)):
        other = room(name) if name.split(".")[0] == "symprop" else ""
        if other and not other.startswith("__") and other != own and other not in ABOVE[own]:
            yield f"{module}:{line}: {own} imports {name}"


def symbolic_is_imported_late(module: str, tree: ast.Module) -> Iterator[str]:
    """`symbolic` loads SymPy, so that nobody imports it before it is needed."""
    yield from (f"{module}:{n}" for name, n in imports(outermost(tree)) if room(name) == "symbolic")


def only_symbolic_imports_sympy(module: str, tree: ast.Module) -> Iterator[str]:
    """SymPy takes 0.3 s to load: at module level only in `symbolic`, and nowhere in the rooms that need none of it."""
    free = room(module) in (
        "errors",
        "given",
        "expression",
        "functions",
        "differentiate",
        "graph",
        "notation",
        "read",
        "network",
    )
    where = ast.walk(tree) if free else outermost(tree)
    for name, line in imports(where):
        if name.split(".")[0] == "sympy" and module != "symprop.symbolic":
            yield f"{module}:{line}: imports {name}"


EXECUTES = {"sympify", "parse_expr", "eval", "exec", "compile", "lambdify", "__import__", "_sympify", "unsafe_load"}
LOADS_YAML = {"load", "full_load", "load_all"}
TAKES_TEXT = {"S", "subs", "equals", "Matrix"}
UNSAFE_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "yaml", "code", "runpy"}


def nothing_executes_text(module: str, tree: ast.Module) -> Iterator[str]:
    """No call of what runs text, no text given to what would read it as code, no pickle."""
    for name, line in imports(ast.walk(tree)):
        if name.split(".")[0] in UNSAFE_MODULES or name in ("sympy.parsing", "sympy.core.sympify"):
            yield f"{module}:{line}: imports {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute | ast.alias):
            name = {ast.Name: "id", ast.Attribute: "attr", ast.alias: "name"}[type(node)]
            word = getattr(node, name)
            # re.compile is no builtin compile; compile_tape is its own name
            plain = isinstance(node, ast.Attribute) and word == "compile"
            if word in EXECUTES and not plain:
                yield f"{module}:{node.lineno}: {word}"
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        word = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if word in TAKES_TEXT and any(map(holds_text, [*node.args, *(k.value for k in node.keywords)])):
            yield f"{module}:{node.lineno}: {word} of text"
        owner = function.value if isinstance(function, ast.Attribute) else None
        if word in LOADS_YAML and "yaml" in ast.unparse(owner or function).lower():
            yield f"{module}:{node.lineno}: {word} of YAML"


def holds_text(node: ast.AST) -> bool:
    return any(isinstance(part, ast.JoinedStr) or _is_text(part) for part in ast.walk(node))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def public_things_have_docstrings(module: str, tree: ast.Module) -> Iterator[str]:
    """Modules, public classes and public functions say what they are for."""
    if not ast.get_docstring(tree):
        yield f"{module}: no docstring"
    for node in tree.body:
        if (
            isinstance(node, ast.FunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ):
            yield f"{module}:{node.lineno}: {node.name} has no docstring"


# what pyproject.toml's dependencies are imported as, and what its extras are; tests/structure/test_supply.py compares
DEPENDENCIES = {
    *("click", "defusedxml", "joblib", "lark", "latex2mathml", "mpmath", "numpy", "pydantic", "rich", "ruamel", "sympy")
}
EXTRAS = {
    "torch": "torch",
    "jax": "jax",
    "keras": "keras",
    "onnx": "onnx",
    "google": "onnx",
    "resvg_py": "png",
    "pypandoc": "docx",
}


def _others(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, int]]:
    """Yield (package, line) of what is imported from neither Python nor symprop."""
    for name, line in imports(nodes):
        package = name.split(".")[0]
        if package != "symprop" and package not in sys.stdlib_module_names:
            yield package, line


def only_what_is_declared_is_imported(module: str, tree: ast.Module) -> Iterator[str]:
    """What stands in pyproject.toml is all there is to import."""
    for package, line in _others(ast.walk(tree)):
        if package not in DEPENDENCIES and package not in EXTRAS:
            yield f"{module}:{line}: imports {package}"


def extras_are_imported_late(module: str, tree: ast.Module) -> Iterator[str]:
    """An extra may be absent: it is imported by the function that needs it."""
    for package, line in _others(outermost(tree)):
        if package in EXTRAS:
            yield f"{module}:{line}: imports {package}"


LONGEST = 500


def no_module_is_long(module: str, tree: ast.Module) -> Iterator[str]:
    """A room of one long file is not a room."""
    last = max((getattr(node, "end_lineno", 0) or 0 for node in tree.body), default=0)
    if last > LONGEST:
        yield f"{module}: {last} lines"


RULES: tuple[Rule, ...] = (
    imports_only_from_above,
    symbolic_is_imported_late,
    only_symbolic_imports_sympy,
    nothing_executes_text,
    only_what_is_declared_is_imported,
    extras_are_imported_late,
    public_things_have_docstrings,
    no_module_is_long,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps_the_rule(rule: Rule) -> None:
    found = [f for name, path in MODULES.items() for f in rule(name, parsed(path))]
    assert found == []


def test_the_package_was_found() -> None:
    assert {
        "symprop",
        "symprop.cli.main",
        "symprop.cli.derive",
        "symprop.render.write",
        "symprop.symbolic",
    } <= MODULES.keys()


BREAKS: list[tuple[Rule, str, str]] = [
    (imports_only_from_above, "symprop.graph", "from symprop.render import write"),
    (imports_only_from_above, "symprop.graph", "def f():\n    from symprop import api"),
    (imports_only_from_above, "symprop.graph", "import symprop.cli.main"),
    (imports_only_from_above, "symprop.render.write", "from symprop.read import read_equation_latex"),
    (imports_only_from_above, "symprop.read.latex", "from symprop.render.styles import LATEX"),
    (
        imports_only_from_above,
        "symprop.derive.forms",
        "from symprop.network.layers import Layer\nimport symprop.verify",
    ),
    (imports_only_from_above, "symprop.output", "from symprop.notation import Labels"),
    (imports_only_from_above, "symprop.symbolic", "from symprop.graph import Kind"),
    (imports_only_from_above, "symprop.api", "if TYPE_CHECKING:\n    from symprop.document import Request"),
    (imports_only_from_above, "symprop.attic", "x = 1"),
    (symbolic_is_imported_late, "symprop.verify.check", "from symprop.symbolic import to_sympy"),
    (only_symbolic_imports_sympy, "symprop.api", "import sympy"),
    (only_symbolic_imports_sympy, "symprop.api", "try:\n    from sympy.core import Add\nexcept ImportError: pass"),
    (only_symbolic_imports_sympy, "symprop.graph", "def f():\n    import sympy"),
    (only_symbolic_imports_sympy, "symprop.read.latex", "def f():\n    from sympy import Symbol"),
    (nothing_executes_text, "symprop.x", "sympy.sympify(text)"),
    (nothing_executes_text, "symprop.x", "from sympy import sympify as s"),
    (nothing_executes_text, "symprop.x", "sympy.parse_expr(text)"),
    (nothing_executes_text, "symprop.x", "from sympy.parsing import latex"),
    (nothing_executes_text, "symprop.x", "eval(text)"),
    (nothing_executes_text, "symprop.x", "run = eval"),
    (nothing_executes_text, "symprop.x", "exec(text)"),
    (nothing_executes_text, "symprop.x", "compile(text, '', 'eval')"),
    (nothing_executes_text, "symprop.x", "f = sympy.lambdify(x, y)"),
    (nothing_executes_text, "symprop.x", "sympy.S('x + 1')"),
    (nothing_executes_text, "symprop.x", "S(f'{x} + 1')"),
    (nothing_executes_text, "symprop.x", "e.subs('x', 1)"),
    (nothing_executes_text, "symprop.x", "e.subs({'x': 1})"),
    (nothing_executes_text, "symprop.x", "e.equals('x')"),
    (nothing_executes_text, "symprop.x", "sympy.Matrix(['x', 'y'])"),
    (nothing_executes_text, "symprop.x", "import pickle"),
    (nothing_executes_text, "symprop.x", "from pickle import loads"),
    (nothing_executes_text, "symprop.x", "import yaml"),
    (nothing_executes_text, "symprop.x", "ruamel.yaml.YAML(typ='unsafe').load(text)"),
    (only_what_is_declared_is_imported, "symprop.x", "def f():\n    import requests"),
    (only_what_is_declared_is_imported, "symprop.x", "from pytest import fixture"),
    (extras_are_imported_late, "symprop.x", "import torch"),
    (extras_are_imported_late, "symprop.x", "try:\n    from resvg_py import svg_to_bytes\nexcept ImportError: pass"),
    (public_things_have_docstrings, "symprop.x", "x = 1"),
    (public_things_have_docstrings, "symprop.x", "'''Why.'''\ndef f(): pass"),
    (public_things_have_docstrings, "symprop.x", "'''Why.'''\nclass C: pass"),
    (no_module_is_long, "symprop.x", "x = 1\n" * (LONGEST + 1)),
]


@pytest.mark.parametrize(
    ("rule", "module", "source"), BREAKS, ids=lambda part: getattr(part, "__name__", str(part)[:40])
)
def test_a_source_that_breaks_a_rule_is_reported(rule: Rule, module: str, source: str) -> None:
    assert list(rule(module, ast.parse(source)))


KEEPS: list[tuple[Rule, str, str]] = [
    (imports_only_from_above, "symprop.render.write", "import re\nfrom symprop.notation import Labels"),
    (imports_only_from_above, "symprop.graph", "from symprop import __version__"),
    (symbolic_is_imported_late, "symprop.api", "def f():\n    from symprop.symbolic import to_sympy"),
    (symbolic_is_imported_late, "symprop.api", "if TYPE_CHECKING:\n    from symprop.symbolic import to_sympy"),
    (only_symbolic_imports_sympy, "symprop.api", "if TYPE_CHECKING:\n    import sympy"),
    (only_symbolic_imports_sympy, "symprop.symbolic", "import sympy"),
    (nothing_executes_text, "symprop.x", "re.compile('a')\nruamel.yaml.YAML().parse(text)\ne.subs(x, 1)\nevaluate(x)"),
    (only_what_is_declared_is_imported, "symprop.x", "import json\nimport numpy\nimport ruamel.yaml\nimport symprop"),
    (extras_are_imported_late, "symprop.x", "import numpy\ndef f():\n    import torch"),
    (extras_are_imported_late, "symprop.x", "if TYPE_CHECKING:\n    import torch"),
    (public_things_have_docstrings, "symprop.x", "'''Why.'''\ndef _f(): pass"),
]


@pytest.mark.parametrize(
    ("rule", "module", "source"), KEEPS, ids=lambda part: getattr(part, "__name__", str(part)[:40])
)
def test_a_source_that_keeps_a_rule_is_not(rule: Rule, module: str, source: str) -> None:
    assert list(rule(module, ast.parse(source))) == []
