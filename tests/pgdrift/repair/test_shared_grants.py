"""Privileges on parameters, tablespaces and PostgreSQL's own objects that a role has passed on."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient
from tests.pgdrift.roles import drop_roles

# A privilege and the place it is on, and what asks PostgreSQL whether a role has it.
PLACES = {
    "SET ON PARAMETER work_mem": "has_parameter_privilege('{}', 'work_mem', 'SET{}')",
    "CREATE ON TABLESPACE shared_space": "has_tablespace_privilege('{}', 'shared_space', 'CREATE{}')",
    "SELECT ON pg_catalog.pg_authid": "has_table_privilege('{}', 'pg_authid', 'SELECT{}')",
    "SELECT (umuser) ON pg_catalog.pg_user_mapping": "has_column_privilege('{}', 'pg_user_mapping', "
    "'umuser', 'SELECT{}')",
    "EXECUTE ON FUNCTION pg_catalog.pg_reload_conf()": "has_function_privilege('{}', 'pg_reload_conf()', "
    "'EXECUTE{}')",
    # Which everybody may do when PostgreSQL comes.
    "SELECT ON pg_catalog.pg_am": "has_table_privilege('{}', 'pg_am', 'SELECT{}')",
    "EXECUTE ON FUNCTION pg_catalog.now()": "has_function_privilege('{}', 'now()', 'EXECUTE{}')",
    "USAGE ON LANGUAGE plpgsql": "has_language_privilege('{}', 'plpgsql', 'USAGE{}')",
}
ROLES = ("shared_ann", "shared_bob", "shared_cyd")
ANN = "GRANT {} TO shared_ann WITH GRANT OPTION"
BOB = "SET ROLE shared_ann; GRANT {} TO shared_bob WITH GRANT OPTION; RESET ROLE"
CYD = "SET ROLE shared_bob; GRANT {} TO shared_cyd; RESET ROLE"
CHANGES = {
    "all of a chain": ("", f"{ANN}; {BOB}; {CYD}"),
    "the end of a chain": (f"{ANN}; {BOB}", CYD),
    "what is passed on to who should have it": ("GRANT {} TO shared_bob, shared_cyd", f"{ANN}; {BOB}"),
    "what everybody had, passed back": (
        "",
        f"{ANN}; REVOKE {{}} FROM PUBLIC; SET ROLE shared_ann; GRANT {{}} TO PUBLIC; RESET ROLE",
    ),
    "what everybody had, taken away and passed back": (
        "REVOKE {} FROM PUBLIC",
        f"{ANN}; SET ROLE shared_ann; GRANT {{}} TO PUBLIC; RESET ROLE",
    ),
    "the right to pass on": ("GRANT {} TO shared_ann", f"{ANN}; {BOB}; {CYD}"),
}


@pytest.fixture
def connection(empty_database: DatabaseURL) -> Iterator[psycopg.Connection]:
    with empty_database.connect(autocommit=True) as connection:
        for role in ROLES:
            connection.execute(f"CREATE ROLE {role}".encode())
        connection.execute("SET allow_in_place_tablespaces = on")
        connection.execute("CREATE TABLESPACE shared_space LOCATION ''")
        yield connection
        connection.execute("DROP TABLESPACE shared_space")
        drop_roles(connection, ROLES)
        # The server's other databases would have it as well.
        connection.execute("REVOKE ALL ON PARAMETER work_mem FROM PUBLIC")
        asked = "SELECT parname FROM pg_parameter_acl WHERE parname = 'work_mem'"
        assert connection.execute(asked).fetchall() == []


@pytest.mark.parametrize("change", CHANGES)
def test_a_shared_privilege_is_repaired_there_and_back_whoever_granted_it(
    change: str, cluster: Cluster, empty_database: DatabaseURL, connection: psycopg.Connection
) -> None:
    def can() -> list[tuple[object, ...]]:
        asked = [
            question.format(role, option)
            for role in (*ROLES, "public")
            for question in PLACES.values()
            for option in ("", " WITH GRANT OPTION")
        ]
        return connection.execute(f"SELECT {', '.join(asked)}".encode()).fetchall()

    before, after = ("; ".join(sql.replace("{}", place) for place in PLACES) for sql in CHANGES[change])
    connection.execute(before.encode())
    first, can_first = Patient.healthy(cluster, connection, empty_database), can()
    connection.execute(after.encode())
    second, can_second = Patient.healthy(cluster, connection, empty_database), can()
    for patient, wanted in ((first, can_first), (second, can_second)):
        text = patient.text(allow_destructive=True)
        assert patient.run(text) == "", text
        assert patient.differences() == [], text
        assert can() == wanted
