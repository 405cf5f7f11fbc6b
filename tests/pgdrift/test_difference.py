"""Set subtraction: what differs, what follows from something else, and what is none."""

from __future__ import annotations

import psycopg

from pgdrift.catalog import Key, read
from pgdrift.difference import compare
from pgdrift.folding import flat, folded


def test_equal_snapshots_have_no_differences(superuser: psycopg.Connection) -> None:
    superuser.execute("CREATE TABLE public.items (id integer PRIMARY KEY)")
    assert compare(read(superuser), read(superuser)) == []


def test_only_the_fields_that_differ_are_named(superuser: psycopg.Connection) -> None:
    superuser.execute("CREATE TABLE public.items (id integer NOT NULL)")
    before = read(superuser)
    superuser.execute("ALTER TABLE public.items ALTER id DROP NOT NULL, ALTER id SET DEFAULT 7")
    (difference,) = compare(before, read(superuser))
    assert difference.key == Key("column", "public.items.id")
    assert set(difference.fields) == {"not_null", "default"}


def test_a_table_takes_everything_of_it_along(superuser: psycopg.Connection) -> None:
    before = read(superuser)
    superuser.execute(
        """
        CREATE TABLE public.items (id serial PRIMARY KEY, body text);
        CREATE INDEX ON public.items (body);
        CREATE POLICY own ON public.items USING (true);
        CREATE VIEW public.bodies AS SELECT body FROM public.items;
        GRANT SELECT ON public.items, public.bodies TO PUBLIC;
        """
    )
    differences = compare(before, read(superuser))
    assert len(differences) > 8
    (table,) = folded(differences)
    assert table.key == Key("table", "public.items")
    assert sorted(flat([table]), key=str) == sorted(differences, key=str)


def test_a_column_among_others_is_no_matter_of_order_but_two_that_changed_places_are(
    superuser: psycopg.Connection,
) -> None:
    superuser.execute("CREATE TABLE public.items (a integer, b integer, c integer)")
    before = read(superuser)
    superuser.execute("ALTER TABLE public.items DROP b")
    assert [difference.kind for difference in compare(before, read(superuser))] == ["column"]
    superuser.execute("ALTER TABLE public.items DROP a, ADD b integer, ADD a integer")
    (table,) = compare(before, read(superuser))
    assert (table.kind, table.fields) == ("table", ("columns",))
