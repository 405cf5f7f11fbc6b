"""Privileges on what an extension brought along come and go with it."""

from __future__ import annotations

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.migrate import bootstrap
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient

INSTALLED = """
CREATE EXTENSION vector SCHEMA public;
REVOKE EXECUTE ON FUNCTION public.l2_distance(public.vector, public.vector) FROM PUBLIC;
GRANT USAGE ON TYPE public.vector TO pg_monitor;
"""


@pytest.mark.parametrize(("before", "fault"), [("", INSTALLED), (INSTALLED, "DROP EXTENSION vector")])
def test_an_extension_takes_its_privileges_along(
    before: str, fault: str, superuser: psycopg.Connection, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    if bootstrap.unavailable_extensions(superuser, ["vector"]):
        pytest.skip("pgvector is not installed for this PostgreSQL")
    superuser.execute(f"CREATE TABLE public.t (a integer); {before}".encode())
    patient = Patient.healthy(cluster, superuser, empty_database)
    superuser.execute(fault.encode())
    patient.mended(allow_destructive=True)
