"""SQL text is cut where PostgreSQL cuts it."""

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardofone.sql_tokens import Kind, statements
from pgdrift.database_url import DatabaseURL


def cut(text: str) -> list[list[str]]:
    return [[token.text for token in statement] for statement in statements(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("SELECT 1; ; SELECT 2;", [["select", "1"], ["select", "2"]]),
        ("a -- b; c\nd", [["a", "d"]]),
        ("a /* b /* c */ ; */ d", [["a", "d"]]),
        ("a /* for ever", [["a"]]),
        ("'it''s; a' \"A\"\"b;\"", [["it's; a", 'A"b;']]),
        (r"E'\'; x' y", [[r"\'; x", "y"]]),
        ("N'x'", [["n", "x"]]),
        ("$$;'$$ $a$ $$; $a$ $1 a$b$c", [[";'", " $$; ", "$", "1", "a$b$c"]]),
        ("%(name)s %s 5 % 2", [["name", "", "5", "%", "2"]]),
        ("Übung\u00a0x", [["übung\u00a0x"]]),  # to PostgreSQL this is one identifier
        ("'open; ", [["open; "]]),
        ("$x$open; ", [["open; "]]),
    ],
)
def test_text_is_cut_into_statements_and_tokens(text: str, tokens: list[list[str]]) -> None:
    assert cut(text) == tokens


def test_only_what_needs_decoding_is_called_obscured() -> None:
    kinds = [token.kind for token in next(statements(r"""E'a' E'\x61' U&'a' U&"a" 'a' "a" """))]
    assert kinds == [
        *(Kind.LITERAL, Kind.OBSCURED, Kind.OBSCURED, Kind.OBSCURED),
        *(Kind.LITERAL, Kind.NAME),
    ]


def test_postgresql_reads_the_same_literals(empty_database: DatabaseURL) -> None:
    with empty_database.connect() as connection:
        for spelled in ("'a''b'", "$$a'b$$", "$q$a$$b$q$", "E'a''b'", "/* ' */ 'a' -- '\n"):
            tokens = next(statements(spelled))
            (said,) = psycopg.Cursor(connection).execute(f"SELECT {spelled}".encode()).fetchone() or ("",)
            assert [token.text for token in tokens] == [said]


@given(st.text(alphabet=st.sampled_from("aE$'\"/*-\\;%(&uU\n1\u00e9")))
def test_no_text_is_too_odd(text: str) -> None:
    assert all(statement for statement in statements(text))
