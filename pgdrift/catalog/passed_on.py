"""Privileges that roles have passed on, which no REVOKE of the owner's reaches and which bar others.

PostgreSQL revokes what the role that runs REVOKE has granted, for an owner what the owner has; only CASCADE
takes what somebody granted further. What should stay of that is then granted again, by the owner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pgdrift.catalog.fact import Fact
from pgdrift.catalog.statement import Phase, Statement

# (privilege, column or None for the whole object)
Entry = tuple[str, str | None]
# What a role that holds `fact` now is to hold: privilege -> may pass it on.
Wanted = Callable[[Fact], dict[str, bool]]


def collapsed(
    on: str, held: Sequence[Fact], wanted: Wanted, said: Callable[[Sequence[Entry]], str], name: str
) -> Iterator[Statement]:
    """The statements that leave only the owner's grants, where another one is in the way of `wanted`.

    `held` is what anybody holds on the object and its columns, `said` writes entries as GRANT has them.
    """
    barred = _barred(held, wanted)
    if not barred:
        return
    grantors = {by: None for fact in held for privilege, by in _by_others(fact) if privilege in barred}
    options = {
        (privilege, fact["column"], fact["grantee"]) for fact in held for privilege in fact["grantable"]
    }
    for grantor in grantors:
        # CASCADE follows an option only: one held on the whole table leads to no column, and some are gone.
        lacking = [
            (privilege, fact["column"])
            for fact in held
            for privilege, by in _by_others(fact)
            if by == grantor and privilege in barred and (privilege, fact["column"], by) not in options
        ]
        if lacking:
            sql = f"GRANT {said(list(dict.fromkeys(lacking)))} ON {on} TO {grantor} WITH GRANT OPTION"
            yield Statement(sql, "grant", name, phase=Phase.REVOKE, rank=-5)
    privileges = said([(privilege, None) for privilege in barred])
    sql = f"REVOKE {privileges} ON {on} FROM {', '.join(grantors)} CASCADE"
    yield Statement(sql, "grant", name, phase=Phase.REVOKE, rank=-4)
    yield from _again(on, held, wanted, said, barred, grantors, name)


def _barred(held: Sequence[Fact], wanted: Wanted) -> dict[str, None]:
    """The privileges that somebody is to lose, or may not pass on, who has them from others or for others."""
    passing = {entry for fact in held for entry in _by_others(fact)}
    return {
        privilege: None
        for fact in held
        for privilege in _lost(fact, wanted(fact))
        if (privilege, fact["grantee"]) in passing or any(p == privilege for p, _ in _by_others(fact))
    }


def _lost(fact: Fact, wanted: dict[str, bool]) -> Iterator[str]:
    for privilege in fact["privileges"]:
        option = wanted.get(privilege, wanted.get("ALL"))
        if option is None or (privilege in fact["grantable"] and not option):
            yield privilege


def _again(
    on: str,
    held: Sequence[Fact],
    wanted: Wanted,
    said: Callable[[Sequence[Entry]], str],
    barred: dict[str, None],
    grantors: dict[str, None],
    name: str,
) -> Iterator[Statement]:
    for grantee in {fact["grantee"]: None for fact in held}:
        plain: list[Entry] = []
        with_option: list[Entry] = []
        for fact in (fact for fact in held if fact["grantee"] == grantee):
            keeps, from_others = wanted(fact), {privilege for privilege, _ in _by_others(fact)}
            for privilege in (p for p in fact["privileges"] if p in barred):
                option = keeps.get(privilege, keeps.get("ALL"))
                if option is not None and (grantee in grantors or privilege in from_others):
                    entries = with_option if option and privilege in fact["grantable"] else plain
                    entries.append((privilege, fact["column"]))
        for entries, tail in ((plain, ""), (with_option, " WITH GRANT OPTION")):
            if entries:
                sql = f"GRANT {said(entries)} ON {on} TO {grantee}{tail}"
                yield Statement(sql, "grant", name, phase=Phase.REVOKE, rank=-3)


def _by_others(fact: Fact) -> Iterator[tuple[str, str]]:
    for entry in fact.get("by_others") or ():
        privilege, _, grantor = entry.partition(" by ")
        yield privilege, grantor
