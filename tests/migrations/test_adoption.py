"""A specified database, made by somebody else, is adopted with every row, and given back with every row."""

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.migrate import in_process
from pgdrift.migrate.administrator import AdministratorNeeded
from pgdrift.migrate.request import Request
from pgdrift.references import declared
from pgdrift.scope import scoped
from pgdrift.server.cluster import Cluster
from tests.facts import facts
from tests.migrations import specified_rows
from tests.migrations.administrator import administrator
from tests.migrations.specified import PASSWORD, PROJECT, SPECIFIED, specified


def assert_adopted(server: Cluster, superuser: DatabaseURL) -> None:
    """The database is what is declared, child rows have their session's owner, and old code still writes."""
    reference = server.url(database="reference")
    server.ensure_database("reference")
    declared.build(PROJECT, reference)
    assert compare(scoped(facts(reference), PROJECT), scoped(facts(superuser), PROJECT)) == []
    with superuser.connect() as connection:
        for table in specified_rows.CHILDREN:
            query = (
                f"SELECT count(*) FILTER (WHERE c.user_id = s.user_id), count(*) FROM {table} c "
                "JOIN sessions s ON s.id = c.session_id"
            )
            mine, all_rows = connection.execute(query.encode()).fetchone() or (0, -1)
            assert mine == all_rows
    assert_old_code_writes(server)


def assert_old_code_writes(server: Cluster) -> None:
    """A tenant session inserts without naming the tenant, and gets the next number."""
    server.ensure_login("web")
    with server.url().connect(autocommit=True) as connection:
        connection.execute("GRANT bo1_app TO web")
    before = specified_rows.positions(server.url(database="boardofone"))
    with server.url("web", "boardofone").connect() as connection:
        connection.execute("SELECT set_config('app.current_user_id', 'user-2', true)")
        for table, columns, values in (
            ("contributions", "content, round_number, phase, model", "'Said later', 1, 'deliberation', 'm'"),
            ("votes", "vote_choice, reasoning", "'option 1', 'Later'"),
        ):
            row = connection.execute(
                f"INSERT INTO {table} (session_id, persona_code, {columns}) "
                f"VALUES ('session-1', 'persona_1', {values}) RETURNING id, user_id".encode()
            ).fetchone()
            assert row == (before[table][0] + 1, "user-2")
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute(
                "INSERT INTO votes (session_id, persona_code, vote_choice, reasoning) "
                "VALUES ('session-2', 'persona_1', 'option 1', 'Not mine')"
            )


def test_a_superuser_adopts_the_database_it_made(strange_server: Cluster) -> None:
    url = specified(strange_server, "SUPERUSER")
    rows = specified_rows.checksums(url)
    positions = specified_rows.positions(url)
    in_process.upgrade(Request(PROJECT, url))
    assert specified_rows.checksums(url) == rows
    assert specified_rows.positions(url) == positions
    assert_adopted(strange_server, url)


def test_an_ordinary_owner_adopts_it_after_an_administrator(strange_server: Cluster) -> None:
    url = specified(strange_server, "NOSUPERUSER")
    superuser = strange_server.url(database="boardofone")
    rows, before = specified_rows.checksums(superuser), facts(superuser)

    with pytest.raises(AdministratorNeeded) as caught:
        in_process.upgrade(Request(PROJECT, url))
    assert PASSWORD not in str(caught.value)
    assert compare(before, facts(superuser)) == []

    administrator(strange_server, caught.value.sql)
    in_process.upgrade(Request(PROJECT, url))
    assert specified_rows.checksums(superuser) == rows
    assert_adopted(strange_server, superuser)


def test_the_way_back_keeps_every_row(strange_server: Cluster) -> None:
    url = specified(strange_server, "SUPERUSER")
    rows, before = specified_rows.checksums(url), facts(url)
    in_process.upgrade(Request(PROJECT, url))
    positions = specified_rows.positions(url)
    in_process.downgrade(Request(PROJECT, url), SPECIFIED)
    assert specified_rows.checksums(url) == rows
    assert specified_rows.positions(url) == positions
    # What only an administrator sets up stays: roles, the extension, who owns and who may enter.
    left = {
        (d.kind, d.fields)
        for d in compare(before, facts(url))
        if d.kind not in ("role", "membership", "grant", "extension", "extension_member")
    }
    assert {fields for _, fields in left} <= {("owner",)}
