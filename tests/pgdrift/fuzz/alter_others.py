"""Statements that change types, sequences, routines, views, policies, and that rename, move or drop."""

from __future__ import annotations

from tests.pgdrift.fuzz.choices import Choices, Impossible
from tests.pgdrift.fuzz.create_types import ROLES, sequence_options
from tests.pgdrift.fuzz.inventory import Inventory
from tests.pgdrift.fuzz.names import TEXTS, literal, name
from tests.pgdrift.fuzz.rights import described
from tests.pgdrift.fuzz.values import column_type, condition, default

_MOVABLE = (
    "TABLE", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "TYPE", "DOMAIN", "FUNCTION", "PROCEDURE", "AGGREGATE", "STATISTICS",
)  # fmt: skip
_RENAMABLE = (*_MOVABLE, "SCHEMA", "INDEX", "TRIGGER", "POLICY", "RULE", "PUBLICATION", "EVENT TRIGGER")


def enum(choose: Choices, has: Inventory) -> str:
    found = choose.one(has.types_of_kind("e"))
    if choose.once_in(3):
        return f"ALTER TYPE {found.name} RENAME VALUE {literal(choose.one(found.labels))} TO 'renamed'"
    where = f" {choose.one(['BEFORE', 'AFTER'])} {literal(choose.one(found.labels))}" if found.labels else ""
    return f"ALTER TYPE {found.name} ADD VALUE {literal(choose.one(TEXTS))}{where}"


def domain(choose: Choices, has: Inventory) -> str:
    found = choose.one(has.types_of_kind("d"))
    action = choose.one(
        ["SET NOT NULL", "DROP NOT NULL", "DROP DEFAULT", "SET DEFAULT NULL", "SET DEFAULT 5",
         f"ADD CONSTRAINT {name(choose)} CHECK (VALUE IS NULL OR length(VALUE::text) < 99)",
         f"ADD CONSTRAINT {name(choose)} CHECK (length(VALUE::text) < 98) NOT VALID"]
    )  # fmt: skip
    return f"ALTER DOMAIN {found.name} {action}"


def domain_constraint(choose: Choices, has: Inventory) -> str:
    found = choose.one([c for c in has.of_kind("CONSTRAINT") if c.on.startswith("DOMAIN ")])
    action = choose.one(
        [
            f"DROP CONSTRAINT {found.name}",
            f"RENAME CONSTRAINT {found.name} TO {name(choose)}",
            f"VALIDATE CONSTRAINT {found.name}",
        ]
    )
    return f"ALTER {found.on} {action}"


def composite(choose: Choices, has: Inventory) -> str:
    found = choose.one(has.types_of_kind("c"))
    attribute = choose.one(found.attributes or ["none"])
    kind = column_type(choose, has)
    action = choose.one([f"ADD ATTRIBUTE {name(choose)} {kind}", f"DROP ATTRIBUTE {attribute}", f"ALTER ATTRIBUTE {attribute} TYPE {kind}",
                         f"RENAME ATTRIBUTE {attribute} TO {name(choose)}"])  # fmt: skip
    return f"ALTER TYPE {found.name} {action}{choose.maybe(' CASCADE', 3)}"


def sequence(choose: Choices, has: Inventory) -> str:
    found = choose.one(has.sequences)
    action = choose.one(
        [
            sequence_options(choose) or "NO CYCLE",
            "OWNED BY NONE",
            "RESTART WITH 15",
            "NO MAXVALUE START 3",
            "SET UNLOGGED",
        ]
    )
    return f"ALTER SEQUENCE {found.name} {action}"


def sequence_position(choose: Choices, has: Inventory) -> str:
    """Numbers that were given out change no schema."""
    return f"SELECT nextval({literal(choose.one(has.sequences).name)})"


def sequence_owner(choose: Choices, has: Inventory) -> str:
    target = has.table(choose)
    return f"ALTER SEQUENCE {choose.one(has.sequences).name} OWNED BY {target.name}.{choose.one(target.columns).name}"


def routine(choose: Choices, has: Inventory) -> str:
    found = choose.one([r for r in has.routines if r.kind in "fp"])
    options = [
        "SECURITY DEFINER",
        "SECURITY INVOKER",
        "SET search_path = 'x, y', \"Z\"",
        "SET work_mem TO '6MB'",
        "RESET ALL",
    ]
    if found.kind == "f":
        options += [
            "IMMUTABLE",
            "VOLATILE",
            "STRICT",
            "CALLED ON NULL INPUT",
            "COST 55",
            "PARALLEL SAFE",
            "LEAKPROOF",
        ]
        if found.set:
            options.append("ROWS 5")
    kind = "PROCEDURE" if found.kind == "p" else "FUNCTION"
    return f"ALTER {kind} {found.name} {choose.one(options)}"


