"""Settings that every connection to the database, or every login of a role, starts with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal, quoted, unquoted

# PostgreSQL keeps each element of these as an identifier, and takes a list in quotes for one name.
_LISTS = {
    "search_path",
    "temp_tablespaces",
    "session_preload_libraries",
    "local_preload_libraries",
    "shared_preload_libraries",
    "unix_socket_directories",
}
_EVERYWHERE = "every role"  # in every database
_ELEMENT = re.compile(r'\s*("(?:[^"]|"")*"|[^,]+?)\s*(?:,|$)')


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    # Not as identifiers: an element may be empty, and no identifier is.
    listed = _ELEMENT.findall(fact["value"]) if fact["setting"].lower() in _LISTS else []
    value = ", ".join(literal(unquoted(element)) for element in listed) or literal(fact["value"])
    yield _statement(fact, comparison, f"SET {_parameter(fact)} = {value}")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    yield from create(difference.fact, comparison)


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    yield _statement(fact, comparison, f"RESET {_parameter(fact)}")


def _statement(fact: Fact, comparison: Comparison, action: str) -> Statement:
    database = comparison.target.snapshot.database
    if fact["role"] is None and fact["in_database"]:
        subject = f"DATABASE {database}"
    else:
        within = f" IN DATABASE {database}" if fact["in_database"] else ""
        subject = f"ROLE {fact['role'] or 'ALL'}{within}"
    return Statement(f"ALTER {subject} {action}", "setting", _name(fact), phase=Phase.SETTING)


def _parameter(fact: Fact) -> str:
    return ".".join(quoted(part) for part in fact["setting"].split("."))


def _name(fact: Fact) -> str:
    place = fact["role"] or ("database" if fact["in_database"] else _EVERYWHERE)
    if fact["role"] and fact["in_database"]:
        place += " in database"
    return f"{place}: {fact['setting']}"


PRESET = Meaning(
    "setting-extra",
    "error",
    "Connections that never name a tenant act as {value}: {setting} is preset for {place}.",
)
EXTRA = Meaning(
    "setting-extra",
    "error",
    "Connections of {place} start with {setting} = {value}, which nothing declares.",
)


def _extra(difference: Difference, _: Comparison) -> Meaning:
    # PostgreSQL's own parameters have no dot; ours carry the tenant.
    return PRESET if "." in difference.fact["setting"] else EXTRA


def _words(fact: Fact, _: Comparison) -> dict[str, str]:
    return {"place": fact["role"] or ("the database" if fact["in_database"] else _EVERYWHERE)}


KIND = Kind(
    name="setting",
    plural="settings",
    of_every_database=True,
    identity=frozenset({"role", "in_database", "setting"}),
    fields={
        "value": Meaning(
            "setting-changed",
            "error",
            "Connections of {place} start with {setting} = {target}, not {reference}.",
        )
    },
    missing=Meaning("setting-missing", "error", "Connections of {place} start without {setting} = {value}."),
    extra=_extra,
    judged=(PRESET, EXTRA),
    words=_words,
    create=create,
    alter=alter,
    drop=drop,
    parents=lambda fact: (Key("role", fact["role"]),) if fact["role"] else (),
)
