"""Materialized views with whole rows of a table as values, under which no table can be rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.dotted_names import names
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.mentions import Mentions
from pgdrift.repair.parking import uses

_FILLED = ("default", "generated", "identity")


def views_of(table: str, side: Side, mentioned: Mentions) -> Iterator[Key]:
    """The materialized views that may have such values of the table or of one of its heirs."""
    for key, fact in carriers(table, side, mentioned).items():
        if key.kind == "view" and fact["materialized"]:
            yield key


def in_the_way(
    differences: Iterable[Difference], comparison: Comparison, mentioned: Mentions
) -> Iterator[Key]:
    """Those that keep a table from being changed, for every row has to be given a value or another place."""
    for difference in differences:
        if rewrites(difference, comparison):
            yield from views_of(difference.fact["table"], comparison.target, mentioned)


def over_what_lets_go(key: Key, side: Side, mentioned: Mentions) -> Iterator[Key]:
    """Those over tables whose columns have other values, or another type, until the object is there again."""
    if key.kind not in ("type", "function", "operator"):
        return
    for user in mentioned.users(key):
        fact = side.snapshot.facts[user]
        if user.kind == "column" and (fact["generated"] or uses(fact, key, side)):
            yield from views_of(fact["table"], side, mentioned)


def rewrites(difference: Difference, comparison: Comparison) -> bool:
    """Whether PostgreSQL refuses the change while whole rows of the table are values elsewhere."""
    fields = set(difference.fields)
    if difference.kind == "table":
        return bool(fields & {"persistence", "access_method"})
    if difference.kind != "column" or difference.reference is None:
        return False
    if fields & {"type", "collation"}:
        return True
    made_anew = difference.target is None or bool(fields & {"generated", "generation"})
    return made_anew and _is_filled(difference.fact, comparison)


def _is_filled(fact: Fact, comparison: Comparison) -> bool:
    """Whether rows that are there get a value; that of a domain has to keep its rules."""
    domain = comparison.reference.get("type", fact["type"]) or {}
    return any(fact[field] for field in _FILLED) or domain.get("variant") == "domain"


def carriers(table: str, side: Side, mentioned: Mentions) -> dict[Key, Fact]:
    """What may have whole rows of a table in it, as they are handed on from view to view."""
    found: dict[Key, Fact] = {}
    waiting = [Key("table", table)]
    while waiting:
        key = waiting.pop()
        if key.kind == "table":
            waiting += [Key("table", heir) for heir in side.heirs.get(key.name, ())]
        for user in mentioned.users(key):
            fact = side.snapshot.facts[user]
            if user not in found and _is_handed_on(key, user.kind, fact):
                found[user] = fact
                waiting.append(user)
    return found


def _is_handed_on(key: Key, kind: str, fact: Fact) -> bool:
    if kind == "view":
        # PostgreSQL lists the columns of `SELECT *`: an asterisk that is left stands for a whole row.
        whole = (".*", f"::{key.name}")
        return key.kind != "table" or any(text in fact["definition"] for text in whole)
    return kind == "type" or (kind == "function" and key.name in names(fact["result"] or ""))
