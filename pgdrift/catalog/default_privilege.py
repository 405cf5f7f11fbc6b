"""Default privileges: what objects that a role creates later start with."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.statement import Phase, Statement

# What PostgreSQL gives PUBLIC when no role says otherwise; there is nothing of the kind within a schema.
_BUILT_IN = {"FUNCTIONS": ["EXECUTE"], "TYPES": ["USAGE"]}


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield from _change(fact, _start(fact), fact["privileges"])


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    assert difference.target is not None
    yield from _change(difference.fact, difference.target["privileges"], difference.fact["privileges"])


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    if fact["schema"] and comparison.reference.get("schema", fact["schema"]) is None:
        return  # they go with the schema
    yield from _change(fact, fact["privileges"], _start(fact))


def _start(fact: Fact) -> list[str]:
    if fact["schema"]:
        return []
    if fact["is_owner"]:
        return ["ALL"]
    return _BUILT_IN.get(fact["objects"], []) if fact["grantee"] == "PUBLIC" else []


def _change(fact: Fact, found: list[str], wanted: list[str]) -> Iterator[Statement]:
    head = f"ALTER DEFAULT PRIVILEGES FOR ROLE {fact['role']}"
    if fact["schema"]:
        head += f" IN SCHEMA {fact['schema']}"
    on = f"ON {fact['objects']}"
    if gone := [privilege for privilege in found if privilege not in wanted]:
        plain = ", ".join(privilege.removesuffix(" WITH GRANT OPTION") for privilege in gone)
        yield _statement(fact, f"{head} REVOKE {plain} {on} FROM {fact['grantee']}")
    for option in ("", " WITH GRANT OPTION"):
        new = [p for p in wanted if p not in found and p.endswith(" WITH GRANT OPTION") == bool(option)]
        if new:
            plain = ", ".join(privilege.removesuffix(" WITH GRANT OPTION") for privilege in new)
            yield _statement(fact, f"{head} GRANT {plain} {on} TO {fact['grantee']}{option}")


def _statement(fact: Fact, sql: str) -> Statement:
    place = f" in {fact['schema']}" if fact["schema"] else ""
    name = f"{fact['role']}{place}: {fact['objects']} to {fact['grantee']}"
    return Statement(sql, "default_privilege", name, phase=Phase.DEFAULT_PRIVILEGES)


OPEN = Meaning(
    "default-privilege-extra",
    "error",
    "{grantee} gets privileges on {what} that {role} creates later: {privileges}.",
)
CLOSED = Meaning(
    "default-privilege-missing",
    "error",
    "{grantee} gets no privileges on {what} that {role} creates later.",
)


def _missing(difference: Difference, _: Comparison) -> Meaning:
    # What is missing may be a grant or, where PostgreSQL gives by default, the revoking of one.
    return CLOSED if len(difference.fact["privileges"]) > len(_start(difference.fact)) else OPEN


def _extra(difference: Difference, _: Comparison) -> Meaning:
    return OPEN if len(difference.fact["privileges"]) > len(_start(difference.fact)) else CLOSED


def _changed(difference: Difference, _: Comparison) -> Meaning:
    assert difference.target is not None
    return OPEN if set(difference.target["privileges"]) - set(difference.fact["privileges"]) else CLOSED


def _words(fact: Fact, comparison: Comparison) -> dict[str, str]:
    place = f" in {fact['schema']}" if fact["schema"] else ""
    name = f"{fact['role']}{place}: {fact['objects']} to {fact['grantee']}"
    found = comparison.target.get("default_privilege", name)
    return {
        "what": fact["objects"].lower(),
        "grantee": "everyone" if fact["grantee"] == "PUBLIC" else fact["grantee"],
        "privileges": ", ".join(found["privileges"] if found else _start(fact)),
    }


def _version_gap(field: str, reference: Fact, target: Fact, lowest_major: int) -> bool:
    return lowest_major < 17 and {*reference[field]} - {"MAINTAIN"} == {*target[field]} - {"MAINTAIN"}


def _parents(fact: Fact) -> list[Key]:
    parents = [Key("role", fact["role"]), Key("role", fact["grantee"])]
    return [*parents, Key("schema", fact["schema"])] if fact["schema"] else parents


KIND = Kind(
    name="default_privilege",
    plural="default privileges",
    of_every_database=True,
    identity=frozenset({"role", "schema", "objects", "grantee", "is_owner"}),
    fields={"privileges": _changed},
    missing=_missing,
    extra=_extra,
    judged=(OPEN, CLOSED),
    words=_words,
    create=create,
    alter=alter,
    drop=drop,
    parents=_parents,
    tolerates=_version_gap,
)
