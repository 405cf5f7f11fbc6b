"""What a script says beside its statements is never run."""

import pytest

from pgdrift.catalog.statement import Statement, as_comment


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_every_line_of_a_comment_is_one(end: str) -> None:
    assert (
        as_comment(f"drops one{end}DROP TABLE two;{end}{end}") == "-- drops one\n-- DROP TABLE two;\n--\n--"
    )


def test_what_is_no_end_of_a_line_for_postgresql_stays() -> None:
    text = "SELECT 'a\u2028b\x0bc  '"
    assert as_comment(text) == f"-- {text}"


def test_what_only_a_person_can_do_is_a_comment() -> None:
    assert Statement("dump it\nrestore it", "table", "t", by_hand=True).printed == "-- dump it\n-- restore it"
