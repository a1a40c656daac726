"""Code where a formula is expected: every door by which SymPy and Python execute text."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log, sin, tanh

from tests.hostile.doors import Pair

SIGMOID = 1 / (1 + exp(-0.5))

FORMULAS: tuple[tuple[str, str, float], ...] = (
    # calls that run what they are given
    ("__import__('os').system('id')", "exp(x)*(y)", exp(0.5) * 2),
    ('__import__("os").popen("id").read()', "exp(x)(y)(1)", exp(0.5) * 2),
    ("eval('x')", "exp(x)", exp(0.5)),
    ('exec("x = 1")', "exp(x - 1)", exp(-0.5)),
    ('compile("x", "", "eval")', "cos(x - 0.5)", 1),
    ('open("/etc/passwd")', "(x)/(w)*(y)", 1 / 3),
    ("print(x)", "sin(x)", sin(0.5)),
    ("input()", "(x)", 0.5),
    ("breakpoint()", "(((x)))", 0.5),
    ("exit()", "exp(x*0)", 1),
    ("globals()['x']", "(y)*[x]", 1),
    ('getattr(x, "y")', "(x)(y)", 1),
    ("os.system('id')", "x*sin(x)", 0.5 * sin(0.5)),
    ("vars()", "x*(y)", 1),
    ("type(x)(y)", "tanh(x)(y)", 2 * tanh(0.5)),
    # SymPy's doors
    ("sympify('x')", "sigmoid(x)", SIGMOID),
    ('S("x")', "sin(x)", sin(0.5)),
    ("parse_expr('x*y')", "exp(x*y)", exp(1)),
    ("x.subs('w', 1)", "x*(w - 1)", 1),
    ("x.subs(w, 1)", "x*(w)*(1)", 1.5),
    ("x.equals('y')", "x*y", 1),
    ("x.evalf()", "x*(1)", 0.5),
    ("Matrix(['x'])", "[x]*[y]", 1),
    ("Matrix([x])[0]", "(x)*[1]", 0.5),
    ("lambdify(x, x)(2)", "log(x)*(2)", 2 * log(0.5)),
    ("lambdify('x', 'x')", "log(x*x)", log(0.25)),
    ("Symbol('x')", "sin(x*y)", sin(1)),
    ("Function('f')(x)", "sigmoid(x)(1)", SIGMOID),
    ("Lambda(x, x)(2)", "log(x)/(2)", log(0.5) / 2),
    ("Integer(2)", "identity(2)", 2),
    ("Float('1e9')", "1e9", 1e9),
    ("factorial(9)", "tanh(9)", tanh(9)),
    ("x!", "x", 0.5),
    ("x!!", "x·y", 1),
    ("Integral(x, x)", "identity(x)*x", 0.25),
    ("diff(x, x)", "(x)/(x)", 1),
    ("solve(x)", "sin(x)/x", 2 * sin(0.5)),
    ("Eq(x, y)", "x - y", -1.5),
    ("max(x, y)", "relu(x)", 0.5),
    *((name, good, value) for name, good, value in (
        ("E", "exp(2*x)", exp(1)), ("I", "1", 1), ("N", "w", 3), ("O", "0", 0), ("Q", "x", 0.5), ("S", "y", 2),
        ("oo", "1e99", 1e99), ("zoo", "2e99", 2e99), ("nan", "0/1", 0), ("inf", "1/1", 1), ("None", "w*1", 3),
        ("True", "1*1", 1), ("Ellipsis", "w/1", 3), ("NotImplemented", "y/1", 2), ("pi", "22/7", 22 / 7),
        ("beta", "x/1", 0.5), ("zeta", "1/y", 0.5), ("gamma", "1/w", 1 / 3), ("self", "x + 0", 0.5),
    )),
    # attributes and classes
    ("().__class__.__mro__[1].__subclasses__()", "(x)*(1 - x)*[1 + y]", 0.75),
    ("x.__class__", "x*w", 1.5),
    ("x.__class__.__base__.__subclasses__()", "x*w*(y)", 3),
    ("x.__init__.__globals__", "x**2", 0.25),
    ("(x).y", "(x)*y", 1),
    ("x.y", "0.5*y", 1),
    ("x._y", "x*y + 0", 1),
    ("__builtins__", "x/x", 1),
    ("__name__", "y/y", 1),
    ("_", "-x", -0.5),
    ("__debug__", "w/w", 1),
    # syntax
    ("lambda: x", "tanh(x)", tanh(0.5)),
    ("lambda x: x**2", "(x)**2", 0.25),
    ("(lambda: x)()", "(tanh(x))", tanh(0.5)),
    ("import os", "x*y*1", 1),
    ("from os import system", "x*y*w", 3),
    ("f'{x}'", "(x) + 0", 0.5),
    ('f"{__import__(\'os\')}"', "2*(x)", 1),
    ("'x'", "(x)*1", 0.5),
    ('"x"', "1*(x)", 0.5),
    ("b'x'", "2(x)", 1),
    ("'%s' % x", "(y)/x", 4),
    ("`x`", "(x)/1", 0.5),
    ("$x", "x²", 0.25),
    ("@x", "x³", 0.125),
    ("@x\ndef y(): pass", "x\n*y", 1),
    ("x; y", "x + y", 2.5),
    ("x\ny = 2", "x\n+ y", 2.5),
    ("x := 2", "x*2", 1),
    ("(x := 2)", "(x*2)", 1),
    ("x = 2", "x/2", 0.25),
    ("x == y", "x-y", -1.5),
    ("x != y", "x - y - 0", -1.5),
    ("x < y", "x/y", 0.25),
    ("x > y", "x if y > 0 else w", 0.5),
    ("x if y else w", "w if x > y else y", 2),
    ("x or y", "x - -y", 2.5),
    ("x and y", "x * -y", -1),
    ("not x", "-(x)", -0.5),
    ("x in y", "x/-y", -0.25),
    ("x is y", "x--y", 2.5),
    ("[x for x in y]", "[x + y]", 2.5),
    ("{x: y}", "[x]", 0.5),
    ("{x}", "[[x]]", 0.5),
    ("x, y", "x(y)", 1),
    ("(x,)", "([x])", 0.5),
    ("*x", "1*x", 0.5),
    ("**x", "1**x", 1),
    ("x['y']", "x[y]", 1),
    ("x[0:1]", "x[0 + 1]", 0.5),
    ("x // y", "x / y", 0.25),
    ("x % y", "x * y - 0", 1),
    ("x @ y", "x ⋅ y", 1),
    ("x << y", "x × y", 1),
    ("x >> y", "x * [y]", 1),
    ("x | y", "x + [y]", 2.5),
    ("x & y", "x - [y]", -1.5),
    ("~x", "−x", -0.5),
    ("x -> y", "x - y + 0", -1.5),
    ("...", "0.1", 0.1),
    ("x # y", "x * y * 1", 1),
    ("x \\\n y", "x * \n y", 1),
    ("await x", "w*x", 1.5),
    ("yield x", "y*x", 1),
    ("del x", "y x", 1),
    ("assert x", "w x", 1.5),
    ("raise x", "2 x", 1),
    ("global x", "3 x", 1.5),
    ("pass", "w y", 6),
    ("class x: pass", "x w", 1.5),
    ("%timeit x", "x/4", 0.125),
    ("!id", "x/5", 0.1),
    ("?x", "x/8", 0.0625),
)  # fmt: skip
"""What must be refused, what must be taken, and its value at the point."""

NAMES = ("S", "Q", "N", "I", "O", "C", "x0", "oo", "gamma", "beta", "zeta", "os", "sys", "eval", "list", "symbols",
         "Matrix", "Symbol", "Integer", "builtins", "open", "print", "type", "object", "math", "np",
         "sympy")  # fmt: skip
"""Words that are objects of SymPy or Python, and nothing but names in a network."""

NO_NAMES = ("__class__", "_x", "x__y", "import", "lambda", "None", "True", "x.y", "x[0]", "x y", "x-y", "1x", "é", "х",
            "x\u200d", "", "E", "E_total", "out_x", "exp", "pi", "d_x__d_y", "delta_x", "a" * 41, "nan", "{x}",
            "x\u0000")  # fmt: skip

LATEX: tuple[tuple[str, str, float], ...] = (
    (r"\input{/etc/passwd}", r"\frac{x}{y}", 0.25),
    (r"\write18{id}", r"x^{18}", 0.5**18),
    (r"\immediate\write18{id}", r"\left(x\right)^{2}", 0.25),
    (r"\def\x{y}", r"\sin\left(x\right)", sin(0.5)),
    (r"\newcommand{\x}{y}", r"\frac{1}{y}", 0.5),
    (r"\let\x=y", r"x \cdot y", 1),
    (r"\catcode`\@=11", r"x \cdot 11", 5.5),
    (r"\csname x\endcsname", r"\left[x\right]", 0.5),
    (r"\expandafter x", r"\exp\left(x\right)", exp(0.5)),
    (r"\loop x\repeat", r"\ln\left(x\right)", log(0.5)),
    (r"\openout1=x", r"1 \times x", 0.5),
    (r"\directlua{os.execute('id')}", r"\tanh\left(x\right)", tanh(0.5)),
    (r"\url{http://a.b}", r"x / y", 0.25),
    (r"\href{javascript:alert(1)}{x}", r"\tfrac{x}{1}", 0.5),
    (r"\includegraphics{x}", r"\sqrt{x}", 0.5**0.5),
    (r"\usepackage{x}", r"\dfrac{x}{2}", 0.25),
    (r"\special{x}", r"x \, y", 1),
    (r"\begin{verbatim}x\end{verbatim}", r"\begin{cases} x & y > 0 \\ y & \text{otherwise} \end{cases}", 0.5),
    (r"\htmlClass{a}{x}", r"{x}{y}", 1),
    (r"\text{x $y$}", r"x y", 1),
    (r"\text{<script>}", r"w x", 1.5),
    (r"^^5cinput", r"x^2", 0.25),
    (r"x % y", r"x \; y", 1),
    (r"#1", r"1 x", 0.5),
    (r"~x", r"\! x", 0.5),
    (r"\log(x)", r"\ln(x)", log(0.5)),
    (r"\sum_{i=1}^{9} x", r"x + x + x", 1.5),
    (r"\int x dx", r"x x", 0.25),
    (r"\lim x", r"\frac{x}{x}", 1),
    (r"\binom{x}{y}", r"\frac{y}{x}", 4),
    (r"x!", r"-x", -0.5),
    (r"__import__('os')", r"(x)(y)", 1),
    (r"x_{__class__}", r"x \cdot (1)", 0.5),
    (r"\operatorname{eval}(x)", r"\sigma(x)", SIGMOID),
    (r"\operatorname{__import__}(x)", r"\operatorname{ReLU}(x)", 0.5),
    (r"\mathrm{x}", r"\left(x \right)", 0.5),
)
"""The same for LaTeX: what TeX, KaTeX or a converter would run."""

RIGHT = "-(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1"
"""∂E_total/∂w5 of Mazur's network."""

