"""Roles, which a whole cluster shares."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal

_WORDS = {
    "superuser": "SUPERUSER",
    "bypass_rls": "BYPASSRLS",
    "inherit": "INHERIT",
    "login": "LOGIN",
    "create_role": "CREATEROLE",
    "create_database": "CREATEDB",
    "replication": "REPLICATION",
}
# What CREATE ROLE gives when nothing is said.
_DEFAULTS = {**dict.fromkeys(_WORDS, False), "inherit": True, "connection_limit": -1, "valid_until": None}


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    options = [_option(field, fact) for field, default in _DEFAULTS.items() if fact[field] != default]
    yield Statement(
        " ".join([f"CREATE ROLE {fact['role']}", *options]), "role", fact["role"], phase=Phase.ROLE
    )
    yield from comment_on("ROLE", fact["role"], fact, "role")


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    fact, role = difference.fact, difference.name
    options = [_option(field, fact) for field in _DEFAULTS if field in difference.fields]
    if options:
        yield Statement(f"ALTER ROLE {role} {' '.join(options)}", "role", role, phase=Phase.ROLE)
    if "comment" in difference.fields:
        yield from comment_on("ROLE", role, fact, "role", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    role = fact["role"]
    comment = "drops a role of the whole cluster; other databases may use it"
    # After all that it owns, holds or is to start with, of which default privileges and settings go last.
    yield Statement(f"DROP ROLE {role}", "role", role, True, comment, Phase.SETTING, 99)


def _option(field: str, fact: Fact) -> str:
    if field == "connection_limit":
        return f"CONNECTION LIMIT {fact[field]}"
    if field == "valid_until":
        return f"VALID UNTIL {literal(fact[field] or 'infinity')}"
    return _WORDS[field] if fact[field] else "NO" + _WORDS[field]


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


def _bypass(difference: Difference, _: Comparison) -> Meaning:
    return BYPASSES_NOT if difference.fact["bypass_rls"] else BYPASSES


def _superuser(difference: Difference, _: Comparison) -> Meaning:
    return LESS if difference.fact["superuser"] else SUPERUSER


def _login(difference: Difference, _: Comparison) -> Meaning:
    return NO_LOGIN if difference.fact["login"] else LOGIN


KIND = Kind(
    name="role",
    plural="roles",
    of_every_database=True,
    identity=frozenset({"role"}),
    fields={
        "superuser": _superuser,
        "bypass_rls": _bypass,
        "login": _login,
        **dict.fromkeys(("inherit", "create_role", "create_database", "replication"), ATTRIBUTE),
        **dict.fromkeys(("connection_limit", "valid_until"), LIMIT),
        "comment": Meaning("comment-changed", "warning", "The description of the role {role} is another."),
    },
    missing=Meaning("role-missing", "error", "Nothing can run as {role}: there is no such role."),
    extra=Meaning(
        "role-extra", "warning", "The role {role} exists, and the reference has none of that name."
    ),
    judged=(SUPERUSER, LESS, BYPASSES, BYPASSES_NOT, LOGIN, NO_LOGIN),
    create=create,
    alter=alter,
    drop=drop,
)
