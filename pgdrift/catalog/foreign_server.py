"""Foreign servers, where foreign tables have their rows."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog import foreign_options
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal

_KIND = "foreign_server"


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name, options = fact["server"], fact["options"]
    sql = f"CREATE SERVER {name}"
    for word in ("type", "version"):
        sql += f" {word.upper()} {literal(fact[word])}" if fact[word] is not None else ""
    sql += f" FOREIGN DATA WRAPPER {fact['wrapper']}{foreign_options.clause(options)}"
    yield Statement(sql, _KIND, name, comment=foreign_options.unknown(options))
    yield from owner_of("SERVER", name, fact, comparison, _KIND)
    yield from comment_on("SERVER", name, fact, _KIND)


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, found, name = difference.fact, difference.target, difference.fact["server"]
    assert found is not None
    parts = []
    if "version" in difference.fields:
        parts.append("VERSION " + ("NULL" if fact["version"] is None else literal(fact["version"])))
    if "options" in difference.fields:
        parts.append(foreign_options.change(fact["options"], found["options"]))
    if parts:
        said = foreign_options.unknown(fact["options"], found["options"])
        sql = f"ALTER SERVER {name} {' '.join(parts)}"
        yield Statement(sql, _KIND, name, comment=said, phase=Phase.TABLE)
    if "owner" in difference.fields:
        yield from owner_of("SERVER", name, fact, comparison, _KIND, changed=True)
    if "comment" in difference.fields:
        yield from comment_on("SERVER", name, fact, _KIND, changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield Statement(f"DROP SERVER {fact['server']}", _KIND, fact["server"], phase=Phase.DROP, rank=54)


KIND = Kind(
    name=_KIND,
    plural="foreign servers",
    identity=frozenset({"server"}),
    fields={
        "wrapper": Meaning(
            "foreign-server-changed",
            "error",
            "Foreign tables of {server} are read and written by {target}, not {reference}.",
        ),
        "type": Meaning(
            "foreign-server-changed",
            "error",
            "{server} is another type of server: {target}, not {reference}.",
        ),
        "version": Meaning(
            "foreign-server-changed", "error", "{server} is treated as version {target}, not {reference}."
        ),
        "options": Meaning(
            "foreign-options-changed",
            "error",
            "Foreign tables of {server} have their rows elsewhere, or are read in another way.",
        ),
        "owner": Meaning(
            "owner-changed",
            "error",
            "{server} is owned by {target}, who decides where its tables lead; not {reference}.",
        ),
        "comment": Meaning("comment-changed", "warning", "The description of {server} is another."),
    },
    missing=Meaning(
        "foreign-server-missing",
        "error",
        "No foreign table of {server} can be read: there is no such server.",
    ),
    extra=Meaning(
        "foreign-server-extra",
        "warning",
        "{server} leads out of the database, and nothing declares it.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    # Its foreign tables come back; the passwords in its user mappings would not.
    replaces=lambda difference: bool({"wrapper", "type"} & set(difference.fields)),
    parents=lambda fact: (Key("foreign_data_wrapper", fact["wrapper"]),),
)
