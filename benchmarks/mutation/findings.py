"""Defects that came to light while tests were written for mutants that lived."""

from __future__ import annotations

from benchmarks.trust.record import Finding

_GRADING, _READ, _VERIFY, _DERIVE = (
    f"tests/unit/{room}/test_{{}}.py::test_{{}}" for room in ("homework/grading", "read", "verify", "derive")
)

FINDINGS: tuple[Finding, ...] = tuple(
    Finding(what=what, state="fixed", test=test)
    for what, test in (
        (
            "A line of an answer that gives the learning rate (η = 0.5) ended in a traceback.",
            _GRADING.format("lines", "a_learning_rate_is_the_students_to_choose"),
        ),
        (
            "Half of the square was called right for Huber's loss, where |t − out| < 1 at all points of an answer.",
            _GRADING.format("verdicts", "what_differs_on_one_side_of_a_kink_only_is_wrong"),
        ),
        (
            "The same wrong formula passed a check of Huber's loss.",
            _VERIFY.format("points", "points_are_added_until_both_sides_of_each_kink_were_seen"),
        ),
        (
            "An answer's `i1/\\frac12` was read as i1/2, and `i1^\\frac12` too.",
            _READ.format("read_answers", "a_formula_is_what_it_is_in_python"),
        ),
        (
            "An answer's `\\mathrm{e}^{-x}` lost its brace and could not be read.",
            _READ.format("read_answers", "a_formula_is_what_it_is_in_python"),
        ),
        (
            "The indexed form of an output's own bias said `paths: 1 + 1` of its one path.",
            _DERIVE.format("notes", "which_weight_by_its_indices"),
        ),
        (
            "A name on a page that came to no number at all was passed over as noise when the page was read back.",
            _VERIFY.format("compare", "a_name_that_differs_is_said_and_noise_is_not"),
        ),
        (
            "With more than 40 paths, and a variable that leads to E_total by itself too, a wrong sign was unknown.",
            _GRADING.format("bundles_and_tables", "the_products_of_bundles_add_up_to_the_gradient"),
        ),
        (
            "The sentence about a net in the place of the out in several error terms began with nothing.",
            _GRADING.format("sentences", "what_is_said_of_a_wrong_answer"),
        ),
        (
            "0 was right for a weight behind nine ReLU units in a row: no random point made its path alive.",
            _GRADING.format("what_counts", "a_path_that_random_points_hardly_wake_is_judged_where_it_is_awake"),
        ),
        (
            "So it still was where the nine ReLUs are written as equations.",
            _GRADING.format("question", "at_some_points_every_path_is_alive") + "[deep relu in equations-u1]",
        ),
        (
            "In deep ReLU networks an answer without the slope of one ReLU was right, and a page passed its check: no"
            " random point made that one dead and all others not.",
            _GRADING.format("what_counts", "a_slope_that_is_missing_in_a_deep_network_is_missed"),
        ),
        (
            "A number in single precision as an answer had the digits of its double: 0.1 was 0.100000001490116.",
            _GRADING.format("ask", "a_number_has_the_digits_that_its_type_shows"),
        ),
    )
)
