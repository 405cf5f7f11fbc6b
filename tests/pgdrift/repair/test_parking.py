"""Values keep what they are while their type is made anew, or the script says why they cannot."""

from __future__ import annotations

import psycopg
import pytest

from pgdrift.catalog import read
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.difference import compare
from pgdrift.repair.repair import Repair

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
