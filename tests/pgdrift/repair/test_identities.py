"""A column takes its numbers from the right sequence again, and goes on after those that its rows have."""

from __future__ import annotations

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient

SERIAL = "CREATE TABLE public.t (id serial PRIMARY KEY, n integer)"
IDENTITY = "CREATE TABLE public.t (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n integer)"
TO_IDENTITY = """
ALTER TABLE public.t ALTER id DROP DEFAULT;
DROP SEQUENCE public.t_id_seq;
ALTER TABLE public.t ALTER id ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval('public.t_id_seq', 3)
"""
TO_SERIAL = """
ALTER TABLE public.t ALTER id DROP IDENTITY;
CREATE SEQUENCE public.t_id_seq AS integer OWNED BY public.t.id;
ALTER TABLE public.t ALTER id SET DEFAULT nextval('public.t_id_seq');
SELECT setval('public.t_id_seq', 3)
"""


@pytest.mark.parametrize(("healthy", "fault"), [(SERIAL, TO_IDENTITY), (IDENTITY, TO_SERIAL)])
def test_the_next_number_is_a_new_one(
    healthy: str,
    fault: str,
    superuser: psycopg.Connection,
    empty_database: DatabaseURL,
    cluster: Cluster,
) -> None:
    superuser.execute(healthy.encode())
    superuser.execute("INSERT INTO public.t (n) VALUES (1), (2), (3)")
    sick = Patient.healthy(cluster, superuser, empty_database)
    superuser.execute(fault.encode())
    assert "destructive" not in sick.mended()
    superuser.execute("INSERT INTO public.t (n) VALUES (4)")
    assert sick.rows("SELECT id, n FROM public.t ORDER BY id") == [(1, 1), (2, 2), (3, 3), (4, 4)]


_FAMILY = """
CREATE TABLE public.p ({columns});
CREATE TABLE public.h () INHERITS (public.p);
CREATE TABLE public.hh () INHERITS (public.h);
"""
_ROWS = """
ALTER TABLE public.p DROP COLUMN id;
INSERT INTO public.p (a) VALUES (1), (2); INSERT INTO public.h (a) VALUES (3);
INSERT INTO public.hh (a) VALUES (4), (5);
CREATE TABLE public.surplus ();
INSERT INTO public.p (a) VALUES (6)
"""


@pytest.mark.parametrize("rebuilt", [False, True], ids=["added", "made anew"])
def test_rows_of_heirs_are_numbered_with_those_of_their_parent(
    rebuilt: bool, superuser: psycopg.Connection, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    number = "id integer GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5)"
    columns = f"{number}, a integer" if rebuilt else f"a integer, {number}"
    superuser.execute(_FAMILY.format(columns=columns).encode())
    sick = Patient.healthy(cluster, superuser, empty_database)
    superuser.execute(_ROWS.encode())
    if not rebuilt:
        assert sick.run(sick.text()) == ""
    else:
        sick.mended(allow_destructive=True)
    superuser.execute("INSERT INTO public.p (a) VALUES (7)")
    numbers = [number for (number,) in sick.rows("SELECT id FROM public.p")]
    assert sorted(numbers) == [10, 15, 20, 25, 30, 35, 40]
    assert sick.rows("SELECT id FROM public.p WHERE a = 7") == [(40,)]
    with pytest.raises(psycopg.errors.NotNullViolation):
        superuser.execute("INSERT INTO public.h (a) VALUES (8)")


def test_rows_of_an_heir_with_an_identity_of_its_own_are_followed_by_a_new_number(
    superuser: psycopg.Connection, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    superuser.execute(_FAMILY.format(columns="a integer, id integer GENERATED ALWAYS AS IDENTITY").encode())
    superuser.execute("ALTER TABLE public.h ALTER id ADD GENERATED ALWAYS AS IDENTITY")
    sick = Patient.healthy(cluster, superuser, empty_database)
    superuser.execute(_ROWS.encode())
    sick.mended(allow_destructive=True)
    superuser.execute("INSERT INTO public.h (a) VALUES (7)")
    numbers = sick.rows("SELECT id FROM public.h")
    assert len(set(numbers)) == len(numbers) == 4
