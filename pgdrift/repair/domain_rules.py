"""Rules that a domain gets, which PostgreSQL refuses as long as values hold it within something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pgdrift.catalog.comparison import Side
from pgdrift.catalog.domain_changes import enforced_checks
from pgdrift.catalog.dotted_names import names
from pgdrift.catalog.fact import Difference, Key


def in_the_way(differences: Iterable[Difference], side: Side) -> Iterator[Key]:
    """The domains that get a rule and are within the type of a column, or in rows of a table: made anew.

    So are the materialized views that hold one within the type of a column, or in whole rows.
    """
    for difference in differences:
        if not _gets_rule(difference):
            continue
        within = _Within(difference.name, side)
        if any(within.is_in(column["type"]) for column in side.snapshot.of_kind("column").values()):
            yield difference.key
        for name, view in side.snapshot.of_kind("view").items():
            if view["materialized"] and any(within.is_in(type_) for type_ in view["types"] or ()):
                yield Key("view", name)


def _gets_rule(difference: Difference) -> bool:
    fact, found = difference.fact, difference.target
    if difference.kind != "type" or found is None or fact["variant"] != "domain":
        return False
    if difference.reference is None:
        return False
    return bool(enforced_checks(fact, found)) or fact["not_null"] > found["not_null"]


class _Within:
    """What has values of a domain in its own; `same` are the domains over it, whose values are just its."""

    def __init__(self, domain: str, side: Side) -> None:
        users = _users(side)
        self._same, self._holding = {domain}, set[str]()
        waiting = [domain]
        while waiting:
            name = waiting.pop()
            for user in users[name] - self._same - self._holding:
                fact = side.get("type", user) or {}
                plain = name in self._same and fact.get("variant") == "domain" and fact["base"] == name
                (self._same if plain else self._holding).add(user)
                waiting.append(user)

    def is_in(self, type_: str) -> bool:
        """Whether values of the type hold some of the domain, and are none themselves."""
        return type_ not in self._same and not (self._same | self._holding).isdisjoint(names(type_))


def _users(side: Side) -> defaultdict[str, set[str]]:
    """The types, and the tables and views whose rows are values, by what they consist of."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for name, fact in side.snapshot.of_kind("type").items():
        for part in names(" ".join([*(fact["attributes"] or ()), fact["base"] or ""])):
            users[part] |= {name, fact["multirange"] or name}
    for fact in side.snapshot.of_kind("column").values():
        for part in names(fact["type"]):
            users[part].add(fact["table"])
    for name, fact in side.snapshot.of_kind("view").items():
        for part in names(" ".join(fact["types"] or ())):
            users[part].add(name)
    return users
