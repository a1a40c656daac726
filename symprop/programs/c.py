"""A program as C99 through SymPy's own C printer: a function from a struct of values to a struct of results.

Terms and factors stand in SymPy's order. Names are made safe by the printer's own rule, an underscore after a reserved
word; the words of `math.h` and of the file itself are added to its list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from symprop.network.values import exact
from symprop.programs.plan import Program, body_of, safe

__all__ = ["c_source"]

_MATH_WORDS = """
acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs fdim floor fma fmax fmin
fmod frexp hypot ilogb ldexp lgamma llrint llround log log10 log1p log2 logb lrint lround modf nan nearbyint nextafter
nexttoward pow remainder remquo rint round scalbln scalbn sin sinh sqrt tan tanh tgamma trunc fpclassify isfinite isinf
isnan isnormal signbit isgreater isgreaterequal isless islessequal islessgreater isunordered HUGE_VAL HUGE_VALF
HUGE_VALL INFINITY NAN FP_INFINITE FP_NAN FP_NORMAL FP_SUBNORMAL FP_ZERO float_t double_t math_errhandling MATH_ERRNO
MATH_ERREXCEPT
"""
_OWN_WORDS = "at found main printf stdin stdout stderr NULL EOF FILE inline restrict linux unix"
_WORDS = frozenset((*_MATH_WORDS.split(), *_OWN_WORDS.split()))
_GIVEN, _RESULTS, _VALUES = "symprop_given", "symprop_gradients", "symprop_values"


def c_source(program: Program) -> str:
    """Return the text of a C99 file; compiled with ``-DSYMPROP_MAIN`` it prints the results at the network's values."""
    from symprop.symbolic import to_sympy_each

    printer = _printer(program.functions)
    lines = list(to_sympy_each((*program.forward, *program.backward)))
    helpers = to_sympy_each((name, body) for name in _own(program.functions) if (body := body_of(name)))
    parts = [
        f"/* {_comment(program.summary)} */",
        "#include <math.h>",
        _struct(_GIVEN, (name for name, _ in program.given), printer),
        _struct(_RESULTS, (what for what, _ in program.results), printer),
        *(f"static inline double {name}(double x)\n{{\n    return {_text(rhs, printer)};\n}}" for name, rhs in helpers),
        "\n".join(_function(program, lines, printer)),
    ]
    if program.complete:
        parts += ["\n".join(_values(program, printer)), "\n".join(_main(program, printer))]
    return "\n\n".join(parts) + "\n"


def _printer(functions: Iterable[str]) -> Any:
    """Return SymPy's printer for C99 that knows our functions and reserved words, and needs no macro for π and e."""
    import sympy
    from sympy.printing.c import C99CodePrinter

    macros = {sympy.pi: "3.14159265358979323846", sympy.E: "2.71828182845904523536"}
    printer = C99CodePrinter({"math_macros": macros, "user_functions": {name: name for name in _own(functions)}})
    printer.reserved_words |= _WORDS
    return printer


def _own(functions: Iterable[str]) -> Iterator[str]:
    """Yield the functions that SymPy does not have, which are defined in the file."""
    from symprop.symbolic import is_own

    return (name for name in functions if is_own(name))


def _safe(name: str, printer: Any) -> str:
    return safe(name, printer.reserved_words)


def _text(expr: Any, printer: Any) -> str:
    return " ".join(str(printer.doprint(expr)).split())  # a case is printed over several lines


def _comment(text: str) -> str:
    """Return text that neither ends a comment nor begins one, nor holds a trigraph."""
    return text.replace("*", "∗").replace("??", "? ?").replace("??", "? ?")


def _struct(name: str, members: Iterable[str], printer: Any) -> str:
    fields = "".join(f"    double {_safe(member, printer)};\n" for member in members)
    return f"struct {name} {{\n{fields}}};"


def _function(program: Program, lines: list[tuple[str, Any]], printer: Any) -> Iterator[str]:
    kept, used = _needed(lines, [name for _, name in program.results])
    given = [name for name, _ in program.given if name in used]
    yield f"struct {_RESULTS} {_RESULTS}(const struct {_GIVEN} *at)"
    yield "{"
    yield f"    struct {_RESULTS} found;"
    yield from (f"    const double {_safe(name, printer)} = at->{_safe(name, printer)};" for name in given)
    if not given:
        yield "    (void)at;"
    names = [name for name, _ in kept]
    seen: set[str] = set()
    for name, rhs in kept:
        declared = "" if name in seen else "double " if names.count(name) > 1 else "const double "
        seen.add(name)
        yield f"    {declared}{_safe(name, printer)} = {_text(rhs, printer)};"
    yield from (f"    found.{_safe(what, printer)} = {_safe(name, printer)};" for what, name in program.results)
    yield "    return found;"
    yield "}"


def _needed(lines: list[tuple[str, Any]], results: list[str]) -> tuple[list[tuple[str, Any]], set[str]]:
    """Return the lines that are still needed once SymPy has made the expressions its own, and all names they use."""
    needed, kept = set(results), []
    for name, rhs in reversed(lines):
        if name in needed:
            kept.append((name, rhs))
            needed.update(symbol.name for symbol in rhs.free_symbols)
    return kept[::-1], needed


def _values(program: Program, printer: Any) -> Iterator[str]:
    yield f"const struct {_GIVEN} {_VALUES} = {{"
    for name, value in program.given:
        if value is not None:
            yield f"    .{_safe(name, printer)} = {float(exact(value))!r},"
    yield "};"


def _main(program: Program, printer: Any) -> Iterator[str]:
    yield "#ifdef SYMPROP_MAIN"
    yield "#include <stdio.h>"
    yield ""
    yield "int main(void)"
    yield "{"
    yield f"    const struct {_RESULTS} found = {_RESULTS}(&{_VALUES});"
    for what, _ in program.results:
        yield f'    printf("{what} = %.17g\\n", found.{_safe(what, printer)});'
    yield "    return 0;"
    yield "}"
    yield "#endif"
