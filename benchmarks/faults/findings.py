"""What the faults found."""

from __future__ import annotations

from benchmarks.trust.record import Finding

_DISKS, _KILLS, _INPUTS = (f"tests/faults/test_{name}.py" for name in ("disks", "kills", "inputs"))

FINDINGS: tuple[Finding, ...] = tuple(
    Finding(what=what, state="fixed", test=test)
    for what, test in (
        (
            "SIGTERM and SIGHUP left a half-written file beside the page.",
            f"{_KILLS}::test_a_run_that_is_told_to_end_leaves_nothing",
        ),
        (
            "What a killed run left beside a page or a folder of problem sets stayed for ever.",
            f"{_KILLS}::test_a_kill_leaves_the_old_file_and_the_next_run_cleans",
        ),
        (
            "The journal of a batch was written anew at every start: a kill just then lost all that was graded.",
            f"{_KILLS}::test_a_batch_that_is_broken_off_goes_on_where_it_was",
        ),
        (
            "A disk that filled up in a batch ended in a traceback.",
            f"{_DISKS}::test_a_full_disk_in_a_batch_is_one_line",
        ),
        (
            "A disk that could take no folder for problem sets ended in a traceback.",
            f"{_DISKS}::test_a_real_disk_that_is_full",
        ),
        (
            "The pictures of a Markdown page were written before it, and stayed where the page could not be.",
            f"{_DISKS}::test_pictures_stay_as_they_were_where_the_page_cannot_be_written",
        ),
        (
            "Help, versions and the last line of a command ended in a traceback on a full standard output.",
            f"{_DISKS}::test_a_full_standard_output_is_said_in_one_line",
        ),
        (
            "A full standard error changed the exit status.",
            f"{_DISKS}::test_a_full_standard_error_leaves_the_status",
        ),
        (
            "A link to itself as the target of a page ended in a traceback.",
            f"{_DISKS}::test_links_that_lead_nowhere",
        ),
        (
            "Where there is no shared memory, a library's warning stood beside what a batch says.",
            f"{_DISKS}::test_a_full_disk_leaves_all_as_it_was",
        ),
        (
            "An answer on standard input with a byte order mark was unreadable, and read in the terminal's encoding.",
            f"{_INPUTS}::test_every_input_may_have_any_line_ends_and_a_mark",
        ),
        (
            "An answer in Unicode on the command line was unreadable in a locale without Unicode.",
            f"{_INPUTS}::test_a_terminal_without_unicode",
        ),
        (
            "A file whose name is not Unicode could be read but no page of it written.",
            f"{_INPUTS}::test_files_may_be_called_anything",
        ),
    )
)
OPEN: tuple[Finding, ...] = ()
