"""A constraint that was never validated holds for new rows, and says nothing of the older ones."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Fact, Key


def _find(subject: Subject) -> Iterator[Breach]:
    constraints = subject.of_kind("constraint")
    for name, constraint in constraints.items():
        if constraint["validated"] or constraint["table"] not in subject.tables:
            continue
        above = [constraints[parent] for parent in constraint["inherited_from"] if parent in constraints]
        if any(not parent["validated"] for parent in above):
            continue  # validating the parent's validates this one
        yield Breach(
            Key("constraint", name),
            f"Rows that {constraint['table']} had before {constraint['constraint']} may break it: "
            "PostgreSQL never looked.",
            f"ALTER TABLE {constraint['table']} VALIDATE CONSTRAINT {constraint['constraint']};",
        )
    for name, column in subject.of_kind("column").items():
        if (
            column["not_null_validated"]
            or column["table"] not in subject.tables
            or _from_above(subject, column)
        ):
            continue
        yield Breach(
            Key("column", name),
            f"Rows that {column['table']} had before {column['column']} was NOT NULL may have none: "
            "PostgreSQL never looked.",
            f"ALTER TABLE {column['table']} VALIDATE CONSTRAINT {column['not_null_name']};",
        )


def _from_above(subject: Subject, column: Fact) -> bool:
    """Whether a parent's column is not validated either, whose validation is this one's."""
    above = (
        subject.of_kind("column").get(f"{parent}.{column['column']}")
        for parent in subject.ancestors(column["table"])
    )
    return any(parent is not None and not parent["not_null_validated"] for parent in above)


RULE = Rule("constraint-not-validated", "warning", "Every constraint that is enforced was validated.", _find)
