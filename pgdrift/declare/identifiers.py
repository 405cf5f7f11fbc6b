"""SQL identifiers and literals, quoted where PostgreSQL needs it."""

import re

# A name in this form needs no quotes unless it is a keyword; keywords are quoted by the set below.
_PLAIN = re.compile(r"^[a-z_][a-z0-9_]*$")

# Every word of pg_get_keywords() on 16 and 18 that is not "unreserved": a name that is one must be quoted.
_RESERVED = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit
    boolean both case cast char character check coalesce collate collation column concurrently
    constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user dec decimal default deferrable desc distinct do else end except
    exists extract false fetch float for foreign freeze from full grant greatest group grouping having
    ilike in initially inner inout int integer intersect interval into is isnull join json json_array
    json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize
    json_table json_value lateral leading least left like limit localtime localtimestamp merge_action
    national natural nchar none normalize not notnull null nullif numeric offset on only or order out
    outer overlaps overlay placing position precision primary real references returning right row
    select session_user setof similar smallint some substring symmetric system_user table tablesample
    then time timestamp to trailing treat trim true union unique user using values varchar variadic
    verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest
    xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
    """.split()
)


def quoted(name: str) -> str:
    """``name`` as one SQL identifier, quoted only where PostgreSQL needs it."""
    if _PLAIN.match(name) and name not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def unquoted(identifier: str) -> str:
    """The name that one SQL identifier stands for, as PostgreSQL writes it: `quoted` taken back."""
    return identifier[1:-1].replace('""', '"') if identifier.startswith('"') else identifier


def literal(text: str) -> str:
    """``text`` as an SQL string constant that reads the same whatever standard_conforming_strings says."""
    plain = deparsed(text)
    return "E" + plain.replace("\\", "\\\\") if "\\" in plain else plain


def deparsed(text: str) -> str:
    """``text`` as PostgreSQL prints a constant where standard_conforming_strings is on: where it is read."""
    return "'" + text.replace("'", "''") + "'"


def grantee(name: str) -> str:
    """A role in a grant: PUBLIC is a keyword there, every other name an identifier."""
    return "PUBLIC" if name.upper() == "PUBLIC" else quoted(name)
