"""What Alembic compares. The catalog decides what differs; Alembic says how it is changed."""

import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy

from alembic.autogenerate import produce_migrations
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import render_op
from alembic.migration import MigrationContext
from alembic.operations import ops
from sqlalchemy import Computed, Identity
from sqlalchemy.dialects import postgresql

from pgdrift.catalog.column_changes import RETYPES
from pgdrift.catalog.conversion import loses_nothing
from pgdrift.catalog.fact import Difference, Key
from pgdrift.declare.identifiers import quoted
from pgdrift.generate.bench import Bench
from pgdrift.generate.step import Change, Step
from pgdrift.generate.tenant_columns import depends_on_session, filled_column

_LOSES = {
    ops.DropTableOp: "drops the table and its rows",
    ops.DropColumnOp: "drops the column and what every row has in it",
}


def changes(
    bench: Bench, differences: Mapping[Key, Difference], session_bound: Collection[str]
) -> list[Change]:
    """The changes for those of ``differences`` that Alembic sees, in an order that runs.

    ``session_bound`` are the columns (``public.votes.user_id``) whose default depends on the session.
    """
    with warnings.catch_warnings():
        # Of what Alembic cannot change: the catalog engine does.
        warnings.simplefilter("ignore")
        script = produce_migrations(bench.context, bench.project.metadata)
    assert script.upgrade_ops is not None
    found = [
        op
        for op in _flat(script.upgrade_ops.ops)
        if key_of(op) in differences and _differs(op, differences[key_of(op)]) and not _is_engines(op)
    ]
    renderer = Renderer(bench, differences)
    made = {
        str(name)
        for op in found
        if (name := getattr(op, "constraint_name", None) or _index_name(op))
        and not isinstance(op, ops.DropConstraintOp | ops.DropIndexOp)
    }
    result: list[Change] = []
    for op in sorted(_apart(found), key=lambda op: _rank(op, made)):
        if isinstance(op, ops.AddColumnOp) and depends_on_session(op, key_of(op).name, session_bound):
            result += filled_column(op, renderer, key_of(op), bench.project)
        else:
            result.append(Change(renderer(op), renderer(op.reverse(), back=True)))
    return result


def key_of(op: ops.MigrateOperation) -> Key:
    """The object that ``op`` is about, named as the catalog names it."""
    schema = quoted(getattr(op, "schema", None) or "public")
    if isinstance(op, ops.CreateIndexOp | ops.DropIndexOp):
        return Key("index", f"{schema}.{quoted(str(op.index_name))}")
    table = f"{schema}.{quoted(str(getattr(op, 'table_name', None) or getattr(op, 'source_table', '')))}"
    if isinstance(op, ops.CreateTableOp | ops.DropTableOp):
        return Key("table", table)
    if isinstance(op, ops.AddColumnOp):
        return Key("column", f"{table}.{quoted(op.column.name)}")
    if isinstance(op, ops.DropColumnOp | ops.AlterColumnOp):
        return Key("column", f"{table}.{quoted(op.column_name)}")
    return Key("constraint", f"{table}.{quoted(str(getattr(op, 'constraint_name', '')))}")


class Renderer:
    """Renders operations with frozen types, and notes which run as the migrator and what they lose.

    ``differences`` say what the columns are and should be.
    """

    def __init__(self, bench: Bench, differences: Mapping[Key, Difference] | None = None) -> None:
        self._bench = bench
        self._differences = differences or {}

    def __call__(self, op: ops.MigrateOperation, *, back: bool = False) -> Step:
        context = AutogenContext(self._bench.context, self._bench.project.metadata, autogenerate=False)
        with _undoubled(self._bench.context):
            code = "\n".join(render_op(context, op))
        key = key_of(op)
        # Under FORCE the owner would validate against nothing.
        as_migrator = isinstance(op, ops.CreateForeignKeyOp) and bool(self._bench.project.migrator_role)
        loses = self._loses(op, self._differences.get(key), back=back)
        return Step(
            str(key),
            code,
            as_migrator,
            loses,
            frozenset(map(str, context.imports)),
            keys=(key,),
            hazards=tuple(_hazards(op)),
        )

    @staticmethod
    def _loses(op: ops.MigrateOperation, difference: Difference | None, *, back: bool) -> str:
        if difference is not None and isinstance(op, ops.AlterColumnOp) and op.modify_type is not None:
            wanted, found = difference.reference, difference.target
            wanted, found = (found, wanted) if back else (wanted, found)
            if wanted and found and not loses_nothing(found["type"], wanted["type"]):
                return f"{RETYPES}that {wanted['type']} cannot hold"
        if difference is not None and isinstance(op, ops.DropColumnOp) and difference.fact["generated"]:
            return ""  # what was computed can be computed again
        return _LOSES.get(type(op), "")


