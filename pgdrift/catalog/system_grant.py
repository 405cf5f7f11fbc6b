"""Privileges on what nobody declares: PostgreSQL's own catalogs and functions, parameters, tablespaces.

A fact exists only where the privileges are not those that the object came with, or not all are the owner's
to revoke.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.grant import EXTRA, GRANTABLE, MISSING, verbs
from pgdrift.catalog.grant_statements import as_granted
from pgdrift.catalog.kind import Kind, Meaning, no_statements
from pgdrift.catalog.passed_on import collapsed
from pgdrift.catalog.statement import Phase, Statement

# These belong to the whole server, so that another database on it has them too.
SHARED = frozenset({"PARAMETER", "TABLESPACE"})
_PLAIN = ("TABLE", "SEQUENCE", "FUNCTION", "PROCEDURE", "TYPE")
_OPTION = " WITH GRANT OPTION"


def emit(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Statement]:
    """The statements for all differences, object by object."""
    gathered: defaultdict[tuple[str, str], list[Difference]] = defaultdict(list)
    for difference in differences:
        extension = difference.fact.get("extension")
        if (
            difference.reference is None
            and extension
            and not comparison.reference.get("extension", extension)
        ):
            continue  # they go with the extension
        gathered[difference.fact["object_kind"], difference.fact["object"]].append(difference)
    for group in gathered.values():
        yield from _collapsed(group, comparison)
        for difference in group:
            found, wanted = _both(difference.reference, difference.target, difference.fact)
            yield from _change(difference.fact, found, wanted)


def _collapsed(group: Sequence[Difference], comparison: Comparison) -> Iterator[Statement]:
    """What roles have passed on, where it would outlast the REVOKEs or keep them from running."""
    differing = {(d.fact["grantee"], d.fact["column"]): d for d in group}
    place = group[0].fact["object_kind"], group[0].fact["object"]

    def wanted(held: Fact) -> dict[str, bool]:
        difference = differing.get((held["grantee"], held["column"]))
        if difference is None:
            return {privilege: privilege in held["grantable"] for privilege in held["privileges"]}
        _, privileges = _both(difference.reference, difference.target, difference.fact)
        return {privilege.removesuffix(_OPTION): privilege.endswith(_OPTION) for privilege in privileges}

    held = [_as_grant(f) for f in comparison.held(KIND.name) if (f["object_kind"], f["object"]) == place]
    for statement in collapsed(_on(group[0].fact), held, wanted, as_granted, group[0].name):
        yield replace(statement, kind=KIND.name)


def _as_grant(fact: Fact) -> Fact:
    """The fact with what it holds written as one of the kind grant has it."""
    grantable = [p.removesuffix(_OPTION) for p in fact["privileges"] if p.endswith(_OPTION)]
    return frozen({**fact, "privileges": _plain(fact["privileges"]), "grantable": grantable})


def _on(fact: Fact) -> str:
    return fact["object"] if fact["object_kind"] == "TABLE" else f"{fact['object_kind']} {fact['object']}"


def _change(fact: Fact, found: Sequence[str], wanted: Sequence[str]) -> Iterator[Statement]:
    on = _on(fact)

    def said(privileges: Sequence[str]) -> str:
        return as_granted([(privilege.removesuffix(_OPTION), fact["column"]) for privilege in privileges])

    if gone := [privilege for privilege in found if not {privilege, privilege + _OPTION} & {*wanted}]:
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
    identity=frozenset({"object_kind", "object", "column", "extension", "grantee", "initial", "by_others"}),
    fields={"privileges": _judge},
    missing=_judge,
    extra=_judge,
    judged=(EXTRA, MISSING, GRANTABLE),
    words=words,
    create=no_statements,
    alter=no_statements,
    drop=no_statements,
    emit=emit,
    implied=lambda fact: fact["privileges"] == fact["initial"],
    parents=_parents,
)
