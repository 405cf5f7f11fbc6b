"""Before a database of somebody else's making is adopted, its users learn what changes for them."""

import logging

from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request
from pgdrift.references import migrated
from tests.pgdrift.migrate.conftest import PASSWORD


def as_specified(project, url, owner):
    """The specified database as its users have it: migrated by hand, owned by one login, no role of ours."""
    migrated.build(project, url, "396e8f26d0a5")
    with url.connect(autocommit=True) as connection:
        for table in (
            "users",
            "personas",
            "sessions",
            "contributions",
            "votes",
            "audit_log",
            "alembic_version",
        ):
            connection.execute(f"ALTER TABLE {table} OWNER TO {owner}".encode())
        connection.execute(f"GRANT CONNECT, TEMP ON DATABASE {url.database} TO PUBLIC".encode())


def test_every_login_that_connects_is_told_what_changes(
    project, empty_database, superuser, login, caplog, require_vector
):
    login(empty_database, "first_owner")
    superuser.execute(f"ALTER DATABASE {empty_database.database} OWNER TO postgres".encode())
    superuser.execute('CREATE ROLE "Re porting" LOGIN')
    as_specified(project, empty_database, "first_owner")
    superuser.execute("CREATE VIEW emails AS SELECT email FROM users")
    superuser.execute('GRANT CREATE ON SCHEMA public TO "Re porting"')
    superuser.execute('ALTER VIEW emails OWNER TO "Re porting"')
    superuser.execute('REVOKE CREATE ON SCHEMA public FROM "Re porting"')
    superuser.execute("CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    superuser.execute("CREATE TRIGGER theirs BEFORE UPDATE ON votes FOR EACH ROW EXECUTE FUNCTION noted()")
    caplog.set_level(logging.INFO, "pgdrift.migrate")
    in_process.upgrade(Request(project, empty_database))
    told = "\n".join(caplog.messages)
    assert f"adopting {empty_database.database}: " in told
    assert (
        "first_owner owns these tables and will not: an application that logs in as it sees no rows" in told
    )
    assert '"Re porting" can connect now and can no longer connect: whoever logs in as it needs' in told
    assert "GRANT bo1_" not in told
    assert "a new login that is a member of bo1_app and of nothing else" in told
    assert "docs/adoption.md has the statements, in the step that makes the application's logins" in told
    assert 'the view public.emails of "Re porting" reads these tables with its owner\'s rights' in told
    assert "the trigger theirs of votes is not this project's: it stays" in told
    assert "postgres is a superuser: it still sees every row" in told
    assert (
        "reads and writes of users, personas, sessions, contributions, votes, audit_log wait for the length "
        "of one transaction" in told
    )
    assert PASSWORD not in told

    caplog.clear()
    in_process.upgrade(Request(project, empty_database))
    assert not [message for message in caplog.messages if "adopting" in message]
    superuser.execute('DROP VIEW emails; DROP ROLE "Re porting"')


def test_a_new_database_has_nobody_to_warn(project, empty_database, caplog, require_vector):
    caplog.set_level(logging.INFO, "pgdrift.migrate")
    in_process.upgrade(Request(project, empty_database))
    assert not [message for message in caplog.messages if "adopting" in message]
