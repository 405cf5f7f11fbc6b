"""Renames: the declared ones, and what is named after the table or column that has another name now."""

import re
from collections.abc import Iterator, Sequence

from alembic.operations import ops
from sqlalchemy import Table

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import quoted
from pgdrift.declare.renames import RenameMistaken, columns, tables
from pgdrift.generate.alembic_changes import Renderer
from pgdrift.generate.bench import Bench
from pgdrift.generate.engine_steps import steps
from pgdrift.generate.step import Change, Step
from pgdrift.repair import renames

_ALTERED = {
    "constraint": "ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new}",
    "index": "ALTER INDEX {name} RENAME TO {new}",
    "sequence": "ALTER SEQUENCE {name} RENAME TO {new}",
    "policy": "ALTER POLICY {old} ON {table} RENAME TO {new}",
    "trigger": "ALTER TRIGGER {old} ON {table} RENAME TO {new}",
    "rule": "ALTER RULE {old} ON {table} RENAME TO {new}",
    "statistics": "ALTER STATISTICS {name} RENAME TO {new}",
}


def take(bench: Bench, declared: Snapshot) -> list[Change]:
    """Rename what the models say was called otherwise, as far as it still is, and return how.

    Raises RenameMistaken when the former name is still that of something declared.
    """
    taken = [_run(bench, change) for change in _of_tables(bench, declared)]
    return [*taken, *(_run(bench, change) for change in _of_columns(bench, declared))]


def follow(bench: Bench, reference: Snapshot, words: Sequence[tuple[str, str]]) -> list[Step]:
    """Rename what is named after something renamed, and what differs from ``reference`` in its name alone.

    ``words`` are the former names with the new ones. What holds rows of its own is only ever renamed when
    that is declared.
    """
    found = bench.snapshot()
    differences = bench.lacks(reference, found)
    named_after = list(_named_after(differences, words))
    taken = [done for step in steps(named_after, bench.project) if (done := bench.runs(step))]
    if taken:
        found = bench.snapshot()
        differences = bench.lacks(reference, found)
    comparison = Comparison.of(reference, found, acting_role=bench.project.owner_role)
    renamings = renames.find(differences, comparison, guessing=False).renamings
    alike = steps([renaming.statement for renaming in renamings], bench.project)
    return [*taken, *(done for step in alike if (done := bench.runs(step)))]


def _named_after(differences: Sequence[Difference], words: Sequence[tuple[str, str]]) -> Iterator[Statement]:
    missing = {d.key for d in differences if d.target is None}
    for extra in differences:
        if extra.reference is not None or extra.kind not in _ALTERED:
            continue
        fact, former = extra.fact, bare(extra.name)
        name = former
        for old, new in words:
            name = re.sub(rf"(?<![^_\W]){re.escape(old)}(?![^_\W])", new.replace("\\", r"\\"), name)
        new_key = Key(extra.kind, extra.name.removesuffix(former) + name)
        if name != former and new_key in missing:
            sql = _ALTERED[extra.kind].format(table=fact.get("table"), old=former, name=extra.name, new=name)
            yield Statement(sql, extra.kind, extra.name, phase=Phase.RENAME)


def words(bench: Bench) -> list[tuple[str, str]]:
    """Every declared former name with the new one."""
    metadata = bench.project.metadata
    of_tables = [(old, table.name) for table, old in tables(metadata)]
    return [*of_tables, *((old, name) for _, name, old in columns(metadata))]


def _run(bench: Bench, change: Change) -> Change:
    return Change(bench.run(change.up), change.down)


def _of_tables(bench: Bench, declared: Snapshot) -> Iterator[Change]:
    found = bench.snapshot()
    for table, old in tables(bench.project.metadata):
        new, former = _key(table.schema, table.name), _key(table.schema, old)
        if new in found.facts or former not in found.facts:
            continue
        _refuse_declared(f"The table {new.name}", former, declared, f'__renamed_from__ = "{old}"')
        schema = f", schema={table.schema!r}" if table.schema else ""
        up, down = (
            f"op.rename_table({a!r}, {b!r}{schema})" for a, b in ((old, table.name), (table.name, old))
        )
        yield _change(f"table {new.name}: was {former.name}", up, down, new, f"table {old}")


def _of_columns(bench: Bench, declared: Snapshot) -> Iterator[Change]:
    render, found = Renderer(bench), bench.snapshot()
    for table, name, old in columns(bench.project.metadata):
        new, former = _column(table, name), _column(table, old)
        if new in found.facts or former not in found.facts:
            continue
        _refuse_declared(f"The column {new.name}", former, declared, f'renamed_from("{old}")')
        up = render(ops.AlterColumnOp(table.name, old, schema=table.schema, modify_name=name)).code
        down = render(ops.AlterColumnOp(table.name, name, schema=table.schema, modify_name=old)).code
        yield _change(f"column {new.name}: was {old}", up, down, new, f"column {old} of table {table.name}")


def _change(subject: str, up: str, down: str, key: Key, old: str) -> Change:
    hazards = (f"renames {old}: code that still uses that name fails from here on",)
    return Change(Step(subject, up, keys=(key,), hazards=hazards), Step(subject, down, keys=(key,)))


def _refuse_declared(what: str, former: Key, declared: Snapshot, said: str) -> None:
    if former in declared.facts:
        raise RenameMistaken(
            f"{what} says that it was {former.name}, which is declared as well, so it cannot have been "
            f"renamed. No revision was written. Remove {said}, or what still has the old name."
        )


def _key(schema: str | None, name: str) -> Key:
    return Key("table", f"{quoted(schema or 'public')}.{quoted(name)}")


def _column(table: Table, name: str) -> Key:
    return Key("column", f"{_key(table.schema, table.name).name}.{quoted(name)}")
