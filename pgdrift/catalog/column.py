"""Columns of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pgdrift.catalog import sequence
from pgdrift.catalog.column_meaning import FIELDS, JUDGED, MISSING, judge_extra
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.conversion import loses_nothing
from pgdrift.catalog.dotted_names import names
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind
from pgdrift.catalog.properties import comment_on, parenthesized
from pgdrift.catalog.statement import Phase, Statement

_BARE = {"default": None, "not_null": False}


def definition(fact: Fact, comparison: Comparison) -> str:
    """The column as CREATE TABLE and ADD COLUMN write it."""
    parts = [fact["column"], fact["type"]]
    if fact["collation"]:
        parts.append(f"COLLATE {fact['collation']}")
    if fact["generated"]:
        parts.append(f"GENERATED ALWAYS AS {parenthesized(fact['generated'])} {fact['generation']}")
    if fact["identity"]:
        parts.append(_identity(fact, comparison))
    if fact["default"]:
        parts.append(f"DEFAULT {fact['default']}")
    if fact["not_null"]:
        parts.append("NOT NULL")
    return " ".join(parts)


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    if not comparison.is_new("table", fact["table"]) and not fact["inherited"]:
        yield from _add(fact, comparison)
    yield from _storage(fact, [f for f in ("storage", "compression", "statistics", "options") if fact[f]])
    yield from comment_on("COLUMN", _name(fact), fact, "column")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, found = difference.fact, difference.target
    assert found is not None
    changed, column = set(difference.fields), fact["column"]
    if changed & {"type", "collation"} and "generated" not in changed:
        yield from _retype(fact, found)
    if "default" in changed:
        wanted = f"SET DEFAULT {fact['default']}" if fact["default"] else "DROP DEFAULT"
        yield _statement(fact, f"ALTER COLUMN {column} {wanted}", rank=3 if fact["default"] else 0)
    if "identity" in changed:
        yield from _reidentify(fact, found, comparison)
    if changed & {"generated", "generation"}:
        yield from _regenerate(fact, found, comparison)
    if "not_null" in changed:
        verb = "SET" if fact["not_null"] else "DROP"
        yield _statement(fact, f"ALTER COLUMN {column} {verb} NOT NULL", rank=4 if fact["not_null"] else 2)
    if "not_null_validated" in changed and "not_null" not in changed and fact["not_null_validated"]:
        yield _statement(fact, f"ALTER COLUMN {column} SET NOT NULL", rank=4)
    yield from _storage(fact, changed & {"storage", "compression", "statistics", "options"}, found)
    if "comment" in changed:
        yield from comment_on("COLUMN", _name(fact), fact, "column", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield Statement(
        f"ALTER TABLE {fact['table']} DROP COLUMN {fact['column']}",
        "column",
        _name(fact),
        True,
        "drops the column and what every row has in it",
        Phase.DROP,
        40,
    )


def _add(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    if not _depends_on_session(fact["default"] or ""):
        yield _statement(fact, f"ADD COLUMN {definition(fact, comparison)}")
        return
    # Every row that is there would get what this session happens to be: the rows have to be filled first.
    yield _statement(fact, f"ADD COLUMN {definition({**fact, **_BARE}, comparison)}")
    yield _statement(fact, f"ALTER COLUMN {fact['column']} SET DEFAULT {fact['default']}", rank=3)
    if fact["not_null"]:
        yield _statement(fact, f"ALTER COLUMN {fact['column']} SET NOT NULL", rank=4)


def _depends_on_session(default: str) -> bool:
    """Whether a default calls a function of ours, or asks who is connected."""
    ours = bool(names(default)) and not default.startswith("nextval(")
    return ours or bool(
        re.search(r"current_setting|current_user|session_user|CURRENT_USER|SESSION_USER", default)
    )


def _retype(fact: Fact, found: Fact) -> Iterator[Statement]:
    column, destructive = fact["column"], not loses_nothing(found["type"], fact["type"])
    keeps_default = found["default"] and fact["default"]
    collation = ""
    if fact["collation"] != found["collation"]:
        collation = " COLLATE " + (fact["collation"] or 'pg_catalog."default"')
    # A default of the old type need not fit the new one: it makes way and comes back.
    if keeps_default and destructive:
        yield _statement(fact, f"ALTER COLUMN {column} DROP DEFAULT")
        yield _statement(fact, f"ALTER COLUMN {column} SET DEFAULT {fact['default']}", rank=3)
    yield Statement(
        f"ALTER TABLE {fact['table']} ALTER COLUMN {column} TYPE {fact['type']}{collation}"
        + (f" USING {column}::{fact['type']}" if destructive else ""),
        "column",
        _name(fact),
        destructive,
        f"values of type {found['type']} may not fit {fact['type']}" if destructive else "",
        Phase.TABLE,
        rank=1,
    )


def _reidentify(fact: Fact, found: Fact, comparison: Comparison) -> Iterator[Statement]:
    column = fact["column"]
    if not fact["identity"]:
        yield _statement(fact, f"ALTER COLUMN {column} DROP IDENTITY")
    elif found["identity"]:
        yield _statement(fact, f"ALTER COLUMN {column} SET GENERATED {fact['identity']}", rank=5)
    else:
        yield _statement(fact, f"ALTER COLUMN {column} ADD {_identity(fact, comparison)}", rank=5)
        # The next insert must not meet a row that is already there.
        yield Statement(
            f"SELECT setval(pg_get_serial_sequence({_literal(fact['table'])}, "
            f"{_literal(_unquoted(column))}), "
            f"max({column})) FROM {fact['table']} HAVING max({column}) IS NOT NULL",
            "column",
            _name(fact),
            phase=Phase.TABLE,
            rank=6,
        )


def _regenerate(fact: Fact, found: Fact, comparison: Comparison) -> Iterator[Statement]:
    column = fact["column"]
    same = fact["generation"] == found["generation"]
    if same and comparison.target.snapshot.major >= 17:
        yield _statement(
            fact, f"ALTER COLUMN {column} SET EXPRESSION AS {parenthesized(fact['generated'])}", rank=2
        )
    elif not fact["generated"] and found["generation"] == "STORED":
        yield _statement(fact, f"ALTER COLUMN {column} DROP EXPRESSION", rank=2)
    else:
        lost = "drops the column and fills it anew" if fact["generated"] else "drops what is generated"
        for action, rank in ((f"DROP COLUMN {column}", 2), (f"ADD COLUMN {definition(fact, comparison)}", 3)):
            yield Statement(
                f"ALTER TABLE {fact['table']} {action}", "column", _name(fact), True, lost, Phase.TABLE, rank
            )


def _storage(fact: Fact, fields: set[str] | list[str], found: Fact | None = None) -> Iterator[Statement]:
    column = fact["column"]
    names = {"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}
    if "storage" in fields:
        yield _statement(fact, f"ALTER COLUMN {column} SET STORAGE {names.get(fact['storage'], 'DEFAULT')}")
    if "compression" in fields:
        method = {"l": "lz4", "p": "pglz"}.get(fact["compression"], "DEFAULT")
        yield _statement(fact, f"ALTER COLUMN {column} SET COMPRESSION {method}")
    if "statistics" in fields:
        target = -1 if fact["statistics"] is None else fact["statistics"]
        yield _statement(fact, f"ALTER COLUMN {column} SET STATISTICS {target}")
    if "options" in fields:
        kept = {option.partition("=")[0] for option in fact["options"] or ()}
        old = [o.partition("=")[0] for o in (found or {}).get("options") or ()]
        if fact["options"]:
            yield _statement(fact, f"ALTER COLUMN {column} SET ({', '.join(fact['options'])})")
        if gone := [option for option in old if option not in kept]:
            yield _statement(fact, f"ALTER COLUMN {column} RESET ({', '.join(gone)})")


def _identity(fact: Fact, comparison: Comparison) -> str:
    options = sequence.identity_options(fact["table"], _name(fact), comparison)
    return f"GENERATED {fact['identity']} AS IDENTITY" + (f" ({options})" if options else "")


def _statement(fact: Fact, action: str, rank: int = 0) -> Statement:
    return Statement(
        f"ALTER TABLE {fact['table']} {action}", "column", _name(fact), phase=Phase.TABLE, rank=rank
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _unquoted(identifier: str) -> str:
    return identifier[1:-1].replace('""', '"') if identifier.startswith('"') else identifier


def _name(fact: Fact) -> str:
    return f"{fact['table']}.{fact['column']}"


def disturbs(difference: Difference) -> Key | None:
    """PostgreSQL refuses to retype a column that a view or a policy uses."""
    return Key("table", difference.fact["table"]) if {"type", "collation"} & set(difference.fields) else None


KIND = Kind(
    name="column",
    plural="columns",
    identity=frozenset({"table", "column", "inherited"}),
    fields=FIELDS,
    missing=MISSING,
    extra=judge_extra,
    judged=JUDGED,
    create=create,
    alter=alter,
    drop=drop,
    disturbs=disturbs,
    parents=lambda fact: (Key("table", fact["table"]),),
    texts=frozenset({"default", "generated"}),
)
