"""Queries that count the rows which a new rule on an existing table would refuse."""

import re
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import CheckConstraint, MetaData

from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.generate.refused_values import refuses
from pgdrift.migrate.preconditions import NEW_COLUMN, Rule

_COLUMNS = r"\(((?:\"(?:[^\"]|\"\")+\"|[^()\"])+)\)"
_KEY = re.compile(rf"^(?:UNIQUE|PRIMARY KEY)( NULLS NOT DISTINCT)? {_COLUMNS}")
_FOREIGN_KEY = re.compile(rf"^FOREIGN KEY {_COLUMNS} REFERENCES ([^(]+){_COLUMNS}")
_NAME = re.compile(r"\"(?:[^\"]|\"\")+\"|[^,\s]+")


def preconditions(differences: Iterable[Difference], target: Snapshot, metadata: MetaData) -> Iterator[Rule]:
    """Those that can be counted before the revision runs: on tables and columns that are there already."""
    tables, columns = target.of_kind("table"), target.of_kind("column")
    words = declared_checks(metadata)
    for difference in differences:
        fact, table = difference.reference, str(difference.fact.get("table"))
        if fact is None or table not in tables:
            continue
        if difference.kind == "column" and difference.target is None:
            if fact["not_null"] and not (fact["default"] or fact["identity"] or fact["generated"]):
                rule = f"{NEW_COLUMN}{fact['column']}, which has no default"
                yield Rule(table, rule, f"SELECT count(*) FROM {table}")
        elif difference.kind == "column" and difference.target:
            yield from _of_column(table, fact, difference.target)
        elif difference.kind == "constraint":
            query = _breaking(fact, words.get(difference.name), columns)
            if query:
                yield Rule(table, fact["constraint"], query)


def _of_column(table: str, fact: Fact, found: Fact) -> Iterator[Rule]:
    column = fact["column"]
    retyped = not (fact["generated"] or fact["foreign"])
    if retyped and (condition := refuses(column, found["type"], fact["type"])):
        yield Rule(table, f"the type {fact['type']} of {column}", _count(table, condition))
    if fact["not_null"] and not found["not_null"]:
        yield Rule(table, f"NOT NULL of {column}", _count(table, f"{column} IS NULL"))


def _breaking(fact: Fact, declared: str | None, columns: Mapping[str, Fact]) -> str | None:
    table, definition = fact["table"], fact["definition"]
    if fact["variant"] == "CHECK":
        condition = declared or definition.removeprefix("CHECK ").removesuffix(" NO INHERIT")
        return _count(table, f"NOT ({condition})")
    if match := _KEY.match(definition):
        names = _NAME.findall(match[2])
        if not _all_there(table, names, columns):
            return None
        filled = "" if match[1] else f" WHERE {_not_null(names)}"
        inner = (
            f"SELECT count(*) AS number FROM {table}{filled} GROUP BY {', '.join(names)} HAVING count(*) > 1"
        )
        return f"SELECT coalesce(sum(number), 0) FROM ({inner}) duplicates"
    if match := _FOREIGN_KEY.match(definition):
        names, parent, keys = _NAME.findall(match[1]), match[2].strip(), _NAME.findall(match[3])
        if not (_all_there(table, names, columns) and _all_there(parent, keys, columns)):
            return None
        same = " AND ".join(f"p.{key} = c.{name}" for name, key in zip(names, keys, strict=True))
        filled = _not_null([f"c.{name}" for name in names])
        orphan = f"NOT EXISTS (SELECT FROM {parent} p WHERE {same})"
        return _count(f"{table} c", f"{filled} AND {orphan}")
    return None


def declared_checks(metadata: MetaData) -> dict[str, str]:
    """The conditions as their author wrote them, by the catalog's name of the constraint."""
    return {
        f"{table.schema or 'public'}.{table.name}.{constraint.name}": str(constraint.sqltext)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and constraint.name
    }


def _count(table: str, condition: str) -> str:
    return f"SELECT count(*) FROM {table} WHERE {condition}"


def _not_null(names: Iterable[str]) -> str:
    return " AND ".join(f"{name} IS NOT NULL" for name in names)


def _all_there(table: str, names: Iterable[str], columns: Mapping[str, Fact]) -> bool:
    return all(f"{table}.{name}" in columns for name in names)
