"""Types of columns, values for them, and expressions over them. `@` stands for the column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tests.pgdrift.fuzz.choices import Choices
from tests.pgdrift.fuzz.inventory import Inventory, Thing
from tests.pgdrift.fuzz.names import literal, text

# Type -> an expression over the row's number, g.
BUILT_IN: Mapping[str, str] = {
    "integer": "g",
    "bigint": "g * 1000000",
    "smallint": "g",
    "text": "'row ' || g",
    "character varying(40)": "'row ' || g",
    "character varying": "'row ' || g",
    "character(9)": "'row ' || g",
    "numeric": "g * 1.5",
    "numeric(12,3)": "g * 1.5",
    "numeric(12,-2)": "g * 100",
    "boolean": "g % 2 = 0",
    "date": "date '2024-01-01' + g",
    "timestamp without time zone": "timestamp '2024-01-01' + g * interval '1 day'",
    "timestamp(3) with time zone": "timestamptz '2024-01-01 00:00+00' + g * interval '1 day'",
    "time(0) without time zone": "time '10:00' + g * interval '1 minute'",
    "interval": "g * interval '1 day'",
    "interval day to second(3)": "g * interval '1 day'",
    "uuid": "md5(g::text)::uuid",
    "jsonb": "jsonb_build_object('k', g)",
    "json": "json_build_object('k', g)",
    "bytea": "decode(md5(g::text), 'hex')",
    "integer[]": "ARRAY[g, g + 1]",
    "text[]": "ARRAY['row ' || g]",
    "character varying(9)[]": "ARRAY['row ' || g]",
    "double precision": "g * 0.5",
    "real": "g * 0.5",
    "inet": "inet '10.0.0.0' + g",
    "bit(3)": "B'101'",
    "bit varying(5)": "B'11'",
    "int4range": "int4range(g * 10, g * 10 + 5)",
    "tstzmultirange": "'{}'::tstzmultirange",
    "point": "point(g, g)",
    '"char"': "'c'::\"char\"",
    "name": "('row ' || g)::name",
    "tsvector": "to_tsvector('simple', 'row ' || g)",
}
# Which of these a column can be turned into so that every value survives.
WIDER: Mapping[str, Sequence[str]] = {
    "smallint": ("integer", "bigint", "numeric"),
    "integer": ("bigint", "numeric", "text"),
    "character varying(40)": ("character varying(60)", "text", "character varying"),
    "character varying": ("text",),
    "text": ("character varying", "character varying(40)"),
    "numeric(12,3)": ("numeric", "numeric(14,3)"),
    "date": ("timestamp without time zone", "text"),
    "real": ("double precision",),
    "json": ("jsonb", "text"),
    "jsonb": ("json",),
    "character(9)": ("text", "character(12)"),
    "boolean": ("text",),
}
_CONDITIONS: Mapping[str, Sequence[str]] = {
    "number": (
        "@ > 0",
        "@ <> 77",
        "@ BETWEEN 0 AND 32000",
        "@ NOT IN (70, 71)",
        "@ + 1 > 0",
        "abs(@) >= 0",
        "(@ > 0 OR @ = -7) AND @ < 30000",
        "NOT @ = 12345",
        "CASE WHEN @ > 1 THEN true ELSE @ IS NOT NULL END",
        "@ IS DISTINCT FROM 99",
        "coalesce(@, 0) >= 0",
    ),
    "text": (
        "length(@) < 1000",
        "@ <> 'it''s'",
        "@ NOT IN ('x', 'y\\z', '%')",
        "@ LIKE '%r%'",
        "@ IN ('row 1', 'row 2', 'row 3')",
        "lower(@) = lower(@)",
        "@ !~ '^\\d{3}$'",
        "@ COLLATE \"C\" > ''",
        "coalesce(@, 'none') <> ''",
        "@ = ANY (ARRAY['row 1', 'row 2', 'row 3'])",
        "@ NOT SIMILAR TO 'x%'",
        "(@)::text <> E'tab\\t'",
        "position('z' in @) = 0",
    ),
    "truth": ("@ OR NOT @", "@ IS NOT UNKNOWN", "@ IN (true, false)"),
    "time": ("@ > '1999-01-01'", "extract(year from @) > 1990", "@ < 'infinity'"),
    "span": ("@ > interval '1 minute'", "@ <> '1 year'::interval"),
    "json": ("jsonb_typeof(@) = 'object'", "(@ ->> 'k') IS NOT NULL", "@ <> '{}'::jsonb", "NOT @ ? 'gone'"),
    "array": ("cardinality(@) < 100", "array_length(@, 1) > 0", "@ <> '{}'"),
    "other": ("@ IS NOT NULL",),
}
_EXPRESSIONS: Mapping[str, Sequence[str]] = {
    "number": ("(@ * 2)", "abs(@)", "(@ + 1)", "(- @)", "(@ % 10)", "coalesce(@, 0)", "((@ + 1) * 3)"),
    "text": (
        "lower(@)",
        "(upper(@) || 'x')",
        "substr(@, 1, 3)",
        "nullif(@, '')",
        '(@ COLLATE "C")',
        "(CASE WHEN @ = 'x' THEN 'y' ELSE @ END)",
        "replace(@, '\\', '%')",
    ),
    "truth": ("(NOT @)", "(@ IS TRUE)"),
    "json": ("(@ -> 'k')", "(@ ->> 'k')", "(@ #>> '{k,0}')"),
    "time": ("(@ - @)", "(extract(year from @))", "date_trunc('day', @)"),
    "array": ("(@[1])", "(@ || @)", "cardinality(@)"),
    "other": ("@", "(@ IS NULL)", "ROW(@)"),
}
_NUMBERS = ("integer", "bigint", "smallint", "numeric", "double precision", "real")
_TEXTS = ("text", "character varying", "character", "name")


def family(column: Thing) -> str:
    """Which expressions the column is good for."""
    base = re.sub(r"\(.*?\)", "", column.base)
    if column.base.endswith("[]"):
        return "array"
    families = {
        **dict.fromkeys(_NUMBERS, "number"),
        **dict.fromkeys(_TEXTS, "text"),
        "boolean": "truth",
        "date": "time",
        "timestamp without time zone": "time",
        "interval": "span",
        "jsonb": "json",
    }
    return families.get(base, "other")


def column_type(choose: Choices, has: Inventory) -> str:
    """A type for a column: built in mostly, else one of the database's own."""
    own = [thing.name for thing in has.types]
    if own and choose.once_in(4):
        return choose.one(own) + choose.maybe("[]", 4)
    return choose.one(list(BUILT_IN))


