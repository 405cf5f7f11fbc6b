"""Statements that create schemas, types, sequences and routines."""

from __future__ import annotations

from tests.pgdrift.fuzz.choices import Choices
from tests.pgdrift.fuzz.inventory import Inventory
from tests.pgdrift.fuzz.names import TEXTS, literal, name, names, text
from tests.pgdrift.fuzz.values import BUILT_IN, column_type, default

ROLES = ("fuzz_owner", '"fuzz Role"', '"fuzz-rölë"')
_PLAIN = ("integer", "text", "numeric", "boolean", "character varying", "jsonb", "text[]")


def new_name(choose: Choices, has: Inventory) -> str:
    """A qualified name in one of the schemas."""
    return f"{choose.one(has.schemas)}.{name(choose)}"


def schema(choose: Choices, _: Inventory) -> str:
    return f"CREATE SCHEMA {name(choose)}" + choose.maybe(f" AUTHORIZATION {choose.one(ROLES)}", 3)


def enum(choose: Choices, has: Inventory) -> str:
    labels = ", ".join(literal(label) for label in choose.some([t for t in TEXTS if len(t) < 60], 4))
    return f"CREATE TYPE {new_name(choose, has)} AS ENUM ({labels})"


def domain(choose: Choices, has: Inventory) -> str:
    base = choose.one(["integer", "text", "character varying(40)", "numeric(12,3)"])
    parts = [f"CREATE DOMAIN {new_name(choose, has)} AS {base}"]
    if base == "text" and choose.once_in(3):
        parts.append('COLLATE "C"')
    if choose.once_in(3):
        parts.append(f"DEFAULT {default(choose, base, has)}")
    if choose.once_in(3):
        checks = {"text": "VALUE <> ''", "character varying(40)": "VALUE NOT IN ('a', 'b')"}
        parts.append(f"CONSTRAINT {name(choose)} CHECK ({checks.get(base, 'VALUE > 0')})")
    if choose.once_in(4):
        parts.append("NOT NULL")
    return " ".join(parts)


def composite(choose: Choices, has: Inventory) -> str:
    attributes = ", ".join(f"{one} {column_type(choose, has)}" for one in names(choose))
    return f"CREATE TYPE {new_name(choose, has)} AS ({attributes})"


def range_type(choose: Choices, has: Inventory) -> str:
    options = choose.one(
        [
            "SUBTYPE = integer",
            "SUBTYPE = date",
            'SUBTYPE = text, COLLATION = "C"',
            "SUBTYPE = float8, SUBTYPE_DIFF = float8mi",
        ]
    )
    return f"CREATE TYPE {new_name(choose, has)} AS RANGE ({options})"


def sequence(choose: Choices, has: Inventory) -> str:
    kind = choose.one(["SEQUENCE", "SEQUENCE", "SEQUENCE", "UNLOGGED SEQUENCE"])
    return f"CREATE {kind} {new_name(choose, has)} {sequence_options(choose)}"


def sequence_options(choose: Choices) -> str:
    """What CREATE and ALTER SEQUENCE understand."""
    parts = [
        choose.one(["", "", "AS integer", "AS smallint"]),
        choose.one(["", "INCREMENT BY 5", "INCREMENT BY -1"]),
        choose.one(["", "MAXVALUE 30000", "MINVALUE -20"]),
        choose.one(["", "CACHE 10"]),
        choose.one(["", "CYCLE"]),
    ]
    return " ".join(part for part in parts if part)


def attributes(choose: Choices, *, procedure: bool = False) -> str:
    """What a routine may say beside its body."""
    options = [
        "SECURITY DEFINER",
        "SET search_path = ''",
        "SET work_mem = '8MB'",
        'SET search_path = public, "$user"',
    ]
    if not procedure:
        options += [
            "IMMUTABLE",
            "STABLE",
            "STRICT",
            "PARALLEL SAFE",
            "PARALLEL RESTRICTED",
            "LEAKPROOF",
            "COST 7",
        ]
    return " ".join(choose.some(options, 3)) if choose.once_in(2) else ""


