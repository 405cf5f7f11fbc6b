"""Privileges on what nobody declares: PostgreSQL's own catalogs and functions, parameters, tablespaces.

A fact exists only where the privileges are not those that the object came with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.grant import EXTRA, GRANTABLE, MISSING, verbs
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.statement import Phase, Statement

# These belong to the whole server, so that another database on it has them too.
SHARED = frozenset({"PARAMETER", "TABLESPACE"})
_PLAIN = ("TABLE", "SEQUENCE", "FUNCTION", "PROCEDURE", "TYPE")
_OPTION = " WITH GRANT OPTION"


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield from _change(fact, fact["initial"], fact["privileges"])


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    assert difference.target is not None
    yield from _change(difference.fact, difference.target["privileges"], difference.fact["privileges"])


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    if fact.get("extension") and comparison.reference.get("extension", fact["extension"]) is None:
        return  # they go with the extension
    yield from _change(fact, fact["privileges"], fact["initial"])


def _change(fact: Fact, found: Sequence[str], wanted: Sequence[str]) -> Iterator[Statement]:
    on = fact["object"] if fact["object_kind"] == "TABLE" else f"{fact['object_kind']} {fact['object']}"
    column = f" ({fact['column']})" if fact["column"] else ""

    def said(privileges: Sequence[str]) -> str:
        return ", ".join(privilege.removesuffix(_OPTION) + column for privilege in privileges)

    if gone := [privilege for privilege in found if privilege not in wanted]:
        sql = f"REVOKE {said(gone)} ON {on} FROM {fact['grantee']}"
        yield Statement(sql, "system_grant", _name(fact), phase=Phase.REVOKE)
    for option in ("", _OPTION):
        new = [p for p in wanted if p not in found and p.endswith(_OPTION) == bool(option)]
        if new:
            sql = f"GRANT {said(new)} ON {on} TO {fact['grantee']}{option}"
            yield Statement(sql, "system_grant", _name(fact), phase=Phase.GRANT)


def _judge(difference: Difference, _: Comparison) -> Meaning:
    found, wanted = _both(difference.reference, difference.target, difference.fact)
    if set(_plain(found)) - set(_plain(wanted)):
        return EXTRA
    if set(_plain(wanted)) - set(_plain(found)):
        return MISSING
    return GRANTABLE if any(p.endswith(_OPTION) and p not in wanted for p in found) else MISSING


def _both(reference: Fact | None, target: Fact | None, fact: Fact) -> tuple[Sequence[str], Sequence[str]]:
    """What is held and what should be; without a fact it is what the object came with."""
    return (
        target["privileges"] if target else fact["initial"],
        reference["privileges"] if reference else fact["initial"],
    )


def _plain(privileges: Sequence[str]) -> list[str]:
    return [privilege.removesuffix(_OPTION) for privilege in privileges]


def words(fact: Fact, comparison: Comparison) -> dict[str, str]:
    """What the role can do that it should not, and the other way round, in words."""
    name = _name(fact)
    found, wanted = _both(
        comparison.reference.get("system_grant", name), comparison.target.get("system_grant", name), fact
    )
    subject = f"the {_place(fact)}" if fact["object_kind"] not in _PLAIN else fact["object"]
    return {
        "label": f"{fact['column']} of {subject}" if fact["column"] else subject,
        "grantee": "everyone" if fact["grantee"] == "PUBLIC" else fact["grantee"],
        "can": verbs([p for p in _plain(found) if p not in _plain(wanted)], " and "),
        "cannot": verbs([p for p in _plain(wanted) if p not in _plain(found)], " or ") or "pass on",
    }


def _place(fact: Fact) -> str:
    plain = fact["object_kind"] in _PLAIN
    return fact["object"] if plain else f"{fact['object_kind'].lower()} {fact['object']}"


def _name(fact: Fact) -> str:
    column = f".{fact['column']}" if fact["column"] else ""
    return f"{_place(fact)}{column} to {fact['grantee']}"


def _parents(fact: Fact) -> list[Key]:
    of_extension = [Key("extension", fact["extension"])] if fact.get("extension") else []
    return [*of_extension, Key("role", fact["grantee"])]


KIND = Kind(
    name="system_grant",
    plural="grants on what is no schema's",
    of_every_database=True,
    identity=frozenset({"object_kind", "object", "column", "extension", "grantee", "initial"}),
    fields={"privileges": _judge},
    missing=_judge,
    extra=_judge,
    judged=(EXTRA, MISSING, GRANTABLE),
    words=words,
    create=create,
    alter=alter,
    drop=drop,
    parents=_parents,
)
