"""Text search templates, which dictionaries are made from."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["template"]
    functions = [f"{field.upper()} = {fact[field]}" for field in ("init", "lexize") if fact[field]]
    sql = f"CREATE TEXT SEARCH TEMPLATE {name} ({', '.join(functions)})"
    yield Statement(sql, "text_search_template", name)
    yield from comment_on("TEXT SEARCH TEMPLATE", name, fact, "text_search_template")


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    if "comment" in difference.fields:
        yield from comment_on(
            "TEXT SEARCH TEMPLATE", difference.name, difference.fact, "text_search_template", changed=True
        )


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["template"]
    sql = f"DROP TEXT SEARCH TEMPLATE {name}"
    yield Statement(sql, "text_search_template", name, phase=Phase.DROP, rank=59)


_CHANGED = Meaning(
    "text-search-template-changed",
    "error",
    "Dictionaries made from {template} turn words into others: {target}, not {reference}.",
)

KIND = Kind(
    name="text_search_template",
    plural="text search templates",
    identity=frozenset({"template", "schema"}),
    fields={
        **dict.fromkeys(("init", "lexize"), _CHANGED),
        "comment": Meaning(
            "comment-changed", "warning", "The description of the template {template} is another."
        ),
    },
    missing=Meaning(
        "text-search-template-missing",
        "error",
        "No dictionary can be made from {template}: there is no such template.",
    ),
    extra=Meaning(
        "text-search-template-extra",
        "warning",
        "The text search template {template} exists, and nothing declares it.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: bool(set(difference.fields) - {"comment"}),
    parents=lambda fact: (Key("schema", fact["schema"]),),
)
