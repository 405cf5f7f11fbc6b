"""Foreign data wrappers, by which foreign tables are read and written."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog import foreign_options
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement

_KIND = "foreign_data_wrapper"
_WORDS = "FOREIGN DATA WRAPPER"


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name, options = fact["wrapper"], fact["options"]
    parts = [f"CREATE {_WORDS} {name}", *(_function(fact, word) for word in ("handler", "validator"))]
    sql = " ".join(part for part in parts if not part.startswith("NO ")) + foreign_options.clause(options)
    yield Statement(sql, _KIND, name, comment=foreign_options.unknown(options))
    yield from owner_of(_WORDS, name, fact, comparison, _KIND)
    yield from comment_on(_WORDS, name, fact, _KIND)


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, found, name = difference.fact, difference.target, difference.fact["wrapper"]
    assert found is not None
    parts = [_function(fact, word) for word in ("handler", "validator") if word in difference.fields]
    if "options" in difference.fields:
        parts.append(foreign_options.change(fact["options"], found["options"]))
    if parts:
        said = foreign_options.unknown(fact["options"], found["options"])
        sql = f"ALTER {_WORDS} {name} {' '.join(parts)}"
        yield Statement(sql, _KIND, name, comment=said, phase=Phase.TABLE)
    if "owner" in difference.fields:
        yield from owner_of(_WORDS, name, fact, comparison, _KIND, changed=True)
    if "comment" in difference.fields:
        yield from comment_on(_WORDS, name, fact, _KIND, changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield Statement(f"DROP {_WORDS} {fact['wrapper']}", _KIND, fact["wrapper"], phase=Phase.DROP, rank=56)


def _function(fact: Fact, word: str) -> str:
    return f"{word.upper()} {fact[word]}" if fact[word] else f"NO {word.upper()}"


KIND = Kind(
    name=_KIND,
    plural="foreign data wrappers",
    identity=frozenset({"wrapper"}),
    fields={
        "handler": Meaning(
            "foreign-data-wrapper-changed",
            "error",
            "Foreign tables of {wrapper} are read and written by {target}, not {reference}.",
        ),
        "validator": Meaning(
            "foreign-data-wrapper-validator-changed",
            "warning",
            "Options of the servers and tables of {wrapper} are checked by {target}, not {reference}.",
        ),
        "options": Meaning(
            "foreign-options-changed", "error", "{wrapper} reads and writes foreign tables in another way."
        ),
        "owner": Meaning(
            "owner-changed", "error", "{wrapper} is owned by {target}, who may change it; not {reference}."
        ),
        "comment": Meaning("comment-changed", "warning", "The description of {wrapper} is another."),
    },
    missing=Meaning(
        "foreign-data-wrapper-missing",
        "error",
        "No foreign table of {wrapper} can be read: there is no such foreign data wrapper.",
    ),
    extra=Meaning(
        "foreign-data-wrapper-extra",
        "warning",
        "{wrapper} leads out of the database, and nothing declares it.",
    ),
    create=create,
    alter=alter,
    drop=drop,
)
