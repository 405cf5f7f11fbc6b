"""What ALTER DOMAIN can change: a default, NOT NULL and checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.catalog.type_definition import not_null
from pgdrift.catalog.type_parts import part_name, parts, rest_of


def domain(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    """Default, NOT NULL and constraints of a domain."""
    early = _comes_within(difference.name, comparison)
    for statement in _domain(difference):
        # Before columns that have it within their type, under which PostgreSQL adds no rule to it.
        yield replace(statement, phase=Phase.CREATE, rank=0) if early else statement


def _comes_within(name: str, comparison: Comparison) -> bool:
    return any(
        column["type"] != name and name in parts(column["type"], comparison.reference)
        for key, column in comparison.reference.snapshot.of_kind("column").items()
        if comparison.is_new("column", key)
    )


def enforced_checks(fact: Fact, found: Fact) -> list[str]:
    """The checks that the values there are have to pass now: new ones, and those that become valid."""
    wanted, old = fact["checks"] or [], found["checks"] or []
    kept = (*old, *renamed_checks(wanted, old))
    return [check for check in wanted if check not in kept and not check.endswith(" NOT VALID")]


def renamed_checks(wanted: Sequence[str], old: Sequence[str]) -> dict[str, str]:
    """The checks that only have another name: what each is now."""
    gone, names_now = [check for check in old if check not in wanted], {part_name(check) for check in old}
    return {
        check: before
        for check in wanted
        if check not in old and part_name(check) not in names_now
        for before in [one for one in gone if rest_of(one) == rest_of(check)][:1]
        if [rest_of(one) for one in wanted if one not in old].count(rest_of(check)) == 1
    }


def _domain(difference: Difference) -> Iterator[Statement]:
    fact, found, name = difference.fact, difference.target, difference.name
    assert found is not None
    if "default" in difference.fields:
        yield _altering(name, f"SET DEFAULT {fact['default']}" if fact["default"] else "DROP DEFAULT")
    if {"not_null", "not_null_name"} & set(difference.fields):
        if found["not_null"]:
            yield _altering(name, "DROP NOT NULL")
        if fact["not_null"]:
            yield _altering(name, f"ADD {not_null(fact)}" if fact["not_null_name"] else "SET NOT NULL", 1)
    if "checks" in difference.fields:
        wanted, old = fact["checks"] or [], found["checks"] or []
        renamed = renamed_checks(wanted, old)
        for check, before in renamed.items():
            yield _altering(name, f"RENAME CONSTRAINT {part_name(before)} TO {part_name(check)}")
        wanted = [check for check in wanted if check not in renamed]
        old = [check for check in old if check not in renamed.values()]
        checked = [check for check in wanted if check not in old and f"{check} NOT VALID" in old]
        for check in checked:
            yield _altering(name, f"VALIDATE CONSTRAINT {part_name(check)}", 1)
        for check in old:
            if check not in wanted and check.removesuffix(" NOT VALID") not in checked:
                yield _altering(name, f"DROP CONSTRAINT {part_name(check)}")
        for check in wanted:
            if check not in old and check not in checked:
                yield _altering(name, f"ADD CONSTRAINT {check}", 1)


def _altering(name: str, action: str, rank: int = 0) -> Statement:
    return Statement(f"ALTER DOMAIN {name} {action}", "type", name, phase=Phase.TABLE, rank=rank)
