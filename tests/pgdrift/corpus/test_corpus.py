"""Every fault is found, explained and repaired; nothing harmless is reported."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from functools import cached_property

import psycopg
import pytest

from pgdrift.catalog import Fact, Key, Snapshot, read
from pgdrift.catalog.comparison import Comparison
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import Difference, compare
from pgdrift.findings import explain
from pgdrift.repair.script import script
from pgdrift.scratch import Scratch
from pgdrift.server.cluster import Cluster
from pgdrift.spelling import respelling
from tests.memory import cluster_in_memory
from tests.pgdrift import dumps
from tests.pgdrift.corpus.collection import (
    FAULTS,
    OPTIONAL_EXTENSIONS,
    available,
    fill,
    needs_more_than,
    run,
)
from tests.pgdrift.corpus.fault import Fault
from tests.pgdrift.corpus.harmless import HARMLESS, Harmless
from tests.pgdrift.repair import psql
from tests.pgdrift.repair.printed import printed

# The rows of what a fault itself destroyed do not come back.
COLUMNS = """
    SELECT format('%I.%I', n.nspname, c.relname), format('%I', a.attname)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
"""
# What all databases of a server share, and so what other tests do: whether it is still what it was.
SHARED = """
    SELECT (SELECT array_agg(a ORDER BY a.oid)::text FROM pg_authid a),
           (SELECT array_agg(m ORDER BY m.roleid, m.member, m.grantor)::text FROM pg_auth_members m),
           (SELECT array_agg(s ORDER BY s.setdatabase, s.setrole)::text FROM pg_db_role_setting s),
           (SELECT array_agg(p ORDER BY p.oid)::text FROM pg_parameter_acl p),
           (SELECT array_agg(t ORDER BY t.oid)::text FROM pg_tablespace t),
           (SELECT array_agg(d ORDER BY d.classoid, d.objoid)::text FROM pg_shdescription d),
           (SELECT array_agg(l ORDER BY l.classoid, l.objoid)::text FROM pg_shseclabel l)
"""
COUNTED = "SELECT count(*) FROM public.tenants UNION ALL SELECT count(*) FROM public.desks"


@pytest.fixture(scope="module")
def template(cluster: Cluster, database_factory: Callable[..., DatabaseURL]) -> DatabaseURL:
    """A database with the corpus's schema and rows."""
    url = database_factory()
    with url.connect(autocommit=True) as connection:
        fill(connection)
        for name in OPTIONAL_EXTENSIONS & available(connection):
            connection.execute(f"CREATE EXTENSION {name}".encode())
    return url


@pytest.fixture
def connection(
    template: DatabaseURL, database_factory: Callable[..., DatabaseURL]
) -> Iterator[psycopg.Connection]:
    """A superuser's connection to a copy of it."""
    with database_factory(template.database).connect(autocommit=True) as connection:
        yield connection


class Pristine:
    """What the engine and pg_dump say of the database before any fault."""

    def __init__(self, cluster: Cluster, url: DatabaseURL) -> None:
        self._cluster = cluster
        self._url = url
        self._shared: object = None
        self._facts: Snapshot | None = None

    def facts(self, connection: psycopg.Connection) -> Snapshot:
        """What is read of a fresh copy, which `connection` is to: once for all that have the same."""
        shared = connection.execute(SHARED).fetchone()
        if self._facts is None or shared != self._shared:
            self._facts, self._shared = read(connection), shared
        return self._facts

    @cached_property
    def dump(self) -> dumps.Dump:
        return dumps.Dump(self._cluster, self._url)


@pytest.fixture(scope="module")
def pristine(template: DatabaseURL, cluster: Cluster) -> Pristine:
    """The dump of the template."""
    return Pristine(cluster, template)


@pytest.fixture(scope="module")
def scratch(cluster: Cluster) -> Scratch:
    """The test server itself serves as scratch server."""
    return Scratch(cluster.url())


def repair_script(differences: list[Difference], reference: Snapshot, target: Snapshot) -> str:
    return printed(script(differences, Comparison.of(reference, target)), target)


def lost_by(text: str, connection: psycopg.Connection) -> list[str]:
    """The tables and columns whose rows are not what they were once `text` has run; it is rolled back."""
    within, _, _ = text.partition("\nCOMMIT;")
    before = contents(connection)
    try:
        run(connection, within)
        after = contents(connection)
    finally:
        connection.execute("ROLLBACK")
    return [name for name, rows in before.items() if after.get(name, {}) != rows]


def contents(connection: psycopg.Connection) -> dict[str, str]:
    """Every column of every table and what is in it, in one text that no order or spelling changes."""
    columns = connection.execute(COLUMNS).fetchall()
    return {
        f"{table}.{column}": str(
            connection.execute(
                f"SELECT array_agg({column}::text ORDER BY {column}::text) FROM {table}".encode()
            ).fetchall()
        )
        for table, column in columns
    }


