"""What expressions name, however they are spelled."""

import pytest

from pgdrift.spelling.constants import constants


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        (
            "(tier = ANY ((ARRAY['free'::character varying, 'pro'::character varying])::text[]))",
            "(tier = ANY (ARRAY[('free'::character varying)::text, ('pro'::character varying)::text]))",
        ),
        ("(size > '-1'::integer)", "(size > (-1))"),
        ("((a)::character varying(5)[])", "ARRAY[(a)::character varying(5), (b)::character varying(5)]"),
    ],
)
def test_two_spellings_name_the_same_constants(spelling: str, other: str) -> None:
    assert constants(spelling) == constants(other) != frozenset()


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("(title <> 'it''s')", {"it''s"}),
        ("(size = 2) AND (column_3 > 1.5e3)", {"2", "1.5e3"}),
        ("(\"7\" = 'seven')", {"seven"}),
        ("(body <> E'a\\\\b')", {"a\\\\b"}),
        ("now()", set()),
    ],
)
def test_names_are_no_constants(expression: str, named: set[str]) -> None:
    assert constants(expression) == named
