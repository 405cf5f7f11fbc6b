"""Text search dictionaries, which turn words into what is indexed and searched for."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement

_SQL = "TEXT SEARCH DICTIONARY"
_KIND = "text_search_dictionary"


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["dictionary"]
    parts = f"TEMPLATE = {fact['template']}" + (f", {fact['as_given']}" if fact["options"] else "")
    yield Statement(f"CREATE {_SQL} {name} ({parts})", _KIND, name)
    yield from owner_of(_SQL, name, fact, comparison, _KIND)
    yield from comment_on(_SQL, name, fact, _KIND)


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, found, name = difference.fact, difference.target, difference.name
    assert found is not None
    if "options" in difference.fields:
        kept = {_option(option) for option in fact["options"]}
        # An option that is named without a value goes back to what the template takes it to be.
        gone = [_option(option) for option in found["options"] if _option(option) not in kept]
        sql = f"ALTER {_SQL} {name} ({', '.join([*gone, *([fact['as_given']] if kept else [])])})"
        yield Statement(sql, _KIND, name, phase=Phase.TABLE)
    if "owner" in difference.fields:
        yield from owner_of(_SQL, name, fact, comparison, _KIND, changed=True)
    if "comment" in difference.fields:
        yield from comment_on(_SQL, name, fact, _KIND, changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["dictionary"]
    yield Statement(f"DROP {_SQL} {name}", _KIND, name, phase=Phase.DROP, rank=58)


def _option(option: str) -> str:
    return option.partition(" = ")[0]


_WORDS = Meaning(
    "text-search-dictionary-changed",
    "error",
    "{dictionary} turns words into others, so searches miss what was indexed: {target}, not {reference}.",
)

KIND = Kind(
    name=_KIND,
    plural="text search dictionaries",
    identity=frozenset({"dictionary", "schema", "as_given"}),
    fields={
        **dict.fromkeys(("template", "options"), _WORDS),
        "owner": Meaning(
            "owner-changed", "error", "{target} owns the dictionary {dictionary}; {reference} should."
        ),
        "comment": Meaning(
            "comment-changed", "warning", "The description of the dictionary {dictionary} is another."
        ),
    },
    missing=Meaning(
        "text-search-dictionary-missing",
        "error",
        "Text search with {dictionary} fails: there is no such dictionary.",
    ),
    extra=Meaning(
        "text-search-dictionary-extra",
        "warning",
        "The text search dictionary {dictionary} exists, and nothing declares it.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: "template" in difference.fields,
    parents=lambda fact: (Key("schema", fact["schema"]),),
)
