"""Access methods, by which tables are stored and indexes built."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement

_KIND = "access_method"
_WORDS = "ACCESS METHOD"


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["access_method"]
    sql = f"CREATE {_WORDS} {name} TYPE {fact['type']} HANDLER {fact['handler']}"
    yield Statement(sql, _KIND, name)
    yield from comment_on(_WORDS, name, fact, _KIND)


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    if "comment" in difference.fields:
        name = difference.fact["access_method"]
        yield from comment_on(_WORDS, name, difference.fact, _KIND, changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["access_method"]
    yield Statement(f"DROP {_WORDS} {name}", _KIND, name, phase=Phase.DROP, rank=57)


KIND = Kind(
    name=_KIND,
    plural="access methods",
    of_every_database=True,
    identity=frozenset({"access_method"}),
    fields={
        "type": Meaning(
            "access-method-changed", "error", "{access_method} is for another type of relation: {target}."
        ),
        "handler": Meaning(
            "access-method-changed",
            "error",
            "What {access_method} stores is read and written by {target}, not {reference}.",
        ),
        "comment": Meaning("comment-changed", "warning", "The description of {access_method} is another."),
    },
    missing=Meaning(
        "access-method-missing",
        "error",
        "Tables and indexes by {access_method} cannot be made: there is no such access method.",
    ),
    extra=Meaning(
        "access-method-extra", "warning", "The access method {access_method} exists, and nothing declares it."
    ),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: bool({"type", "handler"} & set(difference.fields)),
)
