"""Text search configurations: which dictionaries look at which type of token."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement

_SQL = "TEXT SEARCH CONFIGURATION"
_KIND = "text_search_configuration"


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["configuration"]
    yield Statement(f"CREATE {_SQL} {name} (PARSER = {fact['parser']})", _KIND, name)
    for line in fact["mapping"]:
        # At once: an index or a generated column may need it in a moment.
        yield Statement(f"ALTER {_SQL} {name} ADD MAPPING FOR {line}", _KIND, name)
    yield from owner_of(_SQL, name, fact, comparison, _KIND)
    yield from comment_on(_SQL, name, fact, _KIND)


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, found, name = difference.fact, difference.target, difference.name
    assert found is not None
    if "mapping" in difference.fields:
        wanted, has = _by_token(fact), _by_token(found)
        for token, dictionaries in wanted.items():
            if dictionaries != has.get(token):
                verb = "ALTER" if token in has else "ADD"
                sql = f"ALTER {_SQL} {name} {verb} MAPPING FOR {token} WITH {dictionaries}"
                yield Statement(sql, _KIND, name, phase=Phase.TABLE)
        if gone := [token for token in has if token not in wanted]:
            sql = f"ALTER {_SQL} {name} DROP MAPPING FOR {', '.join(gone)}"
            yield Statement(sql, _KIND, name, phase=Phase.TABLE)
    if "owner" in difference.fields:
        yield from owner_of(_SQL, name, fact, comparison, _KIND, changed=True)
    if "comment" in difference.fields:
        yield from comment_on(_SQL, name, fact, _KIND, changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["configuration"]
    yield Statement(f"DROP {_SQL} {name}", _KIND, name, phase=Phase.DROP, rank=57)


def _by_token(fact: Fact) -> dict[str, str]:
    return {line.partition(" WITH ")[0]: line.partition(" WITH ")[2] for line in fact["mapping"]}


_FINDS = Meaning(
    "text-search-configuration-changed",
    "error",
    "Searches with {configuration} miss what was indexed, or find something else: {target}, not {reference}.",
)

KIND = Kind(
    name=_KIND,
    plural="text search configurations",
    identity=frozenset({"configuration", "schema"}),
    fields={
        **dict.fromkeys(("parser", "mapping"), _FINDS),
        "owner": Meaning(
            "owner-changed", "error", "{target} owns the configuration {configuration}; {reference} should."
        ),
        "comment": Meaning(
            "comment-changed", "warning", "The description of the configuration {configuration} is another."
        ),
    },
    missing=Meaning(
        "text-search-configuration-missing",
        "error",
        "Text search with {configuration} fails: there is no such configuration.",
    ),
    extra=Meaning(
        "text-search-configuration-extra",
        "warning",
        "The text search configuration {configuration} exists, and nothing declares it.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: "parser" in difference.fields,
    parents=lambda fact: (Key("schema", fact["schema"]),),
)
