"""Tablespaces: the places of a server where tables may lie."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, options_changed
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["tablespace"]
    sql = (
        "Only a person knows where the tablespace is to lie:\n"
        f"CREATE TABLESPACE {name} OWNER {fact['owner']} LOCATION '...';"
    )
    yield Statement(sql, "tablespace", name, phase=Phase.ROLE, by_hand=True)


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    fact, found, name = difference.fact, difference.target, difference.name
    assert found is not None
    if "owner" in difference.fields:
        # PostgreSQL's own belong to whoever ran initdb, a superuser.
        owner = fact["owner"] or "CURRENT_USER"
        sql = f"ALTER TABLESPACE {name} OWNER TO {owner}"
        yield Statement(sql, "tablespace", name, phase=Phase.OWNER)
    if "options" in difference.fields:
        yield from options_changed("TABLESPACE", name, fact["options"], found["options"], "tablespace")
    if "comment" in difference.fields:
        yield from comment_on("TABLESPACE", name, fact, "tablespace", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name, comment = fact["tablespace"], "drops a tablespace of the whole server; other databases may use it"
    yield Statement(
        f"DROP TABLESPACE {name}", "tablespace", name, True, comment, Phase.SETTING, 9, own_transaction=True
    )


KIND = Kind(
    name="tablespace",
    plural="tablespaces",
    of_every_database=True,
    identity=frozenset({"tablespace"}),
    fields={
        "owner": Meaning(
            "owner-changed", "error", "{target} owns the tablespace {tablespace}; {reference} should."
        ),
        "options": Meaning(
            "tablespace-options-changed",
            "warning",
            "Reading from {tablespace} is planned at another price: {target}, not {reference}.",
        ),
        "comment": Meaning(
            "comment-changed", "warning", "The description of the tablespace {tablespace} is another."
        ),
    },
    missing=Meaning("tablespace-missing", "error", "Nothing can be put into {tablespace}: there is none."),
    extra=Meaning(
        "tablespace-extra", "warning", "The tablespace {tablespace} exists, and the reference has none."
    ),
    create=create,
    alter=alter,
    drop=drop,
)
