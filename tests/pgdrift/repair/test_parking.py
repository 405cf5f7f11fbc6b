"""Values keep what they are while their type is made anew, or the script says why they cannot."""

from __future__ import annotations

import psycopg
import pytest

from pgdrift.catalog import read
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.difference import compare
from pgdrift.repair.repair import Repair
from pgdrift.repair.script import script

JOBS = """
    CREATE TYPE public.stage AS ENUM ('new', 'open', 'done');
    CREATE DOMAIN public.first_stage AS public.stage;
    CREATE TYPE public.step AS (name text, stage public.stage);
    CREATE TABLE public.jobs (id integer, stage public.stage DEFAULT 'new', past public.stage[],
                              first public.first_stage, step public.step);
    INSERT INTO public.jobs VALUES (1, 'open', '{new,open}', 'new', ROW('a, "b"', 'done'));
    INSERT INTO public.jobs VALUES (2, NULL, NULL, NULL, NULL);
"""


def repaired(connection: psycopg.Connection, reference: Snapshot) -> None:
    target = read(connection)
    with connection.transaction():
        for statement in Repair(Comparison.of(reference, target)).statements(compare(reference, target)):
            connection.execute(statement.sql.encode())
    assert compare(reference, read(connection)) == []


def rows(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT id, stage, past, first, step::text FROM public.jobs ORDER BY id"
    ).fetchall()


def test_a_label_that_no_row_has_is_taken_away(superuser: psycopg.Connection) -> None:
    superuser.execute(JOBS)
    reference, before = read(superuser), rows(superuser)
    superuser.execute("ALTER TYPE public.stage ADD VALUE 'late' BEFORE 'done'")
    repaired(superuser, reference)
    assert rows(superuser) == before


@pytest.mark.parametrize(
    ("column", "value"), [("stage", "'late'"), ("past", "ARRAY['new', 'late']::public.stage[]")]
)
def test_a_label_that_a_row_has_is_not_taken_away(
    superuser: psycopg.Connection, column: str, value: str
) -> None:
    superuser.execute(JOBS)
    reference = read(superuser)
    superuser.execute("ALTER TYPE public.stage ADD VALUE 'late'")
    superuser.execute(f"UPDATE public.jobs SET {column} = {value} WHERE id = 2".encode())
    said = f"Rows of public.jobs have a value in {column} that the type public.stage should not have: late"
    with pytest.raises(psycopg.errors.RaiseException, match=said):
        repaired(superuser, reference)
    assert superuser.execute("SELECT count(*) FROM public.jobs").fetchone() == (2,)


def test_a_label_that_is_added_can_be_used_at_once(superuser: psycopg.Connection) -> None:
    superuser.execute(JOBS)
    superuser.execute("ALTER TYPE public.stage ADD VALUE 'late'")
    superuser.execute("ALTER TABLE public.jobs ALTER stage SET DEFAULT 'late'")
    reference, before = read(superuser), rows(superuser)
    superuser.execute("ALTER TABLE public.jobs ALTER stage SET DEFAULT 'new'")
    superuser.execute("DELETE FROM pg_enum WHERE enumlabel = 'late'")
    repaired(superuser, reference)
    assert rows(superuser) == before
    superuser.execute("INSERT INTO public.jobs (id) VALUES (3)")
    assert superuser.execute("SELECT stage FROM public.jobs WHERE id = 3").fetchone() == ("late",)


def test_a_label_alone_is_added_without_touching_a_row(superuser: psycopg.Connection) -> None:
    superuser.execute(JOBS)
    target = read(superuser)
    superuser.execute("ALTER TYPE public.stage ADD VALUE 'late' BEFORE 'open'")
    reference = read(superuser)
    (statement,) = Repair(Comparison.of(reference, target)).statements(compare(reference, target))
    assert statement.sql == "ALTER TYPE public.stage ADD VALUE 'late' BEFORE 'open'"


def test_an_attribute_that_goes_takes_its_values_along_and_says_so(superuser: psycopg.Connection) -> None:
    superuser.execute(JOBS)
    superuser.execute("ALTER TYPE public.step DROP ATTRIBUTE name")
    reference = read(superuser)
    superuser.execute("ALTER TYPE public.step ADD ATTRIBUTE name text")
    target = read(superuser)
    (statement,) = Repair(Comparison.of(reference, target)).statements(compare(reference, target))
    assert statement.destructive
    assert statement.comment == "drops the attribute and what every row has in it"


_PAIR = """ROW('x', 'y')::public.pair"""
_AROUND = [
    ("public.pair[]", f"ARRAY[{_PAIR}]", "(v[1]).a, (v[1]).b"),
    ("public.outer", f"ROW({_PAIR}, 1)::public.outer", "((v).p).a, ((v).p).b"),
    ("public.outer[]", f"ARRAY[ROW({_PAIR}, 1)::public.outer]", "((v[1]).p).a, ((v[1]).p).b"),
    ("public.other", f"{_PAIR}::public.other", "(v).a, (v).b"),
    ("public.many", f"ARRAY[{_PAIR}]::public.many", "(v[1]).a, (v[1]).b"),
]
_TYPES = """
    CREATE TYPE public.outer AS (p public.pair, n integer);
    CREATE DOMAIN public.other AS public.pair; CREATE DOMAIN public.many AS public.pair[];
"""


