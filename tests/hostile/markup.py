"""XML where MathML is expected, and what MathML may look like and still be read."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.doors import Pair

LAUGHS = "<!DOCTYPE m [<!ENTITY a 'xx'>" + "".join(
    f"<!ENTITY {after} '{f'&{before};' * 9}'>" for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
NAMESPACE = "http://www.w3.org/1998/Math/MathML"

MATHML: tuple[tuple[str, str, float], ...] = (
    # entities and document types
    (f"{LAUGHS}]><math><mi>&i;</mi></math>", "<math><mi>&#x78;</mi></math>", 0.5),
    ('<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><math><mi>&x;</mi></math>',
     "<math><mi>&#120;</mi></math>", 0.5),
    ('<!DOCTYPE m SYSTEM "http://127.0.0.1/x.dtd"><math><mi>x</mi></math>', "<math><mi>x</mi></math>", 0.5),
    ('<!DOCTYPE m PUBLIC "-//W3C//DTD MathML 2.0//EN" "x.dtd"><math><mi>x</mi></math>',
     f'<math xmlns="{NAMESPACE}"><mi>x</mi></math>', 0.5),
    ("<!DOCTYPE math><math><mi>x</mi></math>", "<?xml version='1.0'?><math><mi>x</mi></math>", 0.5),
    ('<!DOCTYPE m [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><math/>', "<math><mi>x</mi><mi>y</mi></math>", 1),
    ("<!DOCTYPE m [<!ATTLIST mi a CDATA 'x'>]><math><mi>x</mi></math>", "<math><mi a='x'>x</mi></math>", 0.5),
    ("<math><mi>&x;</mi></math>", "<math><mo>&#x2212;</mo><mi>x</mi></math>", -0.5),
    ("<math><mi>x</mi><mo>&InvisibleTimes;</mo><mi>y</mi></math>",
     "<math><mi>x</mi><mo>&#x2062;</mo><mi>y</mi></math>", 1),
    ("<math><mi>&lt;</mi></math>", "<math><mi>x</mi><mo>+</mo><mi>y</mi></math>", 2.5),
    ("<math><mi>&#0;</mi></math>", "<math><mi>&#x0078;</mi></math>", 0.5),
    ("<math><mi>&#xD800;</mi></math>", "<math><mi>x</mi><mo>&#45;</mo><mi>y</mi></math>", -1.5),
    ("<math><mi>&#x110000;</mi></math>", "<math><mi>x</mi><mo>&#43;</mo><mi>y</mi></math>", 2.5),
    # includes, instructions, encodings
    ('<math xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></math>',
     '<math xmlns:xi="http://www.w3.org/2001/XInclude"><mi>x</mi></math>', 0.5),
    ('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="x"/>', "<mi>x</mi>", 0.5),
    ("<math><?php system('id'); ?></math>", "<math><?php system('id'); ?><mi>x</mi></math>", 0.5),
    ('<?xml-stylesheet href="http://127.0.0.1/x.xsl"?><math/>', "<!-- x --><math><mi>x</mi></math>", 0.5),
    ('<?xml version="1.0" encoding="UTF-7"?><math>+ADw-mi+AD4-x</math>',
     '<?xml version="1.0" encoding="UTF-7"?><math><mi>x</mi></math>', 0.5),
    ('<?xml version="1.0"><math><mi>x</mi></math>', '<?xml version="1.0" encoding="x"?><math><mi>x</mi></math>', 0.5),
    ('<math/><?xml version="1.0"?>', '<?xml version="1.0" standalone="yes"?><math><mi>x</mi></math>', 0.5),
    ("\x00<math><mi>x</mi></math>", " <math><mi>x</mi></math>", 0.5),
    ("<math><mi>x\x00</mi></math>", "<math><mi> x </mi></math>", 0.5),
    ("<math><mi>x\ud800</mi></math>", "<math><mi>x</mi>\n</math>\n", 0.5),
    ("<math><![CDATA[x]]></math>", "<math><mi><![CDATA[x]]></mi></math>", 0.5),
    ("<math><mi><![CDATA[<script>]]></mi></math>", "<math><mn><![CDATA[2]]></mn></math>", 2),
    ("<math><mi>x</mi></math><math><mi>y</mi></math>", "<math><mi>x</mi></math><!-- y -->", 0.5),
    ("<math><mi>x</mi>", "<math ><mi >x</mi ></math >", 0.5),
    ("<math><mi>x</math></mi>", "<math><mrow><mi>x</mi></mrow></math>", 0.5),
    ("<math><mi a='1' a='2'>x</mi></math>", "<math><mi a='1' b='2'>x</mi></math>", 0.5),
    ("<math><mi a=1>x</mi></math>", '<math><mi a="1">x</mi></math>', 0.5),
    ("<math><mi a='<'>x</mi></math>", "<math><mi a='&lt;'>x</mi></math>", 0.5),
    # elements that act
    ("<math><script>alert(1)</script></math>", "<math><mi onclick='alert(1)'>x</mi></math>", 0.5),
    ("<math><maction actiontype='statusline'><mi>x</mi><mi>y</mi></maction></math>",
     "<math><mi href='javascript:alert(1)'>x</mi></math>", 0.5),
    ("<math><annotation-xml encoding='text/html'><img/></annotation-xml></math>",
     "<math display='block'><mi>x</mi></math>", 0.5),
    ("<math><semantics><mi>x</mi></semantics></math>", "<math><mstyle><mi>x</mi></mstyle></math>", 0.5),
    ("<math><mtext><html:img xmlns:html='http://www.w3.org/1999/xhtml' src='x'/></mtext></math>",
     "<math><mfrac><mi>x</mi><mi>y</mi></mfrac></math>", 0.25),
    ("<math><mglyph src='http://127.0.0.1/x'/></math>", "<math><msup><mi>x</mi><mn>2</mn></msup></math>", 0.25),
    ("<svg><math><mi>x</mi></math></svg>", "<math><msqrt><mn>4</mn></msqrt></math>", 2),
    ("<html><math><mi>x</mi></math></html>", "<math><mi>w</mi></math>", 3),
    ("<x:math xmlns:x='http://127.0.0.1/'><x:mi>x</x:mi></x:math>",
     f"<x:math xmlns:x='{NAMESPACE}'><x:mi>x</x:mi></x:math>", 0.5),
    ("<math><mphantom><mi>x</mi></mphantom></math>", "<math><mrow><mrow><mi>x</mi></mrow></mrow></math>", 0.5),
    ("<math><merror><mi>x</mi></merror></math>", "<math><mn>0.5</mn></math>", 0.5),
    ("<math><mi>x</mi>text</math>", "<math><mi>x</mi> \n </math>", 0.5),
    ("<math><mi>alert</mi><mo>(</mo><mn>1</mn><mo>)</mo></math>",
     "<math><mi>x</mi><mo>(</mo><mn>1</mn><mo>)</mo></math>", 0.5),
    ("<math></math>", "<math><mn>0</mn></math>", 0),
    ("<math/>", "<math><mn>1</mn></math>", 1),
    ("<math>", "<math><mn>2</mn></math>", 2),
    ("<", "<mn>3</mn>", 3),
    ("<!--", "<!----><mn>4</mn>", 4),
    ("<![CDATA[", "<mn>5</mn><!-- 5 -->", 5),
    ("<math " + "a" * 60_000 + "='1'", "<math " + "a" * 60_000 + "='1'><mn>6</mn></math>", 6),
)  # fmt: skip

BIG: tuple[tuple[str, str, float], ...] = (
    ("<math>" + "<mi>x</mi>" * 6_401 + "</math>",
     "<math>" + "<mn>1</mn><mo>+</mo>" * 3_000 + "<mn>1</mn></math>", 3001),
    ("<math><mi>" + "x" * 60_000 + "</mi></math>", "<math><mi>x</mi>" + " " * 60_000 + "</math>", 0.5),
    ("<math>" + "<!---->" * 9_000 + "</math>", "<math>" + "<!---->" * 9_000 + "<mi>x</mi></math>", 0.5),
    ("<math>" + "<mrow/>" * 9_000 + "</math>", "<math>" + "<mspace/>" * 7_000 + "<mi>x</mi></math>", 0.5),
    ("<math><mi>" + "&#120;" * 10_000 + "</mi></math>", "<math><mi>&#" + "0" * 60_000 + "120;</mi></math>", 0.5),
    ("<math><mi " + "".join(f"a{k}='' " for k in range(6_000)) + ">", "<math><mi "
     + "".join(f"a{k}='' " for k in range(6_000)) + ">x</mi></math>", 0.5),
    ("<math><mi " + "".join(f"xmlns:a{k}='b' " for k in range(3_000)) + ">", "<math><mi "
     + "".join(f"xmlns:a{k}='b' " for k in range(3_000)) + ">x</mi></math>", 0.5),
    ("<mfrac>" * 8_000, "<mfrac><mn>1</mn><mn>2</mn></mfrac>", 0.5),
    ("<mtable><mtr>" * 4_000, "<mn>1</mn>", 1),
)  # fmt: skip


def _rows() -> Iterator[Pair]:
    for hostile, fine, value in (*MATHML, *BIG):
        yield Pair("mathml", hostile, fine, value)
    for hostile, _, _ in MATHML:
        yield Pair("answer", hostile.lstrip() or "<", "<math><mn>1</mn></math>", "wrong")


ROWS: tuple[Pair, ...] = tuple(_rows())
