"""Names, titles and words that mean something in some file: every file must show them, and nothing else by them."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "a script": "<script>alert(1)</script>",
    "an image": '<img src=x onerror="alert(1)">',
    "a closing tag": "</title></script></style></textarea><svg onload=alert(1)>",
    "an attribute": '" onmouseover="alert(1)" x="\' onfocus=\'alert(1)',
    "a comment": "--> <!-- x --!> <!",
    "a section": "]]><x/><![CDATA[",
    "an instruction": "<?php system('id') ?><?xml version='1.0'?>",
    "a document type": '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>&y;',
    "entities": "&lt;b&gt; &#60;b&#62; &amp;lt; &nbsp",
    "LaTeX": r"\input{/etc/passwd} \write18{id} \csname x\endcsname",
    "TeX's signs": r"% # $ & _ ^ ~ { } \ ^^5c ^^M",
    "TeX's brackets": r"} \end{document} \begin{document} {",
    "mathematics": r"$\href{javascript:alert(1)}{x}$ \(x\) \[y\] $$z$$",
    "Lua": r"\directlua{os.execute('id')}",
    "TikZ": r"]{}; \draw (0,0) -- (1,1); \node[",
    "Graphviz": 'a"]; b [URL="javascript:alert(1)"]; "',
    "a formula of a sheet": "=cmd|' /C calc'!A0",
    "another formula": "+1+1",
    "a third": "-2+3",
    "a fourth": "@SUM(1,1)",
    "a link": "[x](javascript:alert(1)) ![y](http://127.0.0.1/) <http://127.0.0.1/> http://127.0.0.1/",
    "Markdown": "# x\n* y ~~z~~ **b** _i_ `c` | d |",
    "a fence": "``` ~~~ ```python",
    "front matter": "--- layout: x ---",
    "a template": "{{7*7}} {% raw %} ${x} #{x} <%= x %>",
    "a role": ":math:`x` .. raw:: html |x|_ {download}`x`",
    "Gift": "::x:: {=1 ~%50%2 #y} \\= \\~ // x",
    "Moodle": "@@PLUGINFILE@@/x [[input:ans9]] [[validation:ans9]] [[feedback:x]] {@system(1)@} {#x#}",
    "Maxima": '"; system("id"); /* */ ans1:0 $',
    "PrairieLearn": '<pl-code file-name="/etc/passwd"></pl-code> {{{params.x}}}',
    "Python": "'''); import os; os.abort() #",
    "Python's quotes": '""" + __import__("os").abort() + """',
    "C": "*/ abort(); /* // \\",
    "C's trigraph": "x ??/",
    "a percent sign": "%s %d %(x)s %n",
    "braces": "{0.__class__} {x!r} {}",
    "JSON": '"}, {"x": "y\\u0000',
    "JavaScript": "`${alert(1)}` '; alert(1); // \\u2028",
    "a backslash": "\\",
    "a path": "../../../etc/passwd",
    "a drive": "C:\\CON\\x.txt",
    "a command": "; id | sh && `id` $(id) > x",
    "long": "W" * 200,
    "words": "Gödel → 文字 ŝ ∂σ½ 🙂 עברית",
}
"""Of printable characters, as a file may hold them."""

CONTROLS: Mapping[str, str] = {
    "an escape": "a\x1b[31mb\x1b]0;x\x07",
    "turned round": "a\u202egnp\u202cb\u2066c",
    "a null": "a\x00b",
    "lines": "a\nimport os\r\nb\x0bc\x0cd\x85e\u2028f\u2029g",
    "a tab": "a\tb",
    "nothing seen": "a\u200bb\ufeffc\u00add",
    "half a letter": "a\ud83db",
    "no letter": "a\ufffeb\uffffc",
    "eight bits": "a\x80b\x9bc",
}
"""Of characters that only a name from Python, or of a file, can hold."""
