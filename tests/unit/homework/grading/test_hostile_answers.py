"""Answers that are meant to do something else: each is refused or graded, quickly, and nothing of it is run."""

from __future__ import annotations

import time

import pytest

from symprop.homework.grading import GradeOptions, Grader
from symprop.network.load import load_network

GRADER = Grader(load_network("mazur"), "w5")
SECONDS = 5.0

HOSTILE = [
    "__import__('os').system('touch /tmp/x')",
    "exec('1')",
    "().__class__.__bases__[0]",
    "lambda: 0",
    "w5.subs(w5, 1)",
    "{{7*7}}",
    r"\input{/etc/passwd}",
    r"\def\x{\x}\x",
    "<math><mi>&xxe;</mi></math>",
    '<!DOCTYPE m [<!ENTITY a "b">]><math><mi>&a;</mi></math>',
    "<script>alert(1)</script>",
    "w5" + "+w5" * 40_000,
    "(" * 500 + "w5" + ")" * 500,
    "-" * 5_000 + "w5",
    "w5" + "'" * 2_000,
    r"\frac{" * 400 + "w5" + "}{2}" * 400,
    "9**9**9**9",
    "w5**(10**30)",
    "exp(exp(exp(exp(w5*1e300))))",
    "1e999999999",
    "1" * 5_000,
    "out_h1_" * 5_000,
    "w" * 60_000,
    "w5w7" * 10_000,
    "_" * 60_000,
    "∂" * 30_000,
    "\x00w5",
    "\ud800",
    "w5 = w5 = " * 3_000 + "w5",
    ";" * 50_000,
    "a=b;" * 10_000,
    "{" * 50_000,
    "m_" + "→" * 20_000,
    "delta" * 12_000,
    "d_E_total__d_w1" * 4_000,
]


@pytest.mark.parametrize("answer", HOSTILE, ids=[f"{answer[:20]!a} {len(answer)}" for answer in HOSTILE])
def test_a_hostile_answer_is_no_more_than_an_answer(answer: str) -> None:
    start = time.process_time()
    found = GRADER.grade(answer, GradeOptions(explain=False))
    assert time.process_time() - start < SECONDS
    assert found.verdict in ("unreadable", "wrong")
    if found.verdict == "unreadable":
        assert found.error["what"]
        assert all(len(said) < 400 for said in found.error.values())


@pytest.mark.parametrize(
    "answer", ["a = i1; i1 = i2; a", "a = out_h1; out_h1 = i1; a", "out_h1 = 2; a = out_h1; out_h1 = a; a"]
)
def test_a_name_that_is_found_after_it_was_used_is_the_networks_until_then(answer: str) -> None:
    """An assertion about the order of definitions ended the first of them."""
    assert GRADER.grade(answer).verdict == "wrong"


@pytest.mark.parametrize("answer", ["d" * 60, "m_{" + " " * 3_000 + "}", "a = 1\n" * 900, "0.5\n" * 900])
def test_an_answer_is_graded_at_once(answer: str) -> None:
    """Forty letters d, a message of blanks and a page of numbers each took a minute or more."""
    start = time.process_time()
    GRADER.grade(answer)
    assert time.process_time() - start < 2
