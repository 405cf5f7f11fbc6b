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
