"""What a script makes is open to nobody but whom the reference names, whatever is given by default."""

from __future__ import annotations

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient

MADE = {
    "a table": ("TABLE public.made (id integer GENERATED ALWAYS AS IDENTITY)", "TABLE public.made"),
    "a view": ("VIEW s.made AS SELECT 1 AS one", "VIEW s.made"),
    "a function": (
        "FUNCTION s.made(s.it) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "FUNCTION s.made(s.it)",
    ),
    "a domain": ("DOMAIN s.made AS text", "DOMAIN s.made"),
    "a schema": ("SCHEMA made", "SCHEMA made"),
}


@pytest.fixture(scope="module", autouse=True)
def _roles(cluster: Cluster) -> None:
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute("CREATE ROLE made_owner; CREATE ROLE made_reader")


@pytest.mark.parametrize("what", MADE)
def test_nobody_gets_more_than_the_reference_says(
    what: str, superuser: psycopg.Connection, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    made, named = MADE[what]
    superuser.execute("CREATE SCHEMA s; CREATE TYPE s.it AS ENUM ('a')")
    superuser.execute(f"CREATE {made}; ALTER {named} OWNER TO made_owner".encode())
    for given in (
        "IN SCHEMA s GRANT ALL ON TABLES TO made_reader",
        "GRANT SELECT ON TABLES TO made_reader WITH GRANT OPTION",
        "GRANT USAGE ON SEQUENCES TO PUBLIC",
        "GRANT EXECUTE ON FUNCTIONS TO made_reader",
        "GRANT USAGE ON TYPES TO made_reader",
        "GRANT CREATE ON SCHEMAS TO made_reader, made_owner",
    ):
        superuser.execute(f"ALTER DEFAULT PRIVILEGES {given}".encode())
    patient = Patient.healthy(cluster, superuser, empty_database)
    superuser.execute(f"DROP {named}".encode())
    patient.mended(allow_destructive=True)