def arguments(choose: Choices, has: Inventory, *, named: bool = True) -> tuple[str, list[str]]:
    """The list of arguments, and the names of those of type integer."""
    parts, numbers, optional = [], [], False
    for one in names(choose, 3) if choose.once_in(2) else ():
        kind = choose.one(["integer", "integer", *_PLAIN, *[t.name for t in has.types]])
        optional = kind in BUILT_IN and (optional or choose.once_in(3))
        default_value = f" DEFAULT {default(choose, kind, has)}" if optional else ""
        if parts and "DEFAULT" in parts[-1] and not default_value:
            break
        parts.append(f"{one if named else ''} {kind}{default_value}")
        if kind == "integer":
            numbers.append(one)
    return ", ".join(parts), numbers


def function(choose: Choices, has: Inventory) -> str:
    said, numbers = arguments(choose, has)
    result = choose.one(["integer", "integer", "bigint", "numeric"])
    number = choose.one(numbers or ["1"])
    # A quoted body is text; the others PostgreSQL keeps parsed.
    bodies = [
        f"AS {literal(f'SELECT {number} + 1 -- it is 1')}",
        f"RETURN {number} + 1",
        f"BEGIN ATOMIC SELECT {number}; END",
        f"BEGIN ATOMIC SELECT {number} + CASE WHEN {number} > 0 THEN 1 ELSE 2 END; END",
    ]
    tables = [relation for relation in has.relations if relation.kind in "rpv"]
    if tables:
        table = choose.one(tables)
        bodies += [
            f"RETURN (SELECT count(*) FROM {table.name})",
            f"BEGIN ATOMIC SELECT count(*) FROM {table.name} WHERE {number} > 0; END",
        ]
        result = "bigint"
    body = choose.one(bodies)
    return (
        f"CREATE OR REPLACE FUNCTION {new_name(choose, has)}({said}) RETURNS {result}"
        f" LANGUAGE sql {attributes(choose)} {body}"
    )


def plpgsql_function(choose: Choices, has: Inventory) -> str:
    said, _ = arguments(choose, has)
    returns, last = choose.one(
        [
            ("text", f"RETURN {text(choose)};"),
            ("integer", "RETURN 1;"),
            ("SETOF text", "RETURN QUERY SELECT 'a'::text;"),
            ('TABLE (one integer, "Two" text)', "RETURN;"),
            ("void", ""),
        ]
    )
    body = f"\nDECLARE x text := 'it''s \\ $q$ %';\nBEGIN\n  -- {choose.one(TEXTS).split(chr(10))[0]}\n  {last}\nEND\n"
    return (
        f"CREATE OR REPLACE FUNCTION {new_name(choose, has)}({said}) RETURNS {returns} LANGUAGE plpgsql"
        f" {attributes(choose)} AS {literal(body)}"
    )


def trigger_function(choose: Choices, has: Inventory) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {new_name(choose, has)}() RETURNS trigger LANGUAGE plpgsql"
        f" {attributes(choose, procedure=True)} AS 'BEGIN RETURN coalesce(NEW, OLD); END'"
    )


def procedure(choose: Choices, has: Inventory) -> str:
    said, numbers = arguments(choose, has)
    number = choose.one(numbers or ["1"])
    body = choose.one(
        [
            f"LANGUAGE sql AS {literal(f'SELECT {number}')}",
            f"LANGUAGE sql BEGIN ATOMIC SELECT {number}; END",
            "LANGUAGE plpgsql AS 'BEGIN END'",
        ]
    )
    return f"CREATE OR REPLACE PROCEDURE {new_name(choose, has)}({said}) {attributes(choose, procedure=True)} {body}"


def aggregate(choose: Choices, has: Inventory) -> str:
    options = choose.one(
        [
            "integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0'",
            "numeric) (SFUNC = numeric_add, STYPE = numeric, PARALLEL = safe",
            "text) (SFUNC = textcat, STYPE = text, INITCOND = 'it''s'",
            "ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final",
        ]
    )
    return f"CREATE AGGREGATE {new_name(choose, has)}({options})"
