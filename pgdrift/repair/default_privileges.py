"""What the target's default privileges give on an object that a script makes is taken back.

Whoever runs the script may be one for whom default privileges are set: then others can use what it makes
before anybody has granted anything, or its owner cannot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.grant_statements import label_of
from pgdrift.catalog.statement import Phase, Statement

# Kind of object -> what default privileges call it, and what REVOKE does.
_CALLED = {
    "table": ("TABLES", "TABLE"),
    "view": ("TABLES", "TABLE"),
    "sequence": ("SEQUENCES", "SEQUENCE"),
    "function": ("FUNCTIONS", "ROUTINE"),
    "aggregate": ("FUNCTIONS", "ROUTINE"),
    "type": ("TYPES", "TYPE"),
    "schema": ("SCHEMAS", "SCHEMA"),
}
_PASSED_ON = " WITH GRANT OPTION"


def taken_back(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Statement]:
    """REVOKE what the reference does not grant on the objects that `differences` say are missing.

    An owner gets all that it has without default privileges.
    """
    given = [
        fact
        for fact in comparison.target.snapshot.of_kind("default_privilege").values()
        if comparison.acting_role in (None, fact["role"])
    ]
    if not given:
        return
    for difference in differences:
        if difference.target is None and difference.kind in _CALLED:
            yield from _taken_back(difference, [fact for fact in given if not fact["is_owner"]], comparison)
            objects, called = _CALLED[difference.kind]
            if any(fact["is_owner"] and fact["objects"] == objects for fact in given):
                sql = f"GRANT ALL ON {called} {difference.name} TO {difference.fact['owner']}"
                # Before anything is taken from the owner that it should not have.
                yield Statement(sql, difference.kind, difference.name, phase=Phase.GRANT, rank=-3)


def _taken_back(difference: Difference, given: Sequence[Fact], comparison: Comparison) -> Iterator[Statement]:
    objects, called = _CALLED[difference.kind]
    grantees = {
        fact["grantee"]: None
        for fact in given
        if fact["objects"] == objects
        and (not fact["schema"] or difference.name.startswith(f"{fact['schema']}."))
        and fact["grantee"] != difference.fact["owner"]
        and not _wanted(fact, difference, comparison)
    }
    if grantees:
        sql = f"REVOKE ALL ON {called} {difference.name} FROM {', '.join(grantees)}"
        # When its owner has it, and before anything is granted.
        yield Statement(sql, difference.kind, difference.name, phase=Phase.GRANT, rank=-2)


def _wanted(given: Fact, difference: Difference, comparison: Comparison) -> bool:
    """Whether the reference grants all of it on this object."""
    label = label_of(difference.kind, difference.name)
    wanted = comparison.reference.get("grant", f"{label} to {given['grantee']}")
    if wanted is None:
        return False
    passed_on = {p.removesuffix(_PASSED_ON) for p in given["privileges"] if p.endswith(_PASSED_ON)}
    privileges = {p.removesuffix(_PASSED_ON) for p in given["privileges"]}
    return privileges <= {*wanted["privileges"]} and passed_on <= {*wanted["grantable"]}
