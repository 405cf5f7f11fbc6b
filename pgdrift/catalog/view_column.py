"""Columns of views, as far as they have a default or a description of their own."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    if fact["default"]:
        yield _default(fact)
    yield from comment_on("COLUMN", _name(fact), fact, "view_column")


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    if "default" in difference.fields:
        yield _default(difference.fact)
    if "comment" in difference.fields:
        yield from comment_on("COLUMN", _name(difference.fact), difference.fact, "view_column", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    """The column stays, because it is the view's; what was said of it goes."""
    bare = frozen({**fact, "default": None, "comment": None})
    if fact["default"]:
        yield _default(bare)
    if fact["comment"]:
        yield from comment_on("COLUMN", _name(fact), bare, "view_column", changed=True)


def _default(fact: Fact) -> Statement:
    wanted = f"SET DEFAULT {fact['default']}" if fact["default"] else "DROP DEFAULT"
    sql = f"ALTER VIEW {fact['view']} ALTER COLUMN {fact['column']} {wanted}"
    return Statement(sql, "view_column", _name(fact), phase=Phase.TRIGGER)


def _name(fact: Fact) -> str:
    return f"{fact['view']}.{fact['column']}"


NO_DEFAULT = Meaning(
    "default-changed", "error", "INSERT into {view} that leaves out {column} no longer gets {default}."
)
NEW_DEFAULT = Meaning(
    "default-changed",
    "error",
    "INSERT into {view} that leaves out {column} gets {default}, which nothing declares.",
)
DEFAULT = Meaning(
    "default-changed",
    "error",
    "INSERT into {view} that leaves out {column} gets {target}, not {reference}.",
)
COMMENT = Meaning("comment-changed", "warning", "The description of {column} of {view} is another.")


def _missing(difference: Difference, _: Comparison) -> Meaning:
    return NO_DEFAULT if difference.fact["default"] else COMMENT


def _extra(difference: Difference, _: Comparison) -> Meaning:
    return NEW_DEFAULT if difference.fact["default"] else COMMENT


KIND = Kind(
    name="view_column",
    plural="columns of views with a default or comment",
    identity=frozenset({"view", "column"}),
    fields={"default": DEFAULT, "comment": COMMENT},
    missing=_missing,
    extra=_extra,
    judged=(NO_DEFAULT, NEW_DEFAULT),
    create=create,
    alter=alter,
    drop=drop,
    parents=lambda fact: (Key("view", fact["view"]),),
    texts=frozenset({"default"}),
)
