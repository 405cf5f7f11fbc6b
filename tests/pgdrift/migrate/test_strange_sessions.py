"""Whatever the login or the database is set to, a migration does what it does anywhere else."""

import pytest

from pgdrift.catalog import read
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from tests.pgdrift.migrate.conftest import PASSWORD
from tests.pgdrift.migrate.tiny_project import TinyProject

# What means something else, or takes longer, than the settings below would like.
SECOND = r"""
op.execute("CREATE TABLE loans (id integer PRIMARY KEY, due date DEFAULT '01/02/2026', title text,"
           " path text DEFAULT 'a\\b', since timestamptz DEFAULT '2026-01-02 00:00', at text DEFAULT 'ähm')")
op.execute("INSERT INTO loans (id) SELECT generate_series(1, 1000)")
op.execute("CREATE TABLE lines (loan integer REFERENCES loans ON DELETE CASCADE)")
op.execute("INSERT INTO loans (id) VALUES (0)")
op.execute("INSERT INTO lines VALUES (0)")
op.execute("DELETE FROM loans WHERE id = 0")
op.execute("SELECT 1 / (count(*) = 0)::integer FROM lines")
op.execute("SET LOCAL ROLE {name}_migrator")
op.execute("SELECT pg_sleep(0.3)")
op.execute("SELECT count(*) / (count(*) - 1000 = 0)::integer FROM loans WHERE title = NULL IS NULL")
op.execute("SET LOCAL ROLE {name}_owner")
with op.get_context().autocommit_block():
    op.execute("CREATE INDEX CONCURRENTLY IF NOT EXISTS loans_due ON loans (due)")
op.execute("SELECT pg_sleep(0.3)")
"""
SETTINGS = {
    "a statement may take a millisecond": {"statement_timeout": "1ms"},
    "a lock may take a millisecond": {"lock_timeout": "1ms"},
    "a transaction may be idle for a millisecond": {"idle_in_transaction_session_timeout": "1ms"},
    "a transaction may take a while": {"transaction_timeout": "250ms"},
    "text reads otherwise": {
        "standard_conforming_strings": "off",
        "datestyle": "German, DMY",
        "intervalstyle": "sql_standard",
        "timezone": "Asia/Kathmandu",
        "client_encoding": "latin1",
        "bytea_output": "escape",
        "extra_float_digits": "-15",
        "quote_all_identifiers": "on",
        "transform_null_equals": "on",
        "xmlbinary": "hex",
    },
    "transactions are of another kind": {
        "default_transaction_isolation": "serializable",
        "default_transaction_deferrable": "on",
    },
    "triggers do not fire": {"session_replication_role": "replica"},
    "functions are not checked": {"check_function_bodies": "off", "jit": "on", "row_security": "off"},
}
DECOYS = """
CREATE SCHEMA evil;
CREATE FUNCTION evil.called() RETURNS text LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'a decoy was called'; END $$;
CREATE FUNCTION evil.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS 'SELECT evil.called()';
CREATE FUNCTION evil.current_setting(text) RETURNS text LANGUAGE sql AS 'SELECT evil.called()';
CREATE FUNCTION evil.current_database() RETURNS name LANGUAGE sql AS 'SELECT evil.called()::name';
CREATE FUNCTION evil.quote_ident(name) RETURNS text LANGUAGE sql AS 'SELECT evil.called()';
CREATE FUNCTION evil.quote_ident(text) RETURNS text LANGUAGE sql AS 'SELECT evil.called()';
CREATE FUNCTION evil.format(text, text, name, name) RETURNS text LANGUAGE sql AS 'SELECT evil.called()';
CREATE FUNCTION evil.to_regclass(text) RETURNS regclass LANGUAGE sql AS 'SELECT evil.called()::regclass';
CREATE FUNCTION evil.pg_try_advisory_lock(bigint) RETURNS bool LANGUAGE sql AS 'SELECT evil.called()::bool';
CREATE FUNCTION evil.pg_advisory_unlock(bigint) RETURNS bool LANGUAGE sql AS 'SELECT evil.called()::bool';
CREATE FUNCTION evil.same(name, name) RETURNS boolean LANGUAGE sql AS 'SELECT evil.called() IS NULL';
CREATE FUNCTION evil.same(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT evil.called() IS NULL';
CREATE FUNCTION evil.same(oid, oid) RETURNS boolean LANGUAGE sql AS 'SELECT evil.called() IS NULL';
CREATE OPERATOR evil.= (FUNCTION = evil.same, LEFTARG = name, RIGHTARG = name);
CREATE OPERATOR evil.= (FUNCTION = evil.same, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR evil.= (FUNCTION = evil.same, LEFTARG = oid, RIGHTARG = oid);
CREATE TABLE evil.pg_class (oid oid, relname name);
CREATE TABLE evil.pg_roles (oid oid, rolname name);
CREATE TABLE evil.alembic_version (version_num text);
INSERT INTO evil.alembic_version VALUES ('second');
CREATE TABLE evil.books ();
GRANT USAGE ON SCHEMA evil TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA evil TO PUBLIC;
"""


