"""What the hostile tables found."""

from __future__ import annotations

from benchmarks.trust.record import Finding

_ANSWERS = "tests/unit/homework/grading/test_hostile_answers.py"
_TABLES = "tests/hostile/test_tables.py::test_hostile_is_refused_and_its_neighbour_taken"
_TIME = "tests/hostile/test_time.py"
_SINKS = "tests/hostile/test_sinks.py"

NO_DEFECT = (
    Finding(
        what="Twice as many `out_h1 ` in an answer took a little over 2.5 times as long.",
        state="not a defect",
        why="the cores were busy with much else; measured before, it took 2.0 times as long (0.82 s for 60,000 signs)",
    ),
)
FINDINGS: tuple[Finding, ...] = NO_DEFECT + tuple(
    Finding(what=what, state="fixed", test=test)
    for what, test in (
        (
            "An answer of forty letters d was read for minutes, and one of thousands ended in a traceback: each way to "
            "take it for a derivative was tried within every other.",
            f"{_ANSWERS}::test_an_answer_is_graded_at_once",
        ),
        (
            "A message's name of blanks (`m_{      }`) was matched in cubic time: 500 characters took 0.2 s.",
            f"{_ANSWERS}::test_an_answer_is_graded_at_once",
        ),
        (
            "An answer of 1,900 lines of numbers was explained line by line for a minute; 7,500 were read in quadratic "
            "time.",
            f"{_ANSWERS}::test_an_answer_is_graded_at_once",
        ),
        (
            "An answer that finds a name after it used it (`a = i1; i1 = i2; a`) ended in a traceback.",
            f"{_ANSWERS}::test_a_name_that_is_found_after_it_was_used_is_the_networks_until_then",
        ),
        (
            "Brackets in a YAML file cost time for every bracket that is open: lines of 150 took 20 ms each, a file of "
            "400 KB half a minute.",
            f"{_TIME}::test_a_pumped_text_is_read_or_refused_at_once",
        ),
        (
            "Every YAML file that was read let the YAML library look for plug-ins on the disk, and run them.",
            _TABLES,
        ),
        (
            "In a table of students or answers a column that stands twice, cells beyond the headings and all that "
            "follows a quote that is never closed were passed over or taken for one cell.",
            _TABLES,
        ),
        (
            "Ten regular expressions took time that grows as the square of a text's length, or its cube.",
            f"{_TIME}::test_no_pattern_is_slow",
        ),
        (
            "`\\\\[` again and again in an answer took quadratic time.",
            f"{_TIME}::test_a_pumped_text_is_read_or_refused_at_once",
        ),
        (
            "The name of a network's file, with an escape sequence in it, reached the terminal as it is.",
            f"{_SINKS}::test_a_networks_name_is_words",
        ),
        (
            "A plan's title was Markdown, and HTML, in the notebook.",
            f"{_SINKS}::test_a_sets_titles_and_students_are_words",
        ),
        (
            "Reading a table set the csv module's limit of a cell for the whole process.",
            "tests/faults/test_kills.py::test_two_batches_into_one_table_lose_no_row",
        ),
        (
            "A wrong answer of 10,000 factors took over two seconds: what it gives was worked out three times.",
            "tests/hostile/test_time.py::test_a_pumped_text_is_read_or_refused_at_once",
        ),
    )
)
