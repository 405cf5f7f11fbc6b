"""Memberships that several roles have granted and passed on, changed there and back."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient
from tests.pgdrift.roles import drop_roles

ROLES = ("club_hall", "club_ann", 'club_"Bob', "club_cyd", "club_dan")
# What a role can really do with another one, as PostgreSQL says when it decides.
CAN = """
SELECT m.rolname, g.rolname, p.privilege FROM pg_roles m, pg_roles g,
    unnest(ARRAY['MEMBER', 'USAGE', 'MEMBER WITH ADMIN OPTION'{since_16}]) AS p (privilege)
WHERE starts_with(m.rolname, 'club') AND starts_with(g.rolname, 'club') AND m.oid <> g.oid
  AND pg_has_role(m.oid, g.oid, p.privilege)
ORDER BY 1, 2, 3
"""


def by(role: str, statements: str) -> str:
    return f"SET ROLE {role}; {statements}; RESET ROLE"


HALL_ANN = "GRANT club_hall TO club_ann WITH ADMIN OPTION"
ANN_BOB = by("club_ann", 'GRANT club_hall TO "club_""Bob"')
ANN_BOB_ADMIN = by("club_ann", 'GRANT club_hall TO "club_""Bob" WITH ADMIN OPTION')
BOB_CYD = by('"club_""Bob"', "GRANT club_hall TO club_cyd")

# name, what is, what changes
CASES = [
    ("granted by a member", HALL_ANN, ANN_BOB),
    ("granted twice", f"{HALL_ANN}; {ANN_BOB}", 'GRANT club_hall TO "club_""Bob"'),
    (
        "granted twice and gone",
        HALL_ANN,
        f'{ANN_BOB}; GRANT club_hall TO "club_""Bob"',
    ),
    ("passed on with the right to do so", HALL_ANN, f"{ANN_BOB_ADMIN}; {BOB_CYD}"),
    (
        "the first of a chain",
        f"GRANT club_hall TO club_dan; {HALL_ANN}; {ANN_BOB_ADMIN}; {BOB_CYD}",
        "REVOKE club_hall FROM club_ann CASCADE",
    ),
    (
        "the middle of a chain",
        f"{HALL_ANN}; GRANT club_hall TO club_cyd",
        f"{ANN_BOB_ADMIN}; {BOB_CYD}; REVOKE club_hall FROM club_cyd",
    ),
    (
        "the end of a chain stays",
        "GRANT club_hall TO club_cyd",
        f"REVOKE club_hall FROM club_cyd; {HALL_ANN}; {ANN_BOB_ADMIN}; {BOB_CYD}",
    ),
    (
        "the right to pass on alone",
        'GRANT club_hall TO club_ann, "club_""Bob", club_cyd',
        f'REVOKE club_hall FROM "club_""Bob", club_cyd; {HALL_ANN}; {ANN_BOB_ADMIN}; {BOB_CYD}',
    ),
    (
        "two who may pass on",
        f"{HALL_ANN}; GRANT club_hall TO club_dan WITH ADMIN OPTION; {ANN_BOB_ADMIN}",
        f"""SET ROLE club_dan; GRANT club_hall TO "club_""Bob" WITH ADMIN OPTION; RESET ROLE; {BOB_CYD};
        REVOKE club_hall FROM club_ann CASCADE""",
    ),
    (
        "in the other direction",
        "GRANT club_hall TO club_ann",
        "REVOKE club_hall FROM club_ann; GRANT club_ann TO club_hall",
    ),
    (
        "one who has granted goes",
        'GRANT club_hall TO "club_""Bob"',
        f"""REVOKE club_hall FROM "club_""Bob"; CREATE ROLE club_eve;
        GRANT club_hall TO club_eve WITH ADMIN OPTION;
        {by("club_eve", 'GRANT club_hall TO "club_""Bob"')}""",
    ),
    (
        "one goes with what it has, gives and starts with",
        "GRANT club_hall TO club_ann",
        """CREATE ROLE club_eve; ALTER ROLE club_eve SET work_mem = '5MB'; GRANT club_eve TO club_ann;
        ALTER DEFAULT PRIVILEGES FOR ROLE club_eve GRANT SELECT ON TABLES TO club_ann;
        ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO club_eve;
        GRANT CREATE ON SCHEMA public TO club_eve""",
    ),
]
SINCE_16 = [
    (
        "options by two grantors",
        f"{HALL_ANN}; GRANT club_hall TO club_cyd WITH INHERIT FALSE, SET FALSE",
        by("club_ann", "GRANT club_hall TO club_cyd WITH INHERIT TRUE, SET TRUE"),
    ),
    (
        "options of one grantor each",
        f"{HALL_ANN}; GRANT club_hall TO club_cyd WITH INHERIT FALSE, SET TRUE",
        f"""GRANT club_hall TO club_cyd WITH INHERIT FALSE, SET FALSE;
        {by("club_ann", "GRANT club_hall TO club_cyd WITH INHERIT TRUE, SET FALSE")}""",
    ),
    (
        "one that creates roles",
        'ALTER ROLE club_dan CREATEROLE; GRANT club_hall TO "club_""Bob"',
        by("club_dan", 'CREATE ROLE club_fay; GRANT club_fay TO "club_""Bob", club_ann WITH ADMIN OPTION'),
    ),
]


@pytest.fixture
def connection(empty_database: DatabaseURL) -> Iterator[psycopg.Connection]:
    with empty_database.connect(autocommit=True) as connection:
        _forget(connection)
        for role in ROLES:
            connection.execute(f"CREATE ROLE {_quoted(role)}".encode())
        yield connection
        _forget(connection)


def _quoted(role: str) -> str:
    return '"' + role.replace('"', '""') + '"'


def _forget(connection: psycopg.Connection) -> None:
    found = connection.execute("SELECT rolname FROM pg_roles WHERE starts_with(rolname, 'club')").fetchall()
    drop_roles(connection, [role for (role,) in found])


def _can(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    more = ", 'SET'" if connection.info.server_version >= 160000 else ""
    return connection.execute(CAN.format(since_16=more).encode()).fetchall()


def _there_and_back(
    cluster: Cluster, url: DatabaseURL, connection: psycopg.Connection, schema: str, change: str
) -> None:
    connection.execute(schema.encode())
    first, can_first = Patient.healthy(cluster, connection, url), _can(connection)
    connection.execute(change.encode())
    second, can_second = Patient.healthy(cluster, connection, url), _can(connection)
    first.mended(allow_destructive=True)
    assert _can(connection) == can_first
    second.mended(allow_destructive=True)
    assert _can(connection) == can_second


@pytest.mark.parametrize("case", [*CASES, *SINCE_16], ids=lambda case: case[0])
def test_a_membership_is_repaired_there_and_back_whoever_granted_it(
    case: tuple[str, str, str],
    cluster: Cluster,
    empty_database: DatabaseURL,
    connection: psycopg.Connection,
) -> None:
    if case in SINCE_16 and cluster.binaries.major < 16:
        pytest.skip("this PostgreSQL cannot have the fault: memberships have had options since 16")
    connection.execute(case[1].encode())
    first, can_first = Patient.healthy(cluster, connection, empty_database), _can(connection)
    connection.execute(case[2].encode())
    second, can_second = Patient.healthy(cluster, connection, empty_database), _can(connection)
    first.mended(allow_destructive=True)
    assert _can(connection) == can_first
    second.mended(allow_destructive=True)
    assert _can(connection) == can_second