def routine_body(choose: Choices, has: Inventory) -> str:
    found = choose.one(
        [
            r
            for r in has.routines
            if r.kind == "f" and not r.arguments and r.language in ("sql", "plpgsql") and not r.set
        ]
    )
    bodies = {
        "sql": ["AS 'SELECT 42'", "RETURN 43", "BEGIN ATOMIC SELECT 44; END"],
        "plpgsql": ["AS 'BEGIN RETURN NULL; END'"],
    }
    return f"CREATE OR REPLACE FUNCTION {found.bare}() RETURNS {found.returns} LANGUAGE {found.language} {choose.one(bodies[found.language])}"


def view(choose: Choices, has: Inventory) -> str:
    found = choose.one([r for r in has.relations if r.kind == "v" and r.columns])
    column = choose.one(found.columns)
    action = choose.one(
        ["SET (security_barrier = true)", "SET (security_invoker = true)", "RESET (security_barrier, security_invoker)",
         "SET (check_option = local)", f"ALTER COLUMN {column.name} SET DEFAULT {default(choose, column.type, has)}",
         f"ALTER COLUMN {column.name} DROP DEFAULT"]
    )  # fmt: skip
    return f"ALTER VIEW {found.name} {action}"


def view_query(choose: Choices, has: Inventory) -> str:
    found = choose.one([r for r in has.relations if r.kind == "v" and r.columns])
    one = choose.one(found.columns)
    columns = ", ".join(f"NULL::{c.type} AS {c.name}" for c in found.columns)
    return (
        f"CREATE OR REPLACE VIEW {found.name} AS SELECT {columns}" + choose.maybe(f", 1 AS {name(choose)}", 3)
        if one
        else ""
    )


def refresh(choose: Choices, has: Inventory) -> str:
    """Whether a materialized view is filled is nothing that pg_dump -s says."""
    found = choose.one([r for r in has.relations if r.kind == "m"])
    return f"REFRESH MATERIALIZED VIEW {found.name}{choose.maybe(' WITH NO DATA')}"


def policy(choose: Choices, has: Inventory) -> str:
    found = choose.one(has.of_kind("POLICY"))
    target = choose.one([t for t in has.tables if t.name == found.on and t.columns])
    change = choose.one([f"USING ({condition(choose, target.columns)})", f"WITH CHECK ({condition(choose, target.columns)})",
                         f"TO {', '.join(choose.some(ROLES, 2))}", "TO PUBLIC"])  # fmt: skip
    return f"ALTER POLICY {found.name} ON {found.on} {change}"


def publication(choose: Choices, has: Inventory) -> str:
    found = choose.one(has.of_kind("PUBLICATION"))
    target = has.table(choose)
    change = choose.one(["SET (publish = 'update')", f"ADD TABLE {target.name}", f"DROP TABLE {target.name}", f"SET TABLE {target.name}",
                         f"SET TABLES IN SCHEMA {choose.one(has.schemas)}", "SET (publish_via_partition_root = true)"])  # fmt: skip
    return f"ALTER PUBLICATION {found.name} {change}"


def event_trigger(choose: Choices, has: Inventory) -> str:
    return f"ALTER EVENT TRIGGER {choose.one(has.of_kind('EVENT TRIGGER')).name} {choose.one(['DISABLE', 'ENABLE ALWAYS', 'ENABLE'])}"


def statistics(choose: Choices, has: Inventory) -> str:
    return f"ALTER STATISTICS {choose.one(has.of_kind('STATISTICS')).name} SET STATISTICS {choose.one(['50', '-1', '0'])}"


def rename(choose: Choices, has: Inventory) -> str:
    thing = choose.one(has.of_kind(*_RENAMABLE))
    return f"ALTER {described(thing)} RENAME TO {name(choose)}"


def rename_column(choose: Choices, has: Inventory) -> str:
    target = has.table(choose)
    column = choose.one(target.columns)
    if column.not_null and not column.has_default:
        raise Impossible  # it cannot come back under its old name on a table with rows
    return f"ALTER TABLE {target.name} RENAME COLUMN {column.name} TO {name(choose)}"


def move(choose: Choices, has: Inventory) -> str:
    thing = choose.one(has.of_kind(*_MOVABLE))
    return f"ALTER {thing.kind} {thing.name} SET SCHEMA {choose.one(has.schemas)}"


def drop(choose: Choices, has: Inventory) -> str:
    thing = choose.one([t for t in has.objects if t.kind != "CONSTRAINT"])
    return f"DROP {described(thing)}{choose.one([' CASCADE', '', ' CASCADE'])}"
