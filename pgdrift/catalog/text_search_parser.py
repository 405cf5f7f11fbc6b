"""Text search parsers, which cut documents into tokens."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement

_FUNCTIONS = ("start", "gettoken", "end", "lextypes", "headline")


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["parser"]
    functions = [f"{field.upper()} = {fact[field]}" for field in _FUNCTIONS if fact[field]]
    sql = f"CREATE TEXT SEARCH PARSER {name} ({', '.join(functions)})"
    yield Statement(sql, "text_search_parser", name)
    yield from comment_on("TEXT SEARCH PARSER", name, fact, "text_search_parser")


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    if "comment" in difference.fields:
        yield from comment_on(
            "TEXT SEARCH PARSER", difference.name, difference.fact, "text_search_parser", changed=True
        )


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["parser"]
    sql = f"DROP TEXT SEARCH PARSER {name}"
    yield Statement(sql, "text_search_parser", name, phase=Phase.DROP, rank=59)


_CUTS = Meaning(
    "text-search-parser-changed",
    "error",
    "Documents are cut into other words by {parser}, so searches find others: {target}, not {reference}.",
)
_HEADLINE = Meaning(
    "text-search-parser-changed",
    "warning",
    "ts_headline shows other parts of what {parser} has cut: {target}, not {reference}.",
)

KIND = Kind(
    name="text_search_parser",
    plural="text search parsers",
    identity=frozenset({"parser", "schema"}),
    fields={
        **dict.fromkeys(_FUNCTIONS[:4], _CUTS),
        "headline": _HEADLINE,
        "comment": Meaning(
            "comment-changed", "warning", "The description of the parser {parser} is another."
        ),
    },
    missing=Meaning(
        "text-search-parser-missing", "error", "Text search with {parser} fails: there is no such parser."
    ),
    extra=Meaning(
        "text-search-parser-extra",
        "warning",
        "The text search parser {parser} exists, and nothing declares it.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: bool(set(difference.fields) - {"comment"}),
    parents=lambda fact: (Key("schema", fact["schema"]),),
)