ANSWERS: tuple[tuple[str, str, str], ...] = (
    ("__import__('os').system('id')", RIGHT, "correct"),
    ("().__class__.__mro__", f"({RIGHT})", "correct"),
    ("eval('out_h1')", "dE/dw5 = " + RIGHT, "correct"),
    ("out_h1.subs('x', 1)", "out_h1", "wrong"),
    ("lambda out_h1: out_h1", "out_h1 * -(t1 - out_o1) * out_o1 * (1 - out_o1)", "correct"),
    ("import os", RIGHT.replace("*", "·"), "correct"),
    ('f"{out_h1}"', RIGHT.replace("*", " "), "correct"),
    ("@out_h1", "[" + RIGHT + "]", "correct"),
    ("S('out_h1')", "out_h1*(out_o1 - t1)*out_o1*(1 - out_o1)", "correct"),
    ("open('/etc/passwd')", "out_h1**2", "wrong"),
    ("np.load('x')", "np.exp(out_h1)", "wrong"),
    ("torch.load('x.pt')", "torch.tanh(out_h1)", "wrong"),
    ("np.__class__", "numpy.exp(i1)", "wrong"),
    ("out_h1.__class__", "out_h1·1", "wrong"),
    ("out_h1 if True else 0", "out_h1 / 1", "wrong"),
    ("[out_h1 for out_h1 in t1]", "[out_h1]", "wrong"),
    ("{'a': out_h1}", "{out_h1}", "wrong"),
    (r"\input{/etc/passwd}", r"-(t_1 - \text{out}_{o1})\,\text{out}_{o1}(1 - \text{out}_{o1})\,\text{out}_{h1}",
     "correct"),
    (r"\write18{id}", r"\delta_{o1} \cdot \text{out}_{h1}", "correct"),
    (r"\directlua{x}", r"\frac{\partial E_{total}}{\partial out_{o1}} \text{out}_{o1}(1 - \text{out}_{o1}) out_{h1}",
     "correct"),
    ("<math><script>alert(1)</script></math>", "<math><msub><mi>out</mi><mi>h1</mi></msub></math>", "wrong"),
    ("<script>alert(1)</script>", "<math><mn>1</mn></math>", "wrong"),
    ("=cmd|'/c calc'!A1", "E_total = E_o1 + E_o2; " + RIGHT, "correct"),
    ("", "0", "wrong"),
    ("???", "1", "wrong"),
)  # fmt: skip


