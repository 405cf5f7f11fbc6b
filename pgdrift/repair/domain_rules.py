"""Rules that a domain gets, which PostgreSQL refuses as long as values hold it within something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pgdrift.catalog.comparison import Side
from pgdrift.catalog.domain_changes import enforced_checks
from pgdrift.catalog.fact import Difference, Key
from pgdrift.mentions import Mentions
from pgdrift.repair.held_rows import columns_of
from pgdrift.repair.parking import uses
from pgdrift.repair.whole_rows import views_of

_HANDING_ON = ("view", "function", "column", "table")


def takes_no_rule(difference: Difference, mentioned: Mentions, side: Side) -> bool:
    """Whether columns have the domain within their type, or in rows of a table: it has to be made anew."""
    if not _gets_rule(difference):
        return False
    facts, domain = side.snapshot.facts, difference.key
    held = columns_of(domain, side, mentioned)
    if any(depth or facts[column]["type"] != domain.name for column, depth in held.items()):
        return True
    within = _containing(domain, mentioned)
    return any(user.kind == "column" for type_ in within for user in mentioned.users(type_))


def in_the_way(differences: Iterable[Difference], mentioned: Mentions, side: Side) -> Iterator[Key]:
    """The materialized views that may hold the domain within the type of a column, or in whole rows."""
    for difference in differences:
        if _gets_rule(difference):
            yield from _filled_with(difference.key, mentioned, side)


def _gets_rule(difference: Difference) -> bool:
    fact, found = difference.fact, difference.target
    if difference.kind != "type" or found is None or fact["variant"] != "domain":
        return False
    if difference.reference is None:
        return False
    return bool(enforced_checks(fact, found)) or fact["not_null"] > found["not_null"]


def _containing(type_: Key, mentioned: Mentions) -> list[Key]:
    """The types, at any depth, whose values have those of a domain in them, without other domains over it."""
    found: dict[Key, None] = {}
    waiting = [type_]
    while waiting:
        users = [user for user in mentioned.users(waiting.pop()) if user.kind == "type" and user not in found]
        found |= dict.fromkeys(users)
        waiting += users
    facts = mentioned.snapshot.facts
    return [key for key in found if facts[key]["variant"] != "domain" or "[]" in (facts[key]["base"] or "")]


def _filled_with(domain: Key, mentioned: Mentions, side: Side) -> Iterator[Key]:
    facts, waiting = side.snapshot.facts, _containing(domain, mentioned)
    for user in mentioned.users(domain):
        fact = facts[user]
        if user.kind == "column" and uses(fact, domain, side):
            yield from views_of(fact["table"], side, mentioned)
        if user.kind == "view" and f"{domain.name}[]" in fact["definition"]:
            waiting.append(user)
    # Whatever reads such a value may hand it on.
    seen = set(waiting)
    while waiting:
        key = waiting.pop()
        fact = facts[key]
        if key.kind == "view" and fact["materialized"]:
            yield key
        above = [Key("table", fact["table"])] if key.kind == "column" else mentioned.users(key)
        new = [user for user in above if user.kind in _HANDING_ON and user not in seen]
        seen.update(new)
        waiting += new
