"""What an actor may do to a relation: it follows from what that was declared to be, and nothing else."""

from dataclasses import dataclass

from sqlalchemy import Table

import schema
from pgdrift.declare import View, collect
from pgdrift.tenancy import OwnedBy, PublicRead, Purpose, ServiceOnly, ShowsOwn, Tenancy, purpose_of
from schema import METADATA
from tests.isolation.matrix.actors import Actor, Standing
from tests.isolation.matrix.objects import Function, Relation
from tests.isolation.rows import TENANCY, left_to_database


@dataclass(frozen=True)
class MigrationRecord:
    """The table in which Alembic keeps the revision: the service reads it to back it up."""


@dataclass(frozen=True)
class Counter:
    """A sequence behind a generated key: the service reads it to back it up."""


RelationIntent = Tenancy | ShowsOwn | MigrationRecord | Counter

NOT_CLASSIFIED = (
    "nobody said whose rows it holds. Give a table's class a __tenancy__, declare a view or function in "
    "schema/ with pgdrift.tenancy.meant(...), import it in schema/__init__.py, and let policies/ and a "
    "revision make it so; or drop it"
)


@dataclass(frozen=True)
class Rights:
    """The columns that may be selected from, inserted into and updated, and whether rows may be deleted.

    ``reach`` says which rows: the actor's own, or every row.
    """

    select: bool = False
    insert: frozenset[str] = frozenset()
    update: frozenset[str] = frozenset()
    delete: bool = False
    everything: bool = False


NONE = Rights()


def intent_of(relation: Relation) -> RelationIntent | None:
    """What ``relation`` was declared to be; None if nobody said, or if it is another kind of thing."""
    name = relation.name if relation.schema == "public" else f"{relation.schema}.{relation.name}"
    if relation.kind == "r":
        return MigrationRecord() if name == "alembic_version" else TENANCY.get(name)
    if relation.kind == "v":
        return _VIEWS.get(name)
    if relation.kind == "S":
        return Counter() if name in _COUNTERS else None
    return None


def purpose_of_function(function: Function) -> Purpose | None:
    """What ``function`` was declared to be for; None if nobody said."""
    return _FUNCTIONS.get(function.label)


def rights_of(actor: Actor, relation: Relation, intent: RelationIntent | None) -> Rights:
    """What ``actor`` may do; nothing to what nobody classified."""
    if actor.standing is Standing.STRANGER or intent is None:
        return NONE
    if actor.standing is Standing.SERVICE:
        return _of_the_service(relation, intent)
    if isinstance(intent, PublicRead):
        return Rights(select=True, everything=True)
    if isinstance(intent, ShowsOwn):
        return Rights(select=True, update=frozenset(intent.editable))
    if isinstance(intent, OwnedBy):
        table = METADATA.tables[relation.name]
        given = frozenset(c.name for c in table.columns if not left_to_database(c))
        if intent.append_only:
            return Rights(select=True, insert=given)
        fixed = {intent.column, *(c.name for c in table.primary_key.columns)}
        return Rights(select=True, insert=given, update=given - fixed, delete=True)
    return NONE


def _of_the_service(relation: Relation, intent: RelationIntent) -> Rights:
    if isinstance(intent, MigrationRecord | Counter) or intent == ServiceOnly(read_only=True):
        return Rights(select=True, everything=True)
    if isinstance(intent, OwnedBy | PublicRead | ServiceOnly):
        every = frozenset(relation.columns)
        return Rights(select=True, insert=every, update=every, delete=True, everything=True)
    return NONE


def owner_column(relation: Relation, intent: RelationIntent | None) -> str:
    """The column that tells whose a row is; of what belongs to nobody, its first."""
    return intent.column if isinstance(intent, OwnedBy | ShowsOwn) else relation.columns[0]


def key_column(relation: Relation, intent: RelationIntent | None) -> str:
    """The column that finds a row."""
    return intent.column if isinstance(intent, ShowsOwn) else relation.columns[0]


def _counter(table: Table) -> str | None:
    return next((f"{table.name}_{c.name}_seq" for c in table.columns if c.identity is not None), None)


_DECLARED = collect(schema)
_VIEWS = {
    entity.name: purpose
    for entity in _DECLARED
    if isinstance(entity, View) and isinstance(purpose := purpose_of(entity), ShowsOwn)
}
_FUNCTIONS = {
    entity.signature: purpose
    for entity in _DECLARED
    if not isinstance(entity, View) and (purpose := purpose_of(entity)) is not None
}
_COUNTERS = {_counter(table) for table in METADATA.sorted_tables} - {None}

# Everything that somebody classified: what the live database holds beyond it is a breach.
CLASSIFIED = (*TENANCY, "alembic_version", *_VIEWS, *_FUNCTIONS, *sorted(name for name in _COUNTERS if name))
