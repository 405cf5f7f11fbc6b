"""Roles, which a whole cluster shares."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.role_meaning import FIELDS, JUDGED, extra, words
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


KIND = Kind(
    name="role",
    plural="roles",
    of_every_database=True,
    identity=frozenset({"role"}),
    fields={
        **FIELDS,
        "comment": Meaning("comment-changed", "warning", "The description of the role {role} is another."),
    },
    missing=Meaning("role-missing", "error", "Nothing can run as {role}: there is no such role."),
    extra=extra,
    judged=JUDGED,
    words=words,
    create=create,
    alter=alter,
    drop=drop,
)