def set_for_login(url: DatabaseURL, settings: dict[str, str], *, login: str = "") -> None:
    with url.connect(autocommit=True) as connection:
        for name, value in settings.items():
            if name == "transaction_timeout" and connection.info.server_version < 170000:
                pytest.skip("this PostgreSQL cannot have the fault: it has no transaction_timeout")
            role = f'ALTER ROLE "{login or url.user}" IN DATABASE "{url.database}"'
            connection.execute(f"{role} SET {name} = {value if ',' in value else repr(value)}".encode())


def expected(tiny: TinyProject, url: DatabaseURL) -> None:
    """Both revisions, in a database that nobody has set anything for."""
    tiny.revision("second", "first", SECOND.format(name=tiny.name))
    tiny.migrate(url)


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_it_ends_where_it_ends_without_them(
    tiny: TinyProject, database_factory, empty_database: DatabaseURL, settings: dict[str, str]
) -> None:
    plain = database_factory()
    expected(tiny, plain)
    set_for_login(empty_database, settings)
    tiny.migrate(empty_database)
    lifted = " ".join(f"-c {name}=0" for name in settings if name.endswith("timeout"))
    with plain.connect() as one, empty_database.connect(options=lifted) as other:
        found = compare(read(one), read(other))
    assert [difference for difference in found if difference.kind not in ("database", "setting")] == []


def test_decoys_in_the_path_of_the_login_are_not_called(
    tiny: TinyProject, database_factory, empty_database: DatabaseURL
) -> None:
    expected(tiny, database_factory())
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(DECOYS)
    set_for_login(empty_database, {"search_path": "evil, pg_catalog, public"})
    with empty_database.connect() as connection:
        assert read(connection).facts
    tiny.migrate(empty_database)
    tiny.revision("third", "second", 'op.execute("ALTER TABLE books ADD COLUMN year integer")')
    tiny.migrate(empty_database)
    with empty_database.connect(options="-c search_path=public") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("third",)]
        assert connection.execute("SELECT year FROM books").fetchall() == []
        assert connection.execute("SELECT count(*) FROM loans").fetchone() == (1000,)


def test_a_login_that_may_only_read_is_told_so(tiny: TinyProject, empty_database: DatabaseURL) -> None:
    set_for_login(empty_database, {"default_transaction_read_only": "on"})
    with pytest.raises(PgdriftError, match=r"takes no writes.*have the setting removed") as refused:
        tiny.migrate(empty_database)
    assert len(str(refused.value).splitlines()) == 1


def test_a_login_without_triggers_that_may_not_have_them_is_told_so(
    tiny: TinyProject, empty_database: DatabaseURL, login
) -> None:
    url = login(empty_database, f"{tiny.name}_deploy")
    setting = {"session_replication_role": "replica"}
    set_for_login(empty_database, setting, login=f"{tiny.name}_deploy")
    with pytest.raises(PgdriftError, match=r"session_replication_role = replica.*RESET") as refused:
        tiny.migrate(url)
    assert PASSWORD not in str(refused.value)
