"""What is read again is built on the same things, in the same order."""

from __future__ import annotations

from collections.abc import Callable

from pgdrift.catalog import read
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.scratch import Scratch
from pgdrift.server.cluster import Cluster
from pgdrift.spelling import respelling

_SEEN = """CREATE FUNCTION public.items() RETURNS SETOF public.items LANGUAGE sql AS 'TABLE public.items';
CREATE VIEW public.named AS SELECT id FROM public.items();"""
_AT_ONCE = f"CREATE TABLE public.items (id integer, name text, size integer); {_SEEN}"
_LATER = f"CREATE TABLE public.items (id integer, name text); {_SEEN} ALTER TABLE items ADD size integer"


def test_a_view_over_rows_of_a_table_says_the_same_when_the_table_got_a_column_later(
    database_factory: Callable[..., DatabaseURL], cluster: Cluster
) -> None:
    found = []
    for sql in (_AT_ONCE, _LATER):
        with database_factory().connect(autocommit=True) as connection:
            connection.execute(sql.encode())
            found.append(read(connection))
    differences = compare(*found)

    assert [one.key.name for one in differences] == ["public.named"], "PostgreSQL lists the columns"
    assert respelling.without_respelled(differences, *found, Scratch(cluster.url())) == []
