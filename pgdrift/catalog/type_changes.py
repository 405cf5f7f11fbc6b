"""What ALTER TYPE and ALTER DOMAIN can change; the rest needs a new type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import names
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.catalog.type_parts import part_name, parts, rest_of
from pgdrift.declare.identifiers import literal

_FIXED = {"variant", "base", "collation", "operator_class", "canonical", "difference", "options"}


def needs_a_new_type(difference: Difference) -> bool:
    """Whether no ALTER makes the change."""
    fact, found, fields = difference.fact, difference.target, set(difference.fields)
    assert found is not None
    if fact["variant"] in ("base", "shell") or found["variant"] in ("base", "shell"):
        return "variant" in fields  # what reads and writes the values of a base type stays with it
    if fields & _FIXED:
        return True
    if "labels" in fields and renamed_label(fact, found) is None:
        present = found["labels"] or []
        # Labels can be added anywhere; none can be taken away or moved.
        return [label for label in fact["labels"] or () if label in present] != present
    return "attributes" in fields and attribute_actions(fact, found) is None


def renamed_label(fact: Fact, found: Fact) -> tuple[str, str] | None:
    """The one label that is called otherwise at the same place: what it is, and what it should be."""
    wanted, present = fact["labels"] or [], found["labels"] or []
    if len(wanted) != len(present):
        return None
    changed = [(old, new) for old, new in zip(present, wanted, strict=True) if old != new]
    return changed[0] if len(changed) == 1 and changed[0][1] not in present else None


def labels(fact: Fact, found: Fact) -> Iterator[Statement]:
    """Labels that are missing, where they belong, or the one that has another name."""
    name, wanted, present = fact["type"], list(fact["labels"] or ()), list(found["labels"] or ())
    if renamed := renamed_label(fact, found):
        old, new = map(literal, renamed)
        comment = f"{old} stands where {new} should, and is taken for the same label"
        sql = f"ALTER TYPE {name} RENAME VALUE {old} TO {new}"
        yield Statement(sql, "type", name, comment=comment, phase=Phase.SCHEMA)
        return
    for position, label in enumerate(wanted):
        if label in present:
            continue
        before = next((other for other in wanted[position + 1 :] if other in present), None)
        where = f" BEFORE {literal(before)}" if before else ""
        sql = f"ALTER TYPE {name} ADD VALUE {literal(label)}{where}"
        yield Statement(sql, "type", name, phase=Phase.SCHEMA)
        present.insert(present.index(before) if before else len(present), label)


def attributes(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    """Attributes of a composite type that come, go or have another name."""
    fact, found, name = difference.fact, difference.target, difference.name
    assert found is not None
    # A table of the type has its attributes for columns, and is changed together with it.
    typed = any(table["of_type"] == name for table in comparison.target.snapshot.of_kind("table").values())
    for action, attribute in attribute_actions(fact, found) or ():
        held = list(_held(name, attribute, comparison)) if attribute else []
        comment = "drops the attribute and what every row has in it" if held else ""
        counting = f"SELECT {' + '.join(f'({count})' for _, count in held)}" if held else ""
        sql = f"ALTER TYPE {name} {action}" + (" CASCADE" if typed else "")
        table = held[0][0] if len(held) == 1 else ""
        yield Statement(
            sql, "type", name, bool(comment), comment, Phase.TABLE, counting=counting, table=table
        )


def _held(name: str, attribute: str, comparison: Comparison) -> Iterator[tuple[str, str]]:
    """The tables that have values of the type, in whatever else, with what counts those of the attribute.

    Also those that are copied: what they held before has lost the attribute by then.
    """
    sides = (comparison.target, comparison.cleared)
    for table in (table for side in sides for table in side.snapshot.of_kind("table").values()):
        if table["of_type"] == name:
            yield table["table"], f"SELECT count({attribute}) FROM ONLY {table['table']}"
    for column in (column for side in sides for column in side.snapshot.of_kind("column").values()):
        if name not in names(column["type"]):
            if name in parts(column["type"], *sides):
                held = f"{column['column']} IS NOT NULL"
                yield column["table"], f"SELECT count(*) FROM ONLY {column['table']} WHERE {held}"
            continue
        value = f"({column['column']}).{attribute} IS NOT NULL"
        if column["type"].endswith("[]"):
            value = (
                f"EXISTS (SELECT FROM unnest({column['column']}) each WHERE (each).{attribute} IS NOT NULL)"
            )
        yield column["table"], f"SELECT count(*) FROM ONLY {column['table']} WHERE {value}"


def attribute_actions(fact: Fact, found: Fact) -> Sequence[tuple[str, str]] | None:
    """What ALTER TYPE has to do, and the attribute whose values it loses, if any; None when it cannot."""
    wanted, present = fact["attributes"] or [], found["attributes"] or []
    if len(wanted) == len(present):
        changed = [(old, new) for old, new in zip(present, wanted, strict=True) if old != new]
        ((old, new),) = changed if len(changed) == 1 else [("", "")]
        if rest_of(old) == rest_of(new) and old and part_name(new) not in map(part_name, present):
            return [(f"RENAME ATTRIBUTE {part_name(old)} TO {part_name(new)}", "")]
    kept = [attribute for attribute in present if attribute in wanted]
    known = {part_name(attribute) for attribute in present}
    if kept != wanted[: len(kept)] or known & {part_name(attribute) for attribute in wanted[len(kept) :]}:
        return None
    gone = [(f"DROP ATTRIBUTE {part_name(a)}", part_name(a)) for a in present if a not in wanted]
    return [*gone, *((f"ADD ATTRIBUTE {attribute}", "") for attribute in wanted[len(kept) :])]
