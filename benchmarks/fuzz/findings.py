"""What fuzzing found, in the order found, each with the test that keeps it away."""

from __future__ import annotations

from benchmarks.trust.record import Finding

__all__ = ["FINDINGS"]


def _fixed(what: str, test: str) -> Finding:
    return Finding(what=what, state="fixed", test=test)


_VERDICTS = "tests/unit/homework/grading/test_verdicts.py::test_what_cannot_be_read_is_not_guessed"
FINDINGS: tuple[Finding, ...] = (
    _fixed(
        "Every YAML document made ruamel.yaml look for plug-ins in its folder, which it would have imported.",
        "tests/unit/network/test_reading.py::test_reading_a_file_looks_for_no_plug_ins",
    ),
    _fixed("An answer with '<' in it ended in a KeyError.", _VERDICTS),
    _fixed(
        "MathML with carriage returns before its error ended in an IndexError.",
        "tests/unit/read/test_read_mathml.py::test_refusal",
    ),
    _fixed(
        "A name with a line end in it, of a file or a stored question's network, made a message of several lines.",
        "tests/messages/test_python_messages.py::test_a_message_is_one_printable_line_whatever_was_given",
    ),
    _fixed(
        "Refusing an unknown symbol among hundreds of long labels took 20 ms and more, to find the nearest.",
        "tests/messages/test_python_messages.py::test_the_nearest_word_is_the_one_that_difflib_finds",
    ),
    _fixed(
        "A number beyond floating point as an answer, 1e-400, ended in a traceback.",
        "tests/unit/homework/grading/test_numbers.py::test_a_number_beyond_floating_point_is_wrong_like_any_other",
    ),
    _fixed("An answer's abbreviation that is used in what defines it, a = a·2, ended in a KeyError.", _VERDICTS),
    _fixed(
        "A stored question with a share of 1/0 ended in a traceback, with one of 1e999999999 it took all memory.",
        "tests/unit/homework/test_exports.py::test_a_share_that_is_no_fraction_is_refused",
    ),
    _fixed(
        "A list of names or values of 54 KB in --wrt or --at took two seconds, four times as much if twice as long.",
        "tests/unit/network/test_reading.py::test_a_list_is_split_in_time_that_grows_with_its_length",
    ),
    _fixed(
        "An answer of 8 KB, one word with many letters d, took over three seconds to be refused: each may begin a "
        "derivative.",
        "tests/unit/homework/grading/test_hostile_answers.py::test_a_hostile_answer_is_no_more_than_an_answer",
    ),
    _fixed("An answer that ends in a number and '/' ended in an IndexError.", _VERDICTS),
    _fixed(
        "An answer with a decimal and the learning rate in it, 0.5·η·i1, ended in a KeyError.",
        "tests/unit/homework/grading/test_numbers.py::test_a_decimal_beside_the_learning_rate_is_wrong_like_any_other",
    ),
    _fixed(
        "An answer with a derivative by a δ or by the learning rate, ∂E_total/∂δ_o1, ended in a KeyError.", _VERDICTS
    ),
    _fixed("An answer with a message to an error term, m_o1→δ_o1, ended in a KeyError.", _VERDICTS),
    _fixed(
        "A name of one's own in a line that goes on with the next, δ_o1 = 3 +, A = 2, ended in a KeyError.",
        "tests/unit/read/test_read_answers.py::test_refusal",
    ),
    _fixed(
        "A wrong line about ∂E_o1/∂out_o1 with out_o2 in it, or an abbreviation of it anywhere, ended in a KeyError;"
        " so did one about ∂E_o1/∂out_o2, which is 0.",
        "tests/unit/homework/grading/test_lines.py::test_a_line_about_any_slope_with_any_names_is_judged",
    ),
)
