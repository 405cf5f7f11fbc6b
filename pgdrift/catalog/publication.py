"""Publications: what logical replication sends to whoever subscribes."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["publication"]
    of = f" FOR {published(fact)}" if fact["objects"] else ""
    sql = f"CREATE PUBLICATION {name}{of} WITH ({_options(fact, comparison)})"
    yield Statement(sql, "publication", name, phase=Phase.TRIGGER)
    yield from owner_of("PUBLICATION", name, fact, comparison, "publication")
    yield from comment_on("PUBLICATION", name, fact, "publication")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, difference.fact["publication"]
    if "objects" in difference.fields:
        sql = f"ALTER PUBLICATION {name} SET {published(fact)}"
        yield Statement(sql, "publication", name, phase=Phase.TRIGGER)
    if "options" in difference.fields:
        sql = f"ALTER PUBLICATION {name} SET ({_options(fact, comparison)})"
        yield Statement(sql, "publication", name, phase=Phase.TRIGGER)
    if "owner" in difference.fields:
        yield from owner_of("PUBLICATION", name, fact, comparison, "publication", changed=True)
    if "comment" in difference.fields:
        yield from comment_on("PUBLICATION", name, fact, "publication", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["publication"]  # on which nothing is built
    yield Statement(f"DROP PUBLICATION {name}", "publication", name, phase=Phase.CLEAR)


def published(fact: Fact) -> str:
    """What is published; each table that inherits from another is listed itself."""
    return ", ".join(
        o.replace("TABLE ", "TABLE ONLY ", 1) if o.startswith("TABLE ") else o for o in fact["objects"]
    )


def _options(fact: Fact, comparison: Comparison) -> str:
    known = comparison.target.snapshot.major >= 18
    return ", ".join(o for o in fact["options"] if known or not o.startswith("publish_generated_columns"))


def _replaces(difference: Difference) -> bool:
    return "objects" in difference.fields and is_replaced(difference.reference, difference.target)


def is_replaced(wanted: Fact | None, found: Fact | None) -> bool:
    """Whether one with other objects has to be made anew: there is no SET for all tables, nor for none."""
    sides = [(fact or {}).get("objects") for fact in (wanted, found)]
    return sides[0] != sides[1] and (["ALL TABLES"] in sides or not sides[0])


KIND = Kind(
    name="publication",
    plural="publications",
    identity=frozenset({"publication"}),
    fields={
        "objects": Meaning(
            "publication-changed", "error", "Subscribers of {publication} get {target}, not {reference}."
        ),
        "options": Meaning(
            "publication-changed",
            "error",
            "Subscribers of {publication} are sent other changes: {target}, not {reference}.",
        ),
        "owner": Meaning(
            "owner-changed",
            "error",
            "{publication} is owned by {target}, who decides what is sent; not {reference}.",
        ),
        "comment": Meaning("comment-changed", "warning", "The description of {publication} is another."),
    },
    missing=Meaning("publication-missing", "error", "Replication of {objects} stops: {publication} is gone."),
    extra=Meaning(
        "publication-extra",
        "warning",
        "Whoever may replicate gets {objects} past all policies: nothing declares {publication}.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    replaces=_replaces,
    texts=frozenset({"objects"}),
)
