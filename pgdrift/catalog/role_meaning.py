"""What it means when a role, or what it may do, is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Judge, Meaning

BYPASSES = Meaning(
    "role-changed",
    "error",
    "{role} reads and writes every tenant's rows: it bypasses row security.",
)
BYPASSES_NOT = Meaning(
    "role-changed", "error", "{role} sees only rows that a policy admits: it has lost BYPASSRLS."
)
SUPERUSER = Meaning(
    "role-changed", "error", "{role} may do anything in the whole cluster: it is a superuser."
)
LESS = Meaning("role-changed", "error", "{role} is no superuser, although it should be.")
LOGIN = Meaning(
    "role-changed",
    "error",
    "Anyone with its password can log in as {role}, which should not log in.",
)
NO_LOGIN = Meaning("role-changed", "error", "{role} cannot log in.")
ATTRIBUTE = Meaning(
    "role-changed",
    "error",
    "{role} has other attributes than it should: {target}, not {reference}.",
)
LIMIT = Meaning(
    "role-limit-changed",
    "warning",
    "{role} may log in by other limits than it should: {target}, not {reference}.",
)

EXTRA = Meaning("role-extra", "warning", "The role {role} exists, and the reference has none of that name.")
EXTRA_POWERFUL = Meaning(
    "role-extra-powerful", "error", "{role} {powers}. The reference has no role of that name."
)

JUDGED = (SUPERUSER, LESS, BYPASSES, BYPASSES_NOT, LOGIN, NO_LOGIN, EXTRA, EXTRA_POWERFUL)

# What some of PostgreSQL's own roles hand on is as good as being a superuser.
_PREDEFINED = {
    "pg_execute_server_program": "runs programs on the server",
    "pg_read_server_files": "reads the server's files",
    "pg_write_server_files": "writes the server's files",
    "pg_read_all_data": "reads every table that no policy keeps from it",
    "pg_write_all_data": "changes every table that no policy keeps from it",
}


def extra(difference: Difference, comparison: Comparison) -> Meaning:
    """Whether the role can get past what protects rows: by itself, or as another role."""
    return EXTRA_POWERFUL if any(_powers(difference.fact, comparison)) else EXTRA


def words(fact: Fact, comparison: Comparison) -> dict[str, str]:
    """What a role that nobody declared can do."""
    if comparison.reference.get("role", fact["role"]) is not None:
        return {}
    return {"powers": "; it ".join(_powers(fact, comparison))}


def _powers(role: Fact, comparison: Comparison) -> Iterator[str]:
    yield from _attributes(role)
    if role["superuser"]:
        return
    for group in _groups(role["role"], comparison):
        fact = comparison.target.get("role", group)
        powers = [*(_attributes(fact) if fact else ()), *_owned(group, comparison)]
        if group in _PREDEFINED:
            powers.append(_PREDEFINED[group])
        if powers:
            yield f"may act as {group}, which {powers[0]}"


def _attributes(role: Fact) -> Iterator[str]:
    if role["superuser"]:
        yield "is a superuser, who may do anything in the whole cluster"
        return
    if role["bypass_rls"]:
        yield "reads and writes past every policy (BYPASSRLS)"
    if role["create_role"]:
        yield "creates roles and makes itself a member of others (CREATEROLE)"
    if role["replication"]:
        yield "copies every row of the whole cluster (REPLICATION)"


def _groups(role: str, comparison: Comparison) -> list[str]:
    """The roles that it is a member of, directly or not, nearest first."""
    memberships = comparison.target.snapshot.of_kind("membership").values()
    found = [role]
    for member in found:  # which grows meanwhile
        found += [
            one["group"]
            for one in memberships
            if one["member"] == member
            and (one["admin"] or one["inherit"] or one["set"])
            and one["group"] not in found
        ]
    return found[1:]


def _owned(role: str, comparison: Comparison) -> list[str]:
    """That the role owns something which should be there, and what."""
    for key, fact in comparison.target.snapshot.facts.items():
        if fact.get("owner") == role and key in comparison.reference.snapshot.facts:
            kind = key.kind.replace("_", " ")
            return [f"owns the {kind}" if kind == "database" else f"owns the {kind} {key.name}"]
    return []


def _bypass(difference: Difference, _: Comparison) -> Meaning:
    return BYPASSES_NOT if difference.fact["bypass_rls"] else BYPASSES


def _superuser(difference: Difference, _: Comparison) -> Meaning:
    return LESS if difference.fact["superuser"] else SUPERUSER


def _login(difference: Difference, _: Comparison) -> Meaning:
    return NO_LOGIN if difference.fact["login"] else LOGIN


FIELDS: Mapping[str, Meaning | Judge] = {
    "superuser": _superuser,
    "bypass_rls": _bypass,
    "login": _login,
    **dict.fromkeys(("inherit", "create_role", "create_database", "replication"), ATTRIBUTE),
    **dict.fromkeys(("connection_limit", "valid_until"), LIMIT),
}
