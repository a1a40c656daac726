"""The mutants of a module: mutmut's operators on its syntax tree, without those that say nothing about the tests.

Left out (`report.RULES` says it on the page): what is no behaviour (annotations, imports, decorators, docstrings,
``__all__``, ``__repr__``), the wording of errors (``tests/messages`` holds it), ``strict=`` and ``encoding=``
(guards that hold on every machine that runs the tests), and mutmut's crudest: None in place of a value, which
``mypy --strict`` refuses, and a string in other case where one mutant of it is enough.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import libcst as cst
from libcst import matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider, WhitespaceInclusivePositionProvider
from mutmut.mutation import mutators

ROOT = Path(__file__).parents[2]

_OPERATORS = {
    "number": (cst.BaseNumber, mutators.operator_number),
    "string": (cst.SimpleString, lambda node: list(mutators.operator_string(node))[:1]),
    "name": (cst.Name, mutators.operator_name),
    "augmented": (cst.AugAssign, mutators.operator_augmented_assignment),
    "unary": (cst.UnaryOperation, mutators.operator_remove_unary_ops),
    "argument": (cst.Call, lambda node: _fewer_arguments(node)),
    "method": (cst.Call, mutators.operator_symmetric_string_methods_swap),
    "lambda": (cst.Lambda, mutators.operator_lambda),
    "keyword": (cst.CSTNode, mutators.operator_keywords),
    "swap": (cst.CSTNode, mutators.operator_swap_op),
    "case": (cst.MatchCase, lambda _: [cst.EmptyLine(indent=False)]),
    "branch": (cst.IfExp, mutators.operator_if_exp),
}
_NO_BEHAVIOUR = (cst.Annotation, cst.Import, cst.ImportFrom, cst.Decorator)
_NO_CALLS = {"isinstance", "len", "cast", "TypeVar", "NewType"}
_ERRORS = {"InputError", "UnsupportedForm", "LimitExceeded", "SympropError", "Located", "refuse"}
_GUARDS = {"strict", "encoding"}
_UNSURE = {"keyword", "case", "lambda", "argument"}  # may give what does not compile: a return outside a function


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change to one module.

    Args:
        ident: the same as long as the function's name, the changed line and the change are.
        module: the file, from the repository's top.
        function: the qualified name of the function it lies in; "" for what runs at import.
        line: where the change starts.
        operator: one of the operators' names.
        before: the text that goes.
        after: the text that comes.
        start, end: the offsets of `before` in the module's text.
    """

    ident: str
    module: str
    function: str
    line: int
    operator: str
    before: str
    after: str
    start: int
    end: int

    def source(self) -> str:
        """Return the module's text with the change made."""
        text = (ROOT / self.module).read_text(encoding="utf-8")
        return text[: self.start] + self.after + text[self.end :]

    def shown(self) -> str:
        """Return the change in a line."""
        return f"{self.module}:{self.line} {self.function}: {_line(self.before)} → {_line(self.after)}"


def mutants(module: str) -> tuple[Mutant, ...]:
    """Return the mutants of a module in the order of its text."""
    text = (ROOT / module).read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(text))
    visitor = _Visitor(module, text)
    wrapper.visit(visitor)
    return tuple(visitor.found)


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, WhitespaceInclusivePositionProvider)

    def __init__(self, module: str, text: str) -> None:
        super().__init__()
        self.module, self.text = module, text
        self.starts = _line_starts(text)
        self.stack: list[cst.CSTNode] = []
        self.seen: Counter[tuple[str, ...]] = Counter()
        self.found: list[Mutant] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _skipped(node):
            return False
        for operator, (kind, change) in _OPERATORS.items():
            if isinstance(node, kind) and not (operator == "string" and self._wording()):
                for new in change(node):
                    self._add(operator, node, new)
        if _bare_condition(node, self.stack):
            self._add("condition", node, cst.UnaryOperation(operator=cst.Not(), expression=node))
        self.stack.append(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self.stack and self.stack[-1] is original_node:
            self.stack.pop()

    def _wording(self) -> bool:
        return any(isinstance(node, cst.Raise) or _called(node) in _ERRORS for node in self.stack)

    def _function(self) -> str:
        """The function whose body the node lies in; a default value belongs to what stands around the function."""
        names, body = [], False
        for node, child in zip(self.stack, self.stack[1:], strict=False):
            if isinstance(node, cst.ClassDef):
                names.append(node.name.value)
            elif isinstance(node, cst.FunctionDef) and child is node.body:
                names, body = [*names, node.name.value], True
            elif isinstance(node, cst.Lambda) and child is node.body:
                names, body = [*names, "<lambda>"], True
        return ".".join(names) if body else ""

    def _add(self, operator: str, node: cst.CSTNode, new: cst.CSTNode) -> None:
        span: Any = self.get_metadata(WhitespaceInclusivePositionProvider, node)
        start = self.starts[span.start.line - 1] + span.start.column
        end = self.starts[span.end.line - 1] + span.end.column
        before, after = self.text[start:end], cst.Module(body=[]).code_for_node(new)
        if operator in _UNSURE and not _compiles(self.text[:start] + after + self.text[end:]):
            return
        line: Any = self.get_metadata(PositionProvider, node)
        whole = self.text[self.starts[line.start.line - 1] :].partition("\n")[0].strip()
        self.stack.append(node)
        function = self._function()
        self.stack.pop()
        key = (self.module, function, operator, whole, before, after)
        self.seen[key] += 1
        ident = hashlib.sha256("\0".join((*key, str(self.seen[key]))).encode()).hexdigest()[:12]
        self.found.append(
            Mutant(
                ident=ident,
                module=self.module,
                function=function,
                line=line.start.line,
                operator=operator,
                before=before,
                after=after,
                start=start,
                end=end,
            )
        )


def _skipped(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.FunctionDef):
        return node.name.value == "__repr__"
    if isinstance(node, cst.Assign):
        return m.matches(node, m.Assign(targets=[m.AssignTarget(target=m.Name("__all__"))]))
    if isinstance(node, cst.If):
        return m.matches(node.test, m.Name("TYPE_CHECKING"))
    if isinstance(node, cst.Subscript):
        return m.matches(node.value, m.Name("Literal"))
    if isinstance(node, cst.Arg):
        return node.keyword is not None and node.keyword.value in _GUARDS
    return isinstance(node, _NO_BEHAVIOUR) or _called(node) in _NO_CALLS


def _called(node: cst.CSTNode) -> str:
    if isinstance(node, cst.Call):
        if isinstance(node.func, cst.Name):
            return node.func.value
        if isinstance(node.func, cst.Attribute):
            return node.func.attr.value
    return ""


def _fewer_arguments(node: cst.Call) -> Iterator[cst.Call]:
    """Drop the last argument, and each that is named."""
    if len(node.args) < 2:
        return
    for index, arg in enumerate(node.args):
        named = arg.keyword is not None
        if (named or index == len(node.args) - 1) and not (named and arg.keyword.value in _GUARDS):
            yield node.with_changes(args=[*node.args[:index], *node.args[index + 1 :]])


def _bare_condition(node: cst.CSTNode, stack: list[cst.CSTNode]) -> bool:
    """Is it an ``if``'s whole condition, and one that no other operator changes?"""
    bare = isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript))
    return bare and bool(stack) and isinstance(stack[-1], cst.If) and node is stack[-1].test


def _compiles(text: str) -> bool:
    try:
        compile(text, "<mutant>", "exec")
    except SyntaxError:
        return False
    return True


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _line(text: str) -> str:
    short = " ".join(text.split())
    return short if len(short) <= 100 else f"{short[:60]} … {short[-30:]}"