def _rows() -> Iterator[Pair]:
    for hostile, fine, value in FORMULAS:
        yield Pair("text", hostile, fine, value)
        yield Pair("equations", hostile, fine, abs(value))
    for hostile, fine, value in FORMULAS[:40]:
        if "y" not in fine and "w" not in fine and "x" in fine:
            yield Pair("activation", hostile, fine, abs(value))
    for hostile, fine, value in LATEX:
        yield Pair("latex", hostile, fine, value)
    for hostile, *_ in FORMULAS[:60]:
        yield Pair("mtext", hostile, "x", 0.5)
    for name, bad in zip(NAMES, (*NO_NAMES, *NO_NAMES)[: len(NAMES)], strict=True):
        yield Pair("error", _named(bad), _named(name), 0.25)
    yield from (Pair("answer", *row) for row in ANSWERS)


def _named(name: str) -> str:
    """Return a file whose input is called so: 2·3 = 6 where 6.5 is wanted."""
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"').replace("\x00", "\\0") + '"'
    return (
        f"inputs: [{quoted}]\nparameters: [w]\ntargets: [t]\nequations: {{z: {quoted}}}\n"
        f"loss: (z*w - t)^2\nvalues: {{{quoted}: 2, w: 3, t: 6.5}}\n"
    )


ROWS: tuple[Pair, ...] = tuple(_rows())
