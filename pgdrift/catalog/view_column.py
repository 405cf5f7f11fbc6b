"""Columns of views, as far as something is said of them: a default, a description, how they are stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog.column_changes import store
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement

_STORED = ("storage", "compression", "statistics", "options")


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    if fact["default"]:
        yield _default(fact)
    yield from _store(fact, [field for field in _STORED if fact[field]], comparison)
    yield from comment_on("COLUMN", _name(fact), fact, "view_column")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    if "default" in difference.fields:
        yield _default(difference.fact)
    yield from _store(difference.fact, set(difference.fields) & {*_STORED}, comparison, difference.target)
    if "comment" in difference.fields:
        yield from comment_on("COLUMN", _name(difference.fact), difference.fact, "view_column", changed=True)


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """The column stays, because it is the view's; what was said of it goes."""
    bare = frozen({**fact, **dict.fromkeys((*_STORED, "default", "comment"))})
    if fact["default"]:
        yield _default(bare)
    yield from _store(bare, [field for field in _STORED if fact[field]], comparison, fact)
    if fact["comment"]:
        yield from comment_on("COLUMN", _name(fact), bare, "view_column", changed=True)


def _default(fact: Fact) -> Statement:
    wanted = f"SET DEFAULT {fact['default']}" if fact["default"] else "DROP DEFAULT"
    sql = f"ALTER VIEW {fact['view']} ALTER COLUMN {fact['column']} {wanted}"
    return Statement(sql, "view_column", _name(fact), phase=Phase.TRIGGER)


def _store(
    fact: Fact, fields: set[str] | list[str], comparison: Comparison, found: Fact | None = None
) -> Iterator[Statement]:
    """How a materialized view keeps the column: said as of a table's."""
    for statement in store(frozen({**fact, "table": fact["view"]}), fields, comparison, found):
        yield replace(statement, kind="view_column", name=_name(fact), phase=Phase.INDEX)


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


STORAGE = Meaning("column-storage-changed", "warning", "Values of {column} of {view} are stored another way.")
PLANS = Meaning("statistics-changed", "warning", "Plans on {column} of {view} rest on other assumptions.")


def _missing(difference: Difference, _: Comparison) -> Meaning:
    return NO_DEFAULT if difference.fact["default"] else _said(difference.fact)


def _extra(difference: Difference, _: Comparison) -> Meaning:
    return NEW_DEFAULT if difference.fact["default"] else _said(difference.fact)


def _said(fact: Fact) -> Meaning:
    if fact["comment"]:
        return COMMENT
    return STORAGE if fact["storage"] or fact["compression"] else PLANS


KIND = Kind(
    name="view_column",
    plural="columns of views with a default, comment or storage of their own",
    identity=frozenset({"view", "column", "type_storage"}),
    fields={
        "default": DEFAULT,
        "comment": COMMENT,
        "storage": STORAGE,
        "compression": STORAGE,
        "statistics": PLANS,
        "options": PLANS,
    },
    missing=_missing,
    extra=_extra,
    judged=(NO_DEFAULT, NEW_DEFAULT, COMMENT, STORAGE, PLANS),
    create=create,
    alter=alter,
    drop=drop,
    parents=lambda fact: (Key("view", fact["view"]),),
    texts=frozenset({"default"}),
)