@pytest.mark.parametrize("copied", [False, True], ids=["in place", "copied"])
@pytest.mark.parametrize(("kind", "value", "parts"), _AROUND, ids=[kind for kind, _, _ in _AROUND])
def test_attributes_in_another_order_keep_their_values_wherever_they_are(
    copied: bool, kind: str, value: str, parts: str, superuser: psycopg.Connection
) -> None:
    first = "first integer, " if copied else ""
    superuser.execute(f"CREATE TYPE public.pair AS (b text, a text); {_TYPES}".encode())
    superuser.execute(f"CREATE TABLE public.t ({first}v {kind})".encode())
    reference = read(superuser)
    superuser.execute("DROP TABLE public.t; DROP TYPE public.pair CASCADE; DROP TYPE public.outer")
    superuser.execute(f"CREATE TYPE public.pair AS (a text, b text); {_TYPES}".encode())
    superuser.execute(
        f"CREATE TABLE public.t (v {kind}); INSERT INTO public.t VALUES ({value}), (NULL)".encode()
    )
    target = read(superuser)
    repair = Repair(Comparison.of(reference, target), placing=True)
    for statement in repair.statements(compare(reference, target)):
        superuser.execute(statement.sql.encode())
    assert compare(reference, read(superuser)) == []
    found = superuser.execute(f"SELECT {parts}, v IS NULL FROM public.t".encode()).fetchall()
    assert found == [("x", "y", False), (None, None, True)]


@pytest.mark.parametrize("wanted", ["a text", "c text, a text"], ids=["in place", "made anew"])
@pytest.mark.parametrize("kind", [kind for kind, _, _ in _AROUND])
def test_an_attribute_is_not_taken_away_from_values_unasked(
    wanted: str, kind: str, superuser: psycopg.Connection
) -> None:
    superuser.execute(f"CREATE TYPE public.pair AS ({wanted}); {_TYPES}".encode())
    superuser.execute(f"CREATE TABLE public.t (v {kind})".encode())
    reference = read(superuser)
    superuser.execute("DROP TABLE public.t; DROP TYPE public.pair CASCADE; DROP TYPE public.outer")
    superuser.execute(f"CREATE TYPE public.pair AS (a text, b text); {_TYPES}".encode())
    superuser.execute(f"CREATE TABLE public.t (v {kind})".encode())
    target = read(superuser)
    written = script(compare(reference, target), Comparison.of(reference, target))
    assert [s.name for s in written.whole if s.destructive] == ["public.pair"]
    assert list(written.cautious) == []


_ROW = 'jsonb_populate_record(NULL::public.rows, \'{"p": {"a": "x", "b": "y"}}\')'
_ROWS = [
    ("public.rows", _ROW, "((v).p).a, ((v).p).b"),
    ("public.rows[]", f"ARRAY[{_ROW}]", "((v[1]).p).a, ((v[1]).p).b"),
]


@pytest.mark.parametrize(("kind", "value", "parts"), _ROWS, ids=[kind for kind, _, _ in _ROWS])
def test_attributes_keep_their_values_in_rows_that_another_table_has(
    kind: str, value: str, parts: str, superuser: psycopg.Connection
) -> None:
    tables = f"CREATE TABLE public.rows (n integer, p public.pair); CREATE TABLE public.t (v {kind})"
    superuser.execute(f"CREATE TYPE public.pair AS (b text, a text); {tables}".encode())
    reference = read(superuser)
    superuser.execute("DROP TABLE public.t, public.rows; DROP TYPE public.pair")
    superuser.execute(f"CREATE TYPE public.pair AS (a text, b text); {tables}".encode())
    superuser.execute(f"INSERT INTO public.t VALUES ({value}), (NULL)".encode())
    repaired(superuser, reference)
    found = superuser.execute(f"SELECT {parts}, v IS NULL FROM public.t".encode()).fetchall()
    assert found == [("x", "y", False), (None, None, True)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("public.span", "public.span(ROW('x', 'y'), ROW('z', 'z'))"),
        ("public.span[]", "ARRAY[public.span(ROW('x', 'y'), ROW('z', 'z'))]"),
        ("public.spans", "public.spans(public.span(ROW('x', 'y'), ROW('z', 'z')))"),
    ],
)
def test_ranges_over_attributes_in_another_order_are_refused_where_a_row_has_one(
    kind: str, value: str, superuser: psycopg.Connection
) -> None:
    spans = "CREATE TYPE public.span AS RANGE (subtype = public.pair, multirange_type_name = public.spans)"
    superuser.execute(f"CREATE TYPE public.pair AS (b text, a text); {spans}".encode())
    superuser.execute(f"CREATE TABLE public.t (v {kind})".encode())
    reference = read(superuser)
    superuser.execute("DROP TABLE public.t; DROP TYPE public.span; DROP TYPE public.pair")
    superuser.execute(f"CREATE TYPE public.pair AS (a text, b text); {spans}".encode())
    superuser.execute(
        f"CREATE TABLE public.t (v {kind}); INSERT INTO public.t VALUES ({value}), (NULL)".encode()
    )
    with pytest.raises(psycopg.errors.RaiseException, match="over a type whose attributes change") as refused:
        repaired(superuser, reference)
    assert "set v to NULL, run the script again" in (refused.value.diag.message_hint or "")
    superuser.execute("UPDATE public.t SET v = NULL")
    repaired(superuser, reference)
