"""SQL that has been Python source is still the same SQL: online, and printed with --sql."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from pgdrift.declare.identifiers import literal
from pgdrift.generate.sql_code import execute, string

TRICKY = [
    "half past :ten",
    "a::text and b :c::d",
    "100% of %s and %(name)s",
    "a 'quoted' \"word\" and a \\ backslash \\n",
    'three """ quotes',
    "two\nlines\n    and an indented one",
    "$body$ and ${name} and {braces}",
    "word " * 60,
    "-- no comment; not the end",
    "ends with a backslash \\",
    'ends with a quote "',
]
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=80)


@pytest.fixture(scope="module")
def connection(database_factory) -> Iterator[Connection]:
    engine = create_engine(database_factory().sqlalchemy(), poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (id integer)")
        yield connection


def run(code: str, context: MigrationContext) -> None:
    exec(code, {"op": Operations(context)})


def described(connection: Connection) -> Any:
    return connection.exec_driver_sql("SELECT obj_description('notes'::regclass)").scalar()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_any_text_survives(connection: Connection, text: str) -> None:
    run(execute(f"COMMENT ON TABLE notes IS {literal(text)}"), MigrationContext.configure(connection))
    assert described(connection) == text


@pytest.mark.parametrize("text", TRICKY)
def test_tricky_text_survives_beside_another_statement(connection: Connection, text: str) -> None:
    sql = f"COMMENT ON TABLE notes IS {literal(text)};\nCOMMENT ON COLUMN notes.id IS {literal(text)}"
    run(execute(sql), MigrationContext.configure(connection))
    assert described(connection) == text
    column = connection.exec_driver_sql("SELECT col_description('notes'::regclass, 1)").scalar()
    assert column == text


@pytest.mark.parametrize("text", TRICKY)
def test_tricky_text_survives_being_printed(connection: Connection, text: str) -> None:
    printed = io.StringIO()
    # As env.py configures it for --sql.
    options = {"as_sql": True, "output_buffer": printed, "literal_binds": True}
    context = MigrationContext.configure(
        dialect_name="postgresql", opts=options, dialect_opts={"paramstyle": "named"}
    )
    run(execute(f"COMMENT ON TABLE notes IS {literal(text)}"), context)
    with connection.connection.cursor() as cursor:
        cursor.execute(printed.getvalue())
    assert described(connection) == text


def test_a_short_statement_is_one_line_and_a_long_one_is_broken_between_words() -> None:
    assert execute("DROP VIEW public.notes") == 'op.execute("DROP VIEW public.notes")'
    columns = ", ".join(f"column_{number}" for number in range(30))
    code = execute(f'GRANT INSERT ({columns}), UPDATE ("a b") ON public.notes TO app')
    assert max(len(line) for line in code.splitlines()) <= 106
    assert '"a b"' in code


def test_a_body_keeps_its_lines() -> None:
    body = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    RETURN NEW;\nEND\n$$"
    assert f'"""\n{body}\n"""' in execute(body)


@given(text=st.text(max_size=300))
@example("SELECT 'a'  'b'\n FROM t ")
def test_a_string_in_pieces_is_the_same_string(text: str) -> None:
    assert eval(f"({string(text)})") == text
