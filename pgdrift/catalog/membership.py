"""Memberships: which role may act as which other."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    yield _grant(fact, comparison)


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact = difference.fact
    if comparison.target.snapshot.major >= 16:
        yield _grant(fact, comparison)
        return
    # Before 16 the member's own INHERIT decides, and granting again never takes the admin option away.
    verb = "GRANT {} TO {} WITH ADMIN OPTION" if fact["admin"] else "REVOKE ADMIN OPTION FOR {} FROM {}"
    sql = verb.format(fact["group"], fact["member"])
    yield Statement(sql, "membership", difference.name, phase=Phase.ROLE, rank=2)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    sql = f"REVOKE {fact['group']} FROM {fact['member']}"
    yield Statement(sql, "membership", _name(fact), phase=Phase.REVOKE)


def _grant(fact: Fact, comparison: Comparison) -> Statement:
    sql = f"GRANT {fact['group']} TO {fact['member']}"
    if comparison.target.snapshot.major >= 16:
        sql += " WITH " + ", ".join(
            f"{word} {'TRUE' if fact[field] else 'FALSE'}"
            for word, field in (("ADMIN", "admin"), ("INHERIT", "inherit"), ("SET", "set"))
        )
    elif fact["admin"]:
        sql += " WITH ADMIN OPTION"
    return Statement(sql, "membership", _name(fact), phase=Phase.ROLE, rank=1)


def _name(fact: Fact) -> str:
    return f"{fact['member']} in {fact['group']}"


EXTRA = Meaning("membership-extra", "error", "{member} may act as {group} and do whatever that role may do.")
BYPASS = Meaning(
    "membership-extra",
    "error",
    "{member} may become {group}, which reads and writes every tenant's rows past all policies.",
)


def _extra(difference: Difference, comparison: Comparison) -> Meaning:
    group = comparison.target.get("role", difference.fact["group"])
    return BYPASS if group and (group["bypass_rls"] or group["superuser"]) else EXTRA


_CHANGED = Meaning("membership-changed", "error", "{member} may make other use of {group} than it should.")

KIND = Kind(
    name="membership",
    plural="memberships",
    of_every_database=True,
    identity=frozenset({"member", "group"}),
    fields={"admin": _CHANGED, "inherit": _CHANGED, "set": _CHANGED},
    missing=Meaning("membership-missing", "error", "{member} cannot act as {group}: it is no member of it."),
    extra=_extra,
    judged=(EXTRA, BYPASS),
    create=create,
    alter=alter,
    drop=drop,
    parents=lambda fact: (Key("role", fact["member"]), Key("role", fact["group"])),
)
