"""A tenant column that refers to nothing keeps the rows of tenants that never were, or are no more."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.rules.tenant_column_types_differ import plain_type
from pgdrift.audit.subject import Subject
from pgdrift.catalog.dotted_names import above, bare
from pgdrift.catalog.fact import Fact, Key


def _find(subject: Subject) -> Iterator[Breach]:
    keys = list(subject.foreign_keys().values())
    referring = {column for key in keys for column in key["columns"]}
    by_column: dict[str, list[Fact]] = {}
    for key in keys:
        for of_key in key["columns"]:
            by_column.setdefault(bare(of_key), []).append(key)
    called: dict[str, list[str]] = {}
    for name in subject.tables:
        called.setdefault(bare(name).strip('"').lower(), []).append(name)
    for name, table in subject.tenant_tables.items():
        column = subject.tenant_column(name)
        # Keys of a partitioned table hold for its partitions; those of a parent do not for its children.
        if column is None or f"{name}.{column['column']}" in referring or table["partition_bound"]:
            continue
        others = by_column.get(column["column"], [])
        alone = [key for key in others if len(key["columns"]) == 1]
        to = alone[0]["references"] if alone else _likely(subject, column, called)
        if to == name or (to is None and (not others or name in {key["references"] for key in others})):
            continue
        yield _breach(subject, column, to, alone[0] if alone else None, others)


def _likely(subject: Subject, column: Fact, called: dict[str, list[str]]) -> str | None:
    """The table that the column could refer to by its name, and the type of that table's key."""
    stem = column["column"].strip('"').lower().removesuffix("_id")
    names = {stem, f"{stem}s", f"{stem}es", f"{stem.removesuffix('y')}ies"}
    found = [
        name
        for candidate in sorted(names)
        for name in called.get(candidate, ())
        if _key_type(subject, name) == plain_type(subject, column)
    ]
    return min(found, key=lambda name: above(name) != above(column["table"]), default=None)


def _key_type(subject: Subject, table: str) -> str | None:
    for index in subject.indexes(table):
        if index["is_primary"] and len(index["columns"]) == 1:
            return plain_type(subject, subject.of_kind("column")[f"{table}.{index['columns'][0]}"])
    return None


def _breach(subject: Subject, column: Fact, to: str | None, like: Fact | None, others: list[Fact]) -> Breach:
    name, table = column["column"], column["table"]
    known = to or others[0]["references"]
    same = like is None or plain_type(subject, column) == plain_type(
        subject, subject.of_kind("column")[like["columns"][0]]
    )
    if to is None or not same:
        remedy = f"-- Let {name} of {table} refer to what it does in {others[0]['table']}."
    elif like is not None:
        remedy = f"ALTER TABLE {table} ADD {like['definition']};"
    else:
        remedy = f"ALTER TABLE {table} ADD FOREIGN KEY ({name}) REFERENCES {to};"
    return Breach(
        Key("column", f"{table}.{name}"),
        f"{table} keeps the rows of a {name} that {known} does not know, and of one that is deleted there.",
        remedy,
    )


RULE = Rule(
    "tenant-column-without-foreign-key",
    "warning",
    "The column that says whose a row is refers to the table of those.",
    _find,
)
