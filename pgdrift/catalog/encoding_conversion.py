"""Conversions between encodings. A default one is used whenever client and server speak different ones."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import above
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal

_KIND = "encoding_conversion"


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name, default = fact["conversion"], "DEFAULT " if fact["is_default"] else ""
    encodings = f"{literal(fact['from_encoding'])} TO {literal(fact['to_encoding'])}"
    sql = f"CREATE {default}CONVERSION {name} FOR {encodings} FROM {fact['function']}"
    yield Statement(sql, _KIND, name)
    yield from owner_of("CONVERSION", name, fact, comparison, _KIND)
    yield from comment_on("CONVERSION", name, fact, _KIND)


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, difference.fact["conversion"]
    if "owner" in difference.fields:
        yield from owner_of("CONVERSION", name, fact, comparison, _KIND, changed=True)
    if "comment" in difference.fields:
        yield from comment_on("CONVERSION", name, fact, _KIND, changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["conversion"]
    yield Statement(f"DROP CONVERSION {name}", _KIND, name, phase=Phase.DROP, rank=58)


_CHANGED = Meaning(
    "conversion-changed", "error", "{conversion} turns texts of one encoding into another's in another way."
)

KIND = Kind(
    name=_KIND,
    plural="conversions between encodings",
    identity=frozenset({"conversion"}),
    fields={
        **dict.fromkeys(("from_encoding", "to_encoding", "function"), _CHANGED),
        "is_default": Meaning(
            "conversion-changed",
            "error",
            "Clients that speak another encoding get their texts through another conversion than "
            "{conversion}, or through it although they should not.",
        ),
        "owner": Meaning("owner-changed", "error", "{conversion} is owned by {target}, not {reference}."),
        "comment": Meaning("comment-changed", "warning", "The description of {conversion} is another."),
    },
    missing=Meaning(
        "conversion-missing",
        "error",
        "Texts in {from_encoding} are not turned into {to_encoding} by {conversion}: it is gone.",
    ),
    extra=Meaning(
        "conversion-extra",
        "warning",
        "{conversion} turns texts in {from_encoding} into {to_encoding}, and nothing declares it.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda d: bool({"from_encoding", "to_encoding", "function", "is_default"} & set(d.fields)),
    parents=lambda fact: (Key("schema", above(fact["conversion"])),),
)
