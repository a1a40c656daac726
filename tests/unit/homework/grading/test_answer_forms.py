"""Whether a right answer is written in the form that was asked for, and what is said if not."""

from __future__ import annotations

import pytest

import symprop
from symprop.errors import UnsupportedForm
from symprop.homework.grading import FormGrade, GradeOptions, Grader

QUESTION = symprop.load("mazur")
PATH = "-(t{o} - out_o{o})*out_o{o}*(1 - out_o{o})*w{w}*out_h1*(1 - out_h1)*i1"
FIRST, SECOND = PATH.format(o=1, w=5), PATH.format(o=2, w=7)
DELTAS = "(delta_o1*w5 + delta_o2*w7)*out_h1*(1 - out_h1)*i1"
BACK = "d_E_total__d_out_h1*d_out_h1__d_net_h1*d_net_h1__d_w1"
TWO_PATHS = "write one product for each path; there are 2 paths and {} terms"
FACTOR = "i1 stands in every term of a sum; take it out once"

ASKED = [
    ("chain", BACK, ""),
    ("chain", DELTAS, "write it as a product of derivatives, each of one step from E_total to w1"),
    ("chain", "d_E_total__d_out_h1*out_h1*(1 - out_h1)*i1", "write it as a product of derivatives, "),
    ("messages", "(m_o1__h1 + m_o2__h1)*out_h1*(1 - out_h1)*i1", ""),
    ("messages", DELTAS, "write it with what comes back from each neighbour on the right"),
    ("paths", f"{FIRST} + {SECOND}", ""),
    ("paths", f"{SECOND} + {FIRST}", ""),
    ("paths", DELTAS, TWO_PATHS.format(1)),
    ("paths", f"{FIRST}/2 + {FIRST}/2 + {SECOND}", TWO_PATHS.format(3)),
    ("paths", f"{FIRST}/2 + ({FIRST}/2 + {SECOND})*1", "term 1 is not the product of a path"),
    ("factored", DELTAS, ""),
    ("factored", "delta_o1*w5*out_h1*(1 - out_h1)*i1 + delta_o2*w7*out_h1*(1 - out_h1)*i1", "out_h1 stands in every"),
    ("closed", DELTAS, "delta_o1 is still in it; write it out in inputs, targets, weights and biases"),
    ("expanded", DELTAS, "a bracket is not multiplied out"),
    ("expanded", "delta_h1*i1", ""),
    (
        "expanded",
        "delta_o1*w5*out_h1*i1 + delta_o2*w7*out_h1*i1 - delta_o1*w5*out_h1^2*i1 - delta_o2*w7*out_h1^2*i1",
        "",
    ),
]


@pytest.mark.parametrize(("form", "answer", "message"), ASKED, ids=[f"{a[0]}: {a[1][:40]}" for a in ASKED])
def test_how_it_is_written(form: str, answer: str, message: str) -> None:
    grade = symprop.grade(QUESTION, "w1", answer, form=form)
    assert grade.verdict == "correct"
    assert grade.form is not None
    assert (grade.form.asked, grade.form.ok) == (form, not message)
    assert grade.form.message.startswith(message)
    assert bool(grade.form.message) is bool(message)


CHAIN = "write it as a product of derivatives, each of one step from E_total to w1"
BRACKET = "a bracket is not multiplied out"
TAKE_OUT = "{} stands in every term of a sum; take it out once"
WRITTEN = [  # right or not
    ("chain", "dE/dnet_o1 * dnet_o1/dw1", ""),
    ("chain", "2 dE/dw1", CHAIN),
    ("chain", "-2*(-(dE/dnet_o1 * dnet_o1/dw1))/3", ""),
    ("chain", "i1 - (i2 + dE/dnet_o1 * dnet_o1/dw1)", ""),
    ("chain", "dE/dnet_o1 + dnet_o1/dw1", CHAIN),
    ("chain", "i1/(dE/dnet_o1 * dnet_o1/dw1)", CHAIN),
    ("messages", "∂E_h1/∂w1", ""),
    ("messages", "∂E_o1/∂w1", "write it with what comes back from each neighbour on the right"),
    ("messages", "a = m_o1__h1; a", ""),
    ("factored", "w5*i1 + w7*i1", TAKE_OUT.format("i1")),
    ("factored", "w5*i1/2 - i2*i1", TAKE_OUT.format("i1")),
    ("factored", "out_h1*(3 + (w7*i2 + i2))", TAKE_OUT.format("i2")),
    ("factored", "a = w5*i1 + w7*i1; a", TAKE_OUT.format("i1")),
    ("factored", "w5*i1 + w7*i1 + 1", ""),
    ("factored", "2*w5 + 2*w7", ""),
    ("closed", "a = w5*i1; a/t1 + b1", ""),
    ("closed", "i1*w5*net_h1", "net_h1 is still in it; write it out in inputs, targets, weights and biases"),
    ("expanded", "(w5 + w7)^2", BRACKET),
    ("expanded", "i1*(w5 + w7)", BRACKET),
    ("expanded", "i1*w5^2 + w7", ""),
]


@pytest.mark.parametrize(("form", "answer", "message"), WRITTEN, ids=[f"{w[0]}: {w[1]}" for w in WRITTEN])
def test_how_it_is_written_is_seen_whether_it_is_right_or_not(form: str, answer: str, message: str) -> None:
    form_of = Grader(QUESTION.model, "w1").grade(answer, GradeOptions(form=form, explain=False)).form
    assert form_of == FormGrade(form, not message, message)


def test_paths_that_are_too_many_to_be_told_apart_are_not_compared() -> None:
    wide = Grader(symprop.Network.layered(1, 1, 7, 7).model, "w1")
    found = wide.grade("delta_h1*i1", GradeOptions(form="paths")).form
    assert found == FormGrade("paths", False, "write one product for each of the 49 paths")


def test_no_form_is_asked_for() -> None:
    assert symprop.grade(QUESTION, "w1", DELTAS).form is None


@pytest.mark.parametrize(
    ("form", "instead"),
    [("path", "did you mean 'paths'?"), ("matrix", "one of chain, messages, paths, factored, closed, expanded")],
)
def test_a_form_that_no_answer_has(form: str, instead: str) -> None:
    with pytest.raises(UnsupportedForm) as caught:
        symprop.grade(QUESTION, "w1", DELTAS, form=form)
    assert str(caught.value) == f"--form: unknown form of an answer '{form}'; {instead}"
