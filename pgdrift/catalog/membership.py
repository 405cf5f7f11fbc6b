"""Memberships: which role may act as which other."""

from __future__ import annotations

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.kind import Kind, Meaning, no_statements
from pgdrift.catalog.membership_statements import emit

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
    identity=frozenset({"member", "group", "granted"}),
    fields={"admin": _CHANGED, "inherit": _CHANGED, "set": _CHANGED},
    missing=Meaning("membership-missing", "error", "{member} cannot act as {group}: it is no member of it."),
    extra=_extra,
    judged=(EXTRA, BYPASS),
    create=no_statements,
    alter=no_statements,
    drop=no_statements,
    emit=emit,
    parents=lambda fact: (Key("role", fact["member"]), Key("role", fact["group"])),
)
