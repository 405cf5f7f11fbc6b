"""GRANT and REVOKE of memberships, which several roles may have granted.

Since PostgreSQL 16 a membership is there once for each role that granted it, and REVOKE takes one of them:
that of the role named by GRANTED BY, and only when nobody has passed on what it takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.statement import Phase, Statement

_OPTIONS = ("admin", "inherit", "set")
_TOLD_APART = 16  # the first major version of PostgreSQL that tells one grantor from another
# A role may not be a member of its members: what goes makes way for what comes.
_REVOKE, _GRANT = -1, 1


@dataclass(frozen=True)
class _Grant:
    """`member` is in the group by the grant of `grantor`, with some of the options."""

    member: str
    grantor: str
    options: frozenset[str]


def emit(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Statement]:
    """The statements for all differences between memberships."""
    groups = dict.fromkeys(difference.fact["group"] for difference in differences)
    for group in groups:
        differing = [difference for difference in differences if difference.fact["group"] == group]
        if comparison.target.snapshot.major < _TOLD_APART:
            for difference in differing:
                yield _by_anyone(difference)
        else:
            yield from _by_grantors(group, differing, comparison)


def _by_anyone(difference: Difference) -> Statement:
    fact = difference.fact
    group, member = fact["group"], fact["member"]
    if difference.reference is None:
        return _statement(f"REVOKE {group} FROM {member}", group, member, _REVOKE)
    # The member's own INHERIT decides, and granting again never takes the admin option away.
    if difference.target is not None and not fact["admin"]:
        return _statement(f"REVOKE ADMIN OPTION FOR {group} FROM {member}", group, member, _REVOKE)
    tail = " WITH ADMIN OPTION" if fact["admin"] else ""
    return _statement(f"GRANT {group} TO {member}{tail}", group, member, _GRANT)


def _by_grantors(group: str, differing: Sequence[Difference], comparison: Comparison) -> Iterator[Statement]:
    found = {fact["member"]: fact for fact in comparison.held("membership") if fact["group"] == group}
    wanted: dict[str, Fact | None] = {**found, **{d.fact["member"]: d.reference for d in differing}}
    held = [grant for fact in found.values() for grant in _grants(fact)]
    left = _left(held, {member: _options(fact) for member, fact in wanted.items()})
    for grant in _last_first(held):
        kept = left.get(grant)
        for sql in _revoked(grant, kept.options if kept else None, group):
            yield _statement(sql, group, grant.member, _REVOKE)
    for member, fact in wanted.items():
        has = [grant.options for grant in left.values() if grant.member == member]
        if fact is not None and (not has or frozenset().union(*has) != _options(fact)):
            options = ", ".join(f"{o.upper()} {'TRUE' if fact[o] else 'FALSE'}" for o in _OPTIONS)
            yield _statement(f"GRANT {group} TO {member} WITH {options}", group, member, _GRANT)


def _grants(fact: Fact) -> Iterator[_Grant]:
    for entry in fact.get("granted") or ():
        options, _, grantor = f" {entry}".partition(" by ")
        yield _Grant(fact["member"], grantor, frozenset(options.split()))


def _options(fact: Fact | None) -> frozenset[str] | None:
    return None if fact is None else frozenset(option for option in _OPTIONS if fact[option])


def _left(held: Sequence[_Grant], wanted: Mapping[str, frozenset[str] | None]) -> dict[_Grant, _Grant]:
    """What is left of each grant when nobody has more than is wanted, or from one who may not grant it."""
    passing = {grant.member for grant in held if "admin" in grant.options}
    left = {}
    for grant in held:
        options = wanted[grant.member]
        if options is not None:
            left[grant] = replace(grant, options=grant.options & options)
    while True:
        may = {grant.member for grant in left.values() if "admin" in grant.options}
        # Who grants without the admin option is the superuser of the whole server.
        stays = {was: now for was, now in left.items() if was.grantor in may or was.grantor not in passing}
        if len(stays) == len(left):
            return stays
        left = stays


def _last_first(held: Sequence[_Grant]) -> Iterator[_Grant]:
    """Each grant after those that its member has made, which are never in a circle."""
    waiting = [*held]
    while waiting:
        grantors = {grant.grantor for grant in waiting}
        last = [grant for grant in waiting if grant.member not in grantors] or waiting
        yield from last
        waiting = [grant for grant in waiting if grant not in last]


def _revoked(grant: _Grant, kept: frozenset[str] | None, group: str) -> Iterator[str]:
    by = f"FROM {grant.member} GRANTED BY {grant.grantor}"
    if kept is None:
        yield f"REVOKE {group} {by}"
        return
    for option in (option for option in _OPTIONS if option in grant.options - kept):
        yield f"REVOKE {option.upper()} OPTION FOR {group} {by}"


def _statement(sql: str, group: str, member: str, rank: int) -> Statement:
    return Statement(sql, "membership", f"{member} in {group}", phase=Phase.ROLE, rank=rank)
