"""Comments on the checks of a domain and on the attributes of a composite type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.domain_changes import renamed_checks
from pgdrift.catalog.fact import Fact
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.catalog.type_changes import attribute_actions
from pgdrift.catalog.type_parts import part_name
from pgdrift.declare.identifiers import literal

_UNCHECKED = " NOT VALID"


def comments(fact: Fact, found: Fact | None = None) -> Iterator[Statement]:
    """Those that the parts of `found`, once they are changed, do not have as they should."""
    name = fact["type"]
    for field, before, after, kept in (
        ("check_comments", "CONSTRAINT ", f" ON DOMAIN {name}", _kept_checks),
        ("attribute_comments", f"COLUMN {name}.", "", _kept_attributes),
    ):
        wanted, has = _by_name(fact[field]), dict[str, str]()
        if found is not None:
            said = _by_name(found[field])
            has = {now: said[was] for was, now in kept(fact, found).items() if was in said}
        for part in {**has, **wanted}:
            if wanted.get(part) != has.get(part):
                text = literal(wanted[part]) if part in wanted else "NULL"
                sql = f"COMMENT ON {before}{part}{after} IS {text}"
                yield Statement(sql, "type", name, phase=Phase.COMMENT)


def _kept_checks(fact: Fact, found: Fact) -> dict[str, str]:
    """What each check that stays is called, and how it will be; and NOT NULL, which is no check."""
    wanted, old = fact["checks"] or [], found["checks"] or []
    # One that was not checked can be; one that was can only be made anew.
    stays = (check for check in old if check in wanted or check.removesuffix(_UNCHECKED) in wanted)
    kept = {part_name(check): part_name(check) for check in stays}
    renamed = {part_name(was): part_name(now) for now, was in renamed_checks(wanted, old).items()}
    same = all(fact[field] == found[field] for field in ("not_null", "not_null_name"))
    said = _by_name(found["check_comments"]) if same else ()
    return kept | renamed | {part: part for part in said if part not in map(part_name, old)}


def of_checks(fact: Fact) -> dict[str, str]:
    """What is said of each check, but not of NOT NULL."""
    checks = [part_name(check) for check in fact["checks"] or ()]
    return {part: said for part, said in _by_name(fact["check_comments"]).items() if part in checks}


def _kept_attributes(fact: Fact, found: Fact) -> dict[str, str]:
    wanted, present = fact["attributes"] or [], found["attributes"] or []
    kept = {part_name(attribute): part_name(attribute) for attribute in present if attribute in wanted}
    for action, _ in attribute_actions(fact, found) or ():
        old, renamed, new = action.removeprefix("RENAME ATTRIBUTE ").partition(" TO ")
        if renamed and action.startswith("RENAME"):
            kept[old] = new
    return kept


def _by_name(lines: Sequence[str] | None) -> dict[str, str]:
    found = {}
    for line in lines or ():
        part = part_name(line).removesuffix(":")
        found[part] = line[len(part) :].removeprefix(": ")
    return found
