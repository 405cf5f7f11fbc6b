"""SQL identifiers and literals, quoted where PostgreSQL needs it."""

import re

# A name in this form needs no quotes unless it is a keyword; keywords are quoted by the set below.
_PLAIN = re.compile(r"^[a-z_][a-z0-9_]*$")

# PostgreSQL's reserved words (appendix "SQL Key Words" of its manual): a name that is one must be quoted.
_RESERVED = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check
    collate collation column concurrently constraint create cross current_catalog current_date
    current_role current_schema current_time current_timestamp current_user default deferrable desc
    distinct do else end except false fetch for foreign freeze from full grant group having ilike in
    initially inner intersect into is isnull join lateral leading left like limit localtime
    localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
    references returning right select session_user similar some symmetric system_user table
    tablesample then to trailing true union unique user using variadic verbose when where window with
    between bigint bit boolean char character coalesce dec decimal exists extract float greatest
    grouping inout int integer interval least national nchar none normalize nullif numeric out overlay
    position precision real row setof smallint substring time timestamp treat trim values varchar
    xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
    xmlserialize xmltable
    """.split()
)


def quoted(name: str) -> str:
    """``name`` as one SQL identifier, quoted only where PostgreSQL needs it."""
    if _PLAIN.match(name) and name not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """``text`` as an SQL string constant that reads the same whatever standard_conforming_strings says."""
    body = text.replace("'", "''")
    return "E'" + body.replace("\\", "\\\\") + "'" if "\\" in body else f"'{body}'"


def grantee(name: str) -> str:
    """A role in a grant: PUBLIC is a keyword there, every other name an identifier."""
    return "PUBLIC" if name.upper() == "PUBLIC" else quoted(name)
