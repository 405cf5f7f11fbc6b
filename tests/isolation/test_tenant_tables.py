"""Every tenant table, every verb: what one tenant may do to its own rows, it cannot do to another's.

What is expected follows from ``__tenancy__`` alone; no policy is read here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

from schema import METADATA
from tests.isolation.conftest import ANN, BOB, World
from tests.isolation.rows import OWNED, TABLES, insert, row_for

NOBODY = [None, "", "nobody", "%", "' OR true --"]
EDITABLE = sorted(name for name, choice in OWNED.items() if not choice.append_only)


@contextmanager
def refused_by_row_security() -> Iterator[None]:
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        yield


@contextmanager
def refused_by_privilege() -> Iterator[None]:
    with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
        yield


def key_of(table: str) -> str:
    return METADATA.tables[table].primary_key.columns[0].name


def owners(connection: psycopg.Connection[Any], table: str) -> list[str]:
    column = OWNED[table].column
    return [owner for (owner,) in connection.execute(f"SELECT {column} FROM {table}".encode())]


def updatable(connection: psycopg.Connection[Any], table: str) -> set[str]:
    rows = connection.execute(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped AND has_column_privilege('bo1_app', attrelid, attnum, 'UPDATE')",
        [table],
    )
    return {name for (name,) in rows}


@pytest.mark.parametrize("table", OWNED)
def test_each_tenant_reads_its_own_rows_and_no_others(world: World, table: str) -> None:
    for tenant in (ANN, BOB):
        with world.acting_as(tenant) as connection:
            assert owners(connection, table) == [tenant]
            other = BOB if tenant == ANN else ANN
            key = world.rows[other][table][key_of(table)]
            asked = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
                sql.Identifier(table), sql.Identifier(key_of(table))
            )
            assert connection.execute(asked, [key]).fetchall() == []


@pytest.mark.parametrize("tenant", NOBODY)
@pytest.mark.parametrize("table", OWNED)
def test_nobody_reads_nothing_and_gets_no_error(world: World, table: str, tenant: str | None) -> None:
    with world.acting_as(tenant) as connection:
        assert owners(connection, table) == []


@pytest.mark.parametrize("table", OWNED)
def test_after_a_transaction_that_set_the_tenant_nobody_is_left(world: World, table: str) -> None:
    with world.acting_as(ANN) as connection:
        assert owners(connection, table) == [ANN]
        connection.commit()
        connection.execute("SELECT set_config('role', 'bo1_app', true)")
        assert owners(connection, table) == []


@pytest.mark.parametrize("table", OWNED)
def test_a_row_for_another_tenant_is_refused(world: World, table: str) -> None:
    declared = METADATA.tables[table]
    with world.acting_as(ANN) as connection, refused_by_row_security():
        insert(connection, declared, fresh(world, table, BOB))


@pytest.mark.parametrize("table", OWNED)
def test_a_row_of_nobody_is_refused(world: World, table: str) -> None:
    with world.acting_as(None) as connection, refused_by_row_security():
        insert(connection, METADATA.tables[table], fresh(world, table, ANN))


@pytest.mark.parametrize("table", OWNED)
def test_an_own_row_is_accepted_and_returned(world: World, table: str) -> None:
    with world.acting_as(ANN) as connection:
        made = insert(connection, METADATA.tables[table], fresh(world, table, ANN))
        assert made[OWNED[table].column] == ANN
        assert owners(connection, table) == [ANN, ANN]


CHILDREN = [
    table.name
    for table in TABLES
    if table.name in OWNED and any(fk.referred_table.name in OWNED for fk in table.foreign_key_constraints)
]


@pytest.mark.parametrize("table", CHILDREN)
def test_a_child_of_another_tenants_parent_is_refused_whoever_it_claims_to_be(
    world: World, table: str
) -> None:
    foreign = row_for(METADATA.tables[table], BOB, world.rows[BOB])
    for claimed, refusal in ((ANN, errors.ForeignKeyViolation), (BOB, errors.InsufficientPrivilege)):
        with world.acting_as(ANN) as connection, pytest.raises(refusal):
            insert(connection, METADATA.tables[table], {**foreign, OWNED[table].column: claimed})


@pytest.mark.parametrize("table", CHILDREN)
def test_a_child_cannot_be_moved_to_another_tenants_parent(world: World, table: str) -> None:
    with world.acting_as(ANN) as connection:
        able = updatable(connection, table)
        for constraint in METADATA.tables[table].foreign_key_constraints:
            parent = constraint.referred_table.name
            if parent not in OWNED:
                continue
            for element in constraint.elements:
                if element.parent.name not in able:
                    continue
                moved = sql.SQL("UPDATE {} SET {} = %s").format(
                    sql.Identifier(table), sql.Identifier(element.parent.name)
                )
                with pytest.raises(errors.ForeignKeyViolation), connection.transaction():
                    connection.execute(moved, [world.rows[BOB][parent][element.column.name]])


@pytest.mark.parametrize("table", EDITABLE)
def test_every_updatable_column_changes_own_rows_only(world: World, table: str) -> None:
    with world.acting_as(ANN) as connection:
        able = updatable(connection, table)
        assert able, f"bo1_app may change nothing of {table}"
        for column in able:
            name = sql.Identifier(column)
            changed = connection.execute(
                sql.SQL("UPDATE {} SET {} = {} RETURNING {}").format(
                    sql.Identifier(table), name, name, sql.Identifier(OWNED[table].column)
                )
            ).fetchall()
            assert changed == [(ANN,)]


@pytest.mark.parametrize("table", EDITABLE)
def test_the_owner_of_a_row_cannot_be_changed(world: World, table: str) -> None:
    column = sql.Identifier(OWNED[table].column)
    with world.acting_as(ANN) as connection, refused_by_privilege():
        connection.execute(sql.SQL("UPDATE {} SET {} = %s").format(sql.Identifier(table), column), [BOB])


@pytest.mark.parametrize("table", OWNED)
def test_generated_keys_and_times_cannot_be_written(world: World, table: str) -> None:
    declared = METADATA.tables[table]
    generated = [
        c for c in declared.columns if c.identity is not None or c.name in ("created_at", "timestamp")
    ]
    assert generated
    for column in generated:
        row = {**fresh(world, table, ANN), column.name: 1 if column.identity is not None else "2001-01-01"}
        with world.acting_as(ANN) as connection, refused_by_privilege():
            insert(connection, declared, row)


@pytest.mark.parametrize("table", EDITABLE)
def test_deleting_everything_deletes_ones_own(world: World, table: str) -> None:
    column = sql.Identifier(OWNED[table].column)
    with world.acting_as(ANN) as connection:
        gone = connection.execute(
            sql.SQL("DELETE FROM {} RETURNING {}").format(sql.Identifier(table), column)
        )
        assert gone.fetchall() == [(ANN,)]


@pytest.mark.parametrize("table", sorted(set(OWNED) - set(EDITABLE)))
def test_an_append_only_table_lets_nobody_edit(world: World, table: str) -> None:
    for statement in (
        f"UPDATE {table} SET {OWNED[table].column} = {OWNED[table].column}",
        f"DELETE FROM {table}",
        f"DELETE FROM {table} WHERE false",
    ):
        with world.acting_as(ANN) as connection, refused_by_privilege():
            connection.execute(statement.encode())


@pytest.mark.parametrize("table", OWNED)
def test_truncate_is_refused(world: World, table: str) -> None:
    with world.acting_as(ANN) as connection, refused_by_privilege():
        connection.execute(f"TRUNCATE {table} CASCADE".encode())


def test_an_upsert_on_another_tenants_key_changes_nothing(world: World) -> None:
    row = fresh(world, "sessions", ANN) | {"id": world.rows[BOB]["sessions"]["id"]}
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    values = sql.SQL(", ").join(sql.Placeholder() for _ in row)
    for action in ("UPDATE SET problem_statement = 'mine'", "NOTHING"):
        statement = sql.SQL(
            "INSERT INTO sessions ({}) VALUES ({}) ON CONFLICT (id) DO {} RETURNING id"
        ).format(names, values, sql.SQL(action))
        with world.acting_as(ANN) as connection:
            if action == "NOTHING":
                assert connection.execute(statement, list(row.values())).fetchall() == []
            else:
                with refused_by_row_security():
                    connection.execute(statement, list(row.values()))


def test_merge_touches_ones_own_rows_only(world: World) -> None:
    with world.acting_as(ANN) as connection:
        merged = connection.execute("""
            MERGE INTO sessions s USING (SELECT id FROM sessions) m ON s.id = m.id
            WHEN MATCHED THEN UPDATE SET phase = 'merged'
        """)
        assert merged.rowcount == 1


@pytest.mark.parametrize("table", OWNED)
def test_copy_out_is_filtered_and_copy_in_is_refused(world: World, table: str) -> None:
    column = OWNED[table].column
    with world.acting_as(ANN) as connection:
        with connection.cursor().copy(f"COPY {table} ({column}) TO STDOUT".encode()) as copy:
            assert [row[0] for row in copy.rows()] == [ANN]
        with (
            pytest.raises((errors.FeatureNotSupported, errors.InsufficientPrivilege)),
            connection.cursor().copy(f"COPY {table} ({column}) FROM STDIN".encode()) as copy,
        ):
            copy.write_row([BOB])


@pytest.mark.parametrize("table", EDITABLE)
def test_select_for_update_locks_ones_own_rows_only(world: World, table: str) -> None:
    with world.acting_as(ANN) as connection, world.acting_as(BOB) as other:
        locked = connection.execute(
            f"SELECT {OWNED[table].column} FROM {table} FOR UPDATE".encode()
        ).fetchall()
        assert locked == [(ANN,)]
        other.execute("SET LOCAL lock_timeout = '100ms'")
        assert other.execute(
            f"SELECT count(*) FROM (SELECT FROM {table} FOR UPDATE) mine".encode()
        ).fetchone() == (1,)


def test_deleting_a_session_takes_its_children_and_nobody_elses(shared_world: World) -> None:
    before = shared_world.everything()
    with shared_world.acting_as(ANN) as connection:
        connection.execute("DELETE FROM sessions")
        for table in CHILDREN:
            assert owners(connection, table) == []
        connection.rollback()
    assert shared_world.everything() == before


def test_the_tenant_gains_nothing_by_leaving_its_role(world: World) -> None:
    for attempt in ("RESET ROLE", "SET ROLE NONE", "SET SESSION AUTHORIZATION DEFAULT"):
        with world.acting_as(ANN) as connection:
            connection.execute(attempt)
            assert owners(connection, "sessions") in ([], [ANN])
    for role in ("bo1_owner", "bo1_service", "bo1_migrator", "postgres"):
        with world.acting_as(ANN) as connection, refused_by_privilege():
            connection.execute(f"SET ROLE {role}".encode())


def fresh(world: World, table: str, tenant: str) -> dict[str, Any]:
    """A new row of ``table`` for ``tenant`` that clashes with none."""
    return row_for(METADATA.tables[table], tenant, world.rows[tenant])
