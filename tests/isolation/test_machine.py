"""Whatever tenants do in turns on shared connections, each sees his own rows on every path, and no others."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Column, ForeignKeyConstraint, Identity, Integer, MetaData, String, Table, text

from pgdrift import tenancy
from pgdrift.tenancy import OwnedBy
from schema import METADATA
from tests.isolation.machine.arena import Arena, arena
from tests.isolation.machine.paths import Breach
from tests.isolation.machine.tenants import Tenants, machine_in
from tests.isolation.modes import MODES, NAIVE, PLAIN, TenantMode

EXAMPLES = int(os.environ.get("PGDRIFT_MACHINE_EXAMPLES", "15"))
STEPS = 25

# From so many examples on, everything must have been tried everywhere.
LONG = 200
EVERYWHERE = ("insert", "update", "delete", "upsert", "cursor")

# A mutant lives no longer than this; most die in the first few.
KILLED_WITHIN = 80


def run(machine: type[Tenants], examples: int, *, for_certain: bool = False) -> None:
    """``for_certain`` the same examples each time, until one fails, which is not made smaller."""
    certain = {"phases": [Phase.generate], "derandomize": True} if for_certain else {}
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
            **certain,
        ),
    )


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_each_tenant_sees_his_own_rows_whatever_the_others_do(
    migrated_factory, logins, monkeypatch: pytest.MonkeyPatch, mode: TenantMode
) -> None:
    url = migrated_factory()
    for name, value in mode.environment.items():
        monkeypatch.setenv(name, value)
    with arena(url, logins.url(mode.login, url), mode, METADATA) as made:
        machine = machine_in(made)
        run(machine, EXAMPLES)
    print(f"\n{mode.name}: {machine.examples} examples, {sum(machine.done.values())} statements")
    assert {table for _, table, _ in machine.done} == made.tables.keys()
    if EXAMPLES >= LONG:
        tried = {(what, table) for what, table, _ in machine.done}
        assert {(what, table) for what in EVERYWHERE for table in made.tables} <= tried


def test_a_table_that_nobody_told_the_machine_of_is_in_it(migrated_factory, logins) -> None:
    url, metadata = migrated_factory(), with_another_table()
    with url.connect() as connection:
        connection.execute(ANOTHER_TABLE)
    with arena(url, logins.url(PLAIN.login, url), PLAIN, metadata) as made:
        machine = machine_in(made)
        run(machine, max(EXAMPLES, 20), for_certain=True)
    tried = {what for what, table, _ in machine.done if table == "walked_items"}
    assert tried
    if EXAMPLES >= LONG:
        assert {*EVERYWHERE, "move", "merge"} <= tried


def test_a_table_whose_law_was_forgotten_is_found(migrated_factory, logins) -> None:
    url, metadata = migrated_factory(), with_another_table()
    with url.connect() as connection:
        connection.execute(ANOTHER_TABLE)
        connection.execute("ALTER TABLE walked_items DISABLE ROW LEVEL SECURITY")
    with arena(url, logins.url(PLAIN.login, url), PLAIN, metadata) as made:
        assert_killed(made, "no row security on a new table")


SQL_MUTANTS = {
    "a policy that is always true": "ALTER POLICY votes_user_isolation ON votes USING (true)",
    "a policy that lets rows of others in": "ALTER POLICY votes_user_isolation ON votes WITH CHECK (true)",
    "an owner who is not held to it": "ALTER TABLE contributions NO FORCE ROW LEVEL SECURITY",
    "children that hang on any parent": """
        ALTER TABLE votes DROP CONSTRAINT votes_session_id_user_id_fkey;
        ALTER TABLE votes ADD FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE""",
    "an owner who can be changed": "GRANT UPDATE (user_id) ON sessions TO bo1_app",
    "rows of nobody": """
        ALTER POLICY audit_log_user_isolation ON audit_log
        USING (user_id = current_user_id() OR user_id IS NULL)""",
    "a log that its subject can edit": "GRANT DELETE ON audit_log TO bo1_app",
    "a tenant that is asked for once": "ALTER FUNCTION current_user_id() IMMUTABLE",
}


def assert_killed(made: Arena, mutant: str) -> None:
    machine = machine_in(made)
    with pytest.raises(Breach) as breach:
        run(machine, KILLED_WITHIN, for_certain=True)
    # The example that failed is run once more at the end.
    print(f"\nkilled in example {machine.examples - 1}: {mutant}: {str(breach.value)[:150]}")


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("mutant", SQL_MUTANTS)
def test_a_database_whose_law_is_broken_is_found_out(migrated_factory, logins, mutant: str) -> None:
    url = migrated_factory()
    with url.connect() as connection:
        connection.execute(SQL_MUTANTS[mutant].encode())
    with arena(url, logins.url(PLAIN.login, url), PLAIN, METADATA) as made:
        assert_killed(made, mutant)


def test_a_tenant_who_is_named_for_the_whole_connection_is_found_out(migrated_factory, logins) -> None:
    url = migrated_factory()
    with arena(url, logins.url(NAIVE.login, url), NAIVE, METADATA) as made:
        assert_killed(made, "set_config(..., false)")


def with_another_table() -> MetaData:
    """A copy of what is declared, with one table more."""
    metadata = MetaData()
    for table in METADATA.sorted_tables:
        table.to_metadata(metadata)
    for name, choice in tenancy.of(METADATA).items():
        tenancy.require("the copy", metadata.tables[name], choice)
    another = Table(
        "walked_items",
        metadata,
        Column("id", Integer, Identity(), primary_key=True),
        Column("session_id", String(255), nullable=False),
        Column("label", String(50), nullable=False),
        Column("user_id", String(255), nullable=False, server_default=text("public.current_user_id()")),
        ForeignKeyConstraint(
            ["session_id", "user_id"], ["sessions.id", "sessions.user_id"], ondelete="CASCADE"
        ),
    )
    tenancy.require("another table", another, OwnedBy("user_id"))
    return metadata


ANOTHER_TABLE = """
SET ROLE bo1_owner;
CREATE TABLE walked_items (
    id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    session_id varchar(255) NOT NULL,
    label varchar(50) NOT NULL,
    user_id varchar(255) NOT NULL DEFAULT public.current_user_id(),
    FOREIGN KEY (session_id, user_id) REFERENCES sessions (id, user_id) ON DELETE CASCADE
);
ALTER TABLE walked_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE walked_items FORCE ROW LEVEL SECURITY;
CREATE POLICY walked_items_user_isolation ON walked_items TO bo1_app
    USING (user_id = public.current_user_id()) WITH CHECK (user_id = public.current_user_id());
GRANT SELECT, DELETE, INSERT (session_id, label, user_id), UPDATE (session_id, label)
    ON walked_items TO bo1_app;
RESET ROLE;
"""
