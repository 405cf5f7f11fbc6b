"""Where a column of another table has whole rows as values, a person is told what no statement can do."""

from __future__ import annotations

import psycopg
import pytest

from pgdrift.catalog import Snapshot, read
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.statement import Statement
from pgdrift.difference import compare
from pgdrift.mentions import Mentions
from pgdrift.repair.held_rows import held_back, recipe
from pgdrift.repair.repair import Repair

PLANS = """
    CREATE TABLE public.plan (title text, cents integer,
                              doubled integer GENERATED ALWAYS AS (cents * 2) STORED);
    CREATE TYPE public.version AS (number integer, plan public.plan);
    CREATE TABLE public.history (id integer, was public.plan, older public.plan[], first public.version);
    INSERT INTO public.plan VALUES ('a, "b"', 3);
    INSERT INTO public.history SELECT 1, p, ARRAY[p, p], ROW(1, p)::public.version FROM public.plan p;
    INSERT INTO public.history VALUES (2);
"""


def proposed(connection: psycopg.Connection, reference: Snapshot) -> list[Statement]:
    target = read(connection)
    repair = Repair(Comparison.of(reference, target), placing=True)
    return repair.statements(compare(reference, target))


CHANGES = [
    "ALTER TABLE public.plan ALTER doubled DROP EXPRESSION",
    "ALTER TABLE public.plan DROP COLUMN doubled",
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_postgresql_refuses_is_left_to_a_person(superuser: psycopg.Connection, change: str) -> None:
    superuser.execute(PLANS)
    reference = read(superuser)
    superuser.execute(change.encode())
    (told,) = proposed(superuser, reference)
    assert told.by_hand
    assert told.sql.startswith(
        "public.plan.doubled is not as it should be, and PostgreSQL does not change public.plan as long as "
        "was of public.history and older of public.history and first of public.history can have whole rows "
        "of it."
    )


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_person_is_told_works(superuser: psycopg.Connection, change: str) -> None:
    superuser.execute(PLANS)
    reference = read(superuser)
    superuser.execute(change.encode())
    target = read(superuser)
    comparison = Comparison.of(reference, target)
    ((difference, columns),) = held_back(
        compare(reference, target), comparison, Mentions(target), rebuilding=True
    )
    with superuser.transaction():
        for sql in recipe(difference, columns, comparison):
            superuser.execute(sql.encode())
    assert compare(reference, read(superuser)) == []
    rows = superuser.execute(
        "SELECT (was).title, (was).cents, (older[2]).title, ((first).plan).cents "
        "FROM public.history ORDER BY id"
    ).fetchall()
    assert rows == [('a, "b"', 3, 'a, "b"', 3), (None, None, None, None)]


def test_what_postgresql_allows_is_changed_all_the_same(superuser: psycopg.Connection) -> None:
    superuser.execute(PLANS)
    reference = read(superuser)
    superuser.execute("ALTER TABLE public.plan ADD COLUMN note text, ALTER title SET NOT NULL")
    for statement in proposed(superuser, reference):
        superuser.execute(statement.sql.encode())
    assert compare(reference, read(superuser)) == []


def test_a_column_in_the_middle_comes_last_where_the_table_cannot_be_made_anew(
    superuser: psycopg.Connection,
) -> None:
    superuser.execute(PLANS)
    reference = read(superuser)
    superuser.execute("ALTER TABLE public.plan DROP COLUMN title")
    for statement in proposed(superuser, reference):
        superuser.execute(statement.sql.encode())
    (left,) = compare(reference, read(superuser))
    assert (left.name, left.fields) == ("public.plan", ("columns",))
    (told,) = proposed(superuser, reference)
    assert told.by_hand
    assert "make public.plan anew as it should be" in told.sql
