"""A tenant column of another type is compared through a cast, which fails or passes by every index."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject, text_of
from pgdrift.catalog.dotted_names import mentions
from pgdrift.catalog.fact import Fact, Key


def _find(subject: Subject) -> Iterator[Breach]:
    named: dict[str, list[Fact]] = {}
    for table in subject.tenant_tables:
        column = subject.tenant_column(table)
        if column is not None and not _from_above(subject, column):
            named.setdefault(column["column"], []).append(column)
    for columns in named.values():
        counted = Counter(plain_type(subject, column) for column in columns)
        ((usual, _),) = counted.most_common(1)
        example = next(column for column in columns if plain_type(subject, column) == usual)
        for column in columns:
            if plain_type(subject, column) != usual:
                yield _breach(subject, column, example)


def plain_type(subject: Subject, column: Fact) -> str:
    """The type of a column without its length, a domain's that of its values; text of any sort is text."""
    name = column["type"]
    while (domain := subject.of_kind("type").get(name)) and domain["variant"] == "domain":
        name = domain["base"]
    name = re.sub(r"\([\d,]+\)", "", name)
    return "text" if name == "character varying" else str(name)


def _from_above(subject: Subject, column: Fact) -> bool:
    columns = subject.of_kind("column")
    return any(f"{parent}.{column['column']}" in columns for parent in subject.ancestors(column["table"]))


def _breach(subject: Subject, column: Fact, example: Fact) -> Breach:
    name, table = column["column"], column["table"]
    return Breach(
        Key("column", f"{table}.{name}"),
        f"{name} is {column['type']} in {table} and {example['type']} in {example['table']}: to compare "
        "them, or the one setting with both, takes a cast, which can raise and which no index serves.",
        _remedy(subject, column, example),
    )


def _remedy(subject: Subject, column: Fact, example: Fact) -> str:
    name, table = column["column"], column["table"]
    used = [fact["policy"] for fact in subject.policies(table).values() if mentions(text_of(fact), name)]
    if used or column["generated"] or column["identity"]:
        what = f"the policies {', '.join(used)}" if used else "what generates it"
        return f"-- Make {name} of {table} {example['type']}, in one transaction with {what}."
    # By way of text every type of an id becomes the other, or the statement fails and changes nothing.
    change = f"ALTER COLUMN {name} TYPE {example['type']} USING {name}::text::{example['type']}"
    if column["default"] is None:
        return f"ALTER TABLE {table} {change};"
    default = f"({column['default']})::text::{example['type']}"
    return (
        f"ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT, {change};\n"
        f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {default};"
    )


RULE = Rule(
    "tenant-column-types-differ",
    "warning",
    "The column that says whose a row is has one type in all tables.",
    _find,
)