def settled(reference: Snapshot, target: Snapshot, scratch: Scratch) -> list[Difference]:
    return respelling.without_respelled(compare(reference, target), reference, target, scratch)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found_explained_and_repaired(
    fault: Fault,
    connection: psycopg.Connection,
    cluster: Cluster,
    scratch: Scratch,
    pristine: Pristine,
) -> None:
    if needs_more_than(fault, cluster.binaries.major):
        pytest.skip(f"this PostgreSQL cannot have the fault: it came with {fault.since}")
    if "vector" in fault.sql + fault.before and not OPTIONAL_EXTENSIONS & available(connection):
        pytest.skip("pgvector is not installed for this PostgreSQL")
    url = cluster.url(database=connection.info.dbname)
    run(connection, fault.before)
    before = dumps.Dump(cluster, url) if fault.before else pristine.dump
    reference = read(connection) if fault.before else pristine.facts(connection)
    run(connection, fault.sql)
    rows = connection.execute(COUNTED).fetchall()
    target = read(connection)
    differences = settled(reference, target, scratch)
    try:
        findings = explain(differences, Comparison.of(reference, target), "reference-target")
        assert [(f.id, f.severity) for f in findings] == fault.findings
        assert "{" not in findings[0].consequence
        assert findings[0].fix or fault.beyond_repair
    finally:
        # Also when the test fails: roles are shared with every other test.
        written = script(differences, Comparison.of(reference, target))
        text = printed(written, target)
        lost, refused = [], ""
        if not fault.beyond_repair:
            cautious = printed(written, target, allow_destructive=False)
            if cautious != text:
                lost = lost_by(cautious, connection)
            refused = psql.run(cluster, url, text)
    assert (lost, refused) == ([], "")
    if not fault.beyond_repair:
        assert settled(reference, read(connection), scratch) == []
        assert connection.execute(COUNTED).fetchall() == rows
        # Spelled another way by its maker, perhaps; the same after one more reading, if so.
        after = dumps.Dump(cluster, url)
        assert after.same_as(before), after.unlike(before)


@pytest.mark.parametrize("change", HARMLESS, ids=lambda change: change.name)
def test_what_is_harmless_is_not_reported(
    change: Harmless, connection: psycopg.Connection, scratch: Scratch, pristine: Pristine
) -> None:
    reference = pristine.facts(connection)
    run(connection, change.sql)
    target = read(connection)
    assert settled(reference, target, scratch) == []


def test_a_restored_dump_is_clean(
    template: DatabaseURL, cluster: Cluster, empty_database: DatabaseURL, scratch: Scratch
) -> None:
    def tool(name: str, url: DatabaseURL, *arguments: str, stdin: bytes = b"") -> bytes:
        command = [dumps.program(cluster, name), *arguments, url.shown]
        return subprocess.run(command, input=stdin, check=True, capture_output=True).stdout

    dump = tool("pg_dump", template)
    tool("psql", empty_database, "-v", "ON_ERROR_STOP=1", "-q", stdin=dump)
    with template.connect() as one, empty_database.connect() as other:
        reference, target = read(one), read(other)
    assert respelling.in_question(compare(reference, target)), "the dump spells expressions another way"
    assert settled(reference, target, scratch) == []


def test_another_version_of_postgresql_is_clean(
    template: DatabaseURL, cluster: Cluster, scratch: Scratch
) -> None:
    def of_the_schema(key: Key, _: Fact) -> bool:
        # Other tests' roles are on one of the servers only, and initdb's choices are not the schema's.
        cluster_wide = {"role", "membership", "setting", "database", "tablespace"}
        return key.kind not in {*cluster_wide, "extension", "extension_member"}

    with template.connect() as connection:
        reference = read(connection).filtered(of_the_schema)
    for other in {16, 18} - {cluster.binaries.major}:
        with cluster_in_memory(other) as server, server.url().connect(autocommit=True) as connection:
            fill(connection)
            target = read(connection).filtered(of_the_schema)
        assert reference.major != target.major
        assert settled(reference, target, scratch) == []
        assert settled(target, reference, scratch) == []


def test_another_rule_is_not_taken_for_another_spelling(
    connection: psycopg.Connection, scratch: Scratch
) -> None:
    reference = read(connection)
    run(
        connection,
        "ALTER POLICY desks_isolation ON public.desks USING (tenant_id <> public.current_tenant())",
    )
    (left,) = settled(reference, read(connection), scratch)
    assert (left.name, left.fields) == ("public.desks.desks_isolation", ("using",))


def test_a_database_can_be_built_from_its_facts_alone(
    template: DatabaseURL, empty_database: DatabaseURL, scratch: Scratch
) -> None:
    with template.connect() as connection:
        reference = read(connection)
    with empty_database.connect(autocommit=True) as connection:
        target = read(connection)
        run(connection, repair_script(compare(reference, target), reference, target))
        built = read(connection)
        assert settled(reference, built, scratch) == []
        run(connection, repair_script(compare(target, built), target, built))
        assert compare(target, read(connection)) == []


def test_the_script_refuses_a_database_that_has_changed(connection: psycopg.Connection) -> None:
    reference = read(connection)
    run(connection, "DROP INDEX public.idx_desks_tenant_id")
    target = read(connection)
    text = repair_script(compare(reference, target), reference, target)
    run(connection, "COMMENT ON TABLE public.kinds IS 'changed meanwhile'")
    with pytest.raises(psycopg.errors.RaiseException, match="has changed"):
        run(connection, text)


def test_what_loses_data_is_commented_out(connection: psycopg.Connection) -> None:
    reference = read(connection)
    run(connection, "CREATE TABLE public.extra (id integer)")
    target = read(connection)
    written = script(compare(reference, target), Comparison.of(reference, target))
    text = printed(written, target, allow_destructive=False)
    assert "-- destructive: drops the table and its rows\n-- DROP TABLE public.extra;" in text
    run(connection, text)
    assert connection.execute("SELECT to_regclass('public.extra')").fetchone() != (None,)