def value(type_name: str, has: Inventory, base: str | None = None) -> str:
    """An expression over the row's number `g` with a value of the type, or NULL when none is known."""
    for known in (type_name, base):
        if known in BUILT_IN:
            return f"({BUILT_IN[known]})"
    for known in (type_name, base):
        for enum in has.types_of_kind("e"):
            if enum.name == known and enum.labels:
                return f"{literal(enum.labels[0])}::{enum.name}"
        for built_in, expression in BUILT_IN.items():
            if known and re.sub(r"\(.*?\)", "", built_in) == known:
                return f"({expression})"
    return "NULL"


def condition(choose: Choices, columns: Sequence[Thing], prefix: str = "") -> str:
    """An expression that is true or false, and not false for the values above."""
    column = choose.one(columns)
    found = choose.one(_CONDITIONS[family(column)]).replace("@", prefix + column.name)
    if choose.once_in(4):
        other = choose.one(columns)
        more = choose.one(_CONDITIONS[family(other)]).replace("@", prefix + other.name)
        return f"({found}) {choose.one(['AND', 'OR'])} ({more})"
    if choose.once_in(8):
        return f"NOT ({found}) IS FALSE"
    return found


def expression(choose: Choices, columns: Sequence[Thing], prefix: str = "") -> str:
    """An expression over one of the columns, of whatever type."""
    column = choose.one(columns)
    return choose.one(_EXPRESSIONS.get(family(column), _EXPRESSIONS["other"])).replace(
        "@", prefix + column.name
    )


def default(choose: Choices, type_name: str, has: Inventory) -> str:
    """A default for a column of the type."""
    constant = value(type_name, has).replace("|| g", "|| 1").replace("g::text", "1::text")
    options = [re.sub(r"\bg\b", "1", constant)]
    if type_name.startswith(("text", "character varying")):
        options = [text(choose), "CURRENT_USER", "lower('ABC')", "current_setting('a.b', true)", *options]
    elif type_name in ("integer", "bigint", "numeric"):
        options = ["7", "-1", "1 + 1", "length('abc')", *options]
        options += [f"nextval({literal(s.name)})" for s in has.sequences[:2]]
        options += [f"{r.bare}()" for r in has.routines if r.kind == "f" and not r.arguments and not r.set][
            :2
        ]
    elif type_name.startswith("timestamp") or type_name == "date":
        options = ["now()", "CURRENT_DATE", "'2020-01-01'", *options]
    elif type_name == "jsonb":
        options = ["'{}'", """'{"a": "it''s"}'::jsonb""", *options]
    return choose.one(options)