@contextmanager
def _undoubled(context: MigrationContext) -> Iterator[None]:
    """Expressions are rendered as they are: psycopg's dialect doubles their per cent signs, and does so again
    when what was rendered runs."""
    dialect = context.impl.dialect
    context.impl.dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        context.impl.dialect = dialect


def _hazards(op: ops.MigrateOperation) -> Iterator[str]:
    if isinstance(op, ops.AlterColumnOp) and op.modify_type is not None:
        yield f"changes the type of column {op.column_name} of table {op.table_name} for its readers"
    if isinstance(op, ops.AddColumnOp):
        column = op.column
        filled = column.nullable or column.server_default is not None
        if not (filled or column.computed is not None or column.identity is not None):
            yield f"fails when table {op.table_name} has rows: they have nothing for column {column.name}"


def _flat(found: Sequence[ops.MigrateOperation]) -> Iterator[ops.MigrateOperation]:
    for op in found:
        if isinstance(op, ops.OpContainer):
            yield from _flat(op.ops)
        else:
            yield op


def _differs(op: ops.MigrateOperation, difference: Difference) -> bool:
    """Whether anything is left of ``op`` without a default that is only spelled in another way."""
    if not isinstance(op, ops.AlterColumnOp):
        return True
    if difference.fields and "default" not in difference.fields and not _is_engines(op):
        op.modify_server_default = False
    return op.has_changes()


def _apart(found: Iterable[ops.MigrateOperation]) -> Iterator[ops.MigrateOperation]:
    """NOT NULL by itself: it comes to a table in use in a form of its own."""
    for op in found:
        if not isinstance(op, ops.AlterColumnOp) or op.modify_nullable is not False:
            yield op
            continue
        others = (op.modify_type, op.modify_name, op.modify_server_default is not False)
        if any(others):
            rest = copy(op)
            rest.modify_nullable = None
            yield rest
            op = copy(op)
            op.existing_type, op.modify_type = op.modify_type or op.existing_type, None
            op.existing_server_default, op.modify_server_default = False, False
            op.modify_name = None
        yield op


def _is_engines(op: ops.MigrateOperation) -> bool:
    """Identity and generated columns: Alembic sees that they differ and cannot say how to get there."""
    default = getattr(op, "modify_server_default", None)
    return isinstance(default, Identity | Computed)


def _rank(op: ops.MigrateOperation, made: set[str]) -> int:
    """Additions before what relies on them, removals after; an old rule goes when the new one holds."""
    match op:
        case ops.CreateTableOp():
            return 10
        case ops.AddColumnOp():
            return 20
        case ops.AlterColumnOp():
            return 30
        case ops.DropConstraintOp() | ops.DropIndexOp():
            name = getattr(op, "constraint_name", None) or _index_name(op)
            # One that comes back under the same name has to make way first.
            return 35 if name in made else 65
        case ops.CreateForeignKeyOp():
            return 50
        case ops.CreateIndexOp():
            return 60
        case ops.DropColumnOp():
            return 80
        case ops.DropTableOp():
            return 90
    return 40


def _index_name(op: ops.MigrateOperation) -> str | None:
    name = getattr(op, "index_name", None)
    return None if name is None else str(name)
