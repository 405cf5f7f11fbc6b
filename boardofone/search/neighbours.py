"""The nearest rows of one tenant: compared one by one, unless an HNSW index answers for many of them.

pgvector knows nothing of tenants: an HNSW scan returns the nearest rows of everybody, of which row level
security then leaves a few or none. So a tenant's rows are counted first, by an index and no further than
``EXACT_UP_TO``, unless they were a moment ago; up to there they are compared one by one, which is exact and,
for so few, the faster way too. Beyond it the index is asked once for a thousand of everybody's nearest.
When enough of them are the tenant's, those are taken for its nearest; when not, which is so for a tenant that
speaks of something else than the query, all its rows are compared after all. An iterative scan would go on
until it has found enough, and return whichever of them it came across first. docs/search.md says what was
measured of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic

from pgvector.sqlalchemy import VECTOR
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Row,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import TypeEngine

from boardofone.search import sizes
from boardofone.search.match import Found, Match
from boardofone.search.refused import SearchRefused
from boardofone.search.scan_settings import settings

EXACT_UP_TO = 50_000
"""Rows of a tenant that are compared one by one."""

MOST_BY_INDEX = 50
"""Neighbours that the index is asked for; more are found by comparing all rows."""

SPARE = 5
"""How many times as many neighbours as are wanted must be among those that the index returns.

What it returns last is the least sure to be the nearest, so the tenant's must not be those only.
"""

SCAN = {
    # Whatever else could order the rows would sort them; so the index is used.
    "enable_sort": "off",
    # The plan only looks expensive, and compiling it would cost more than running it.
    "jit": "off",
    "hnsw.iterative_scan": "off",
    # How many of everybody's nearest it returns: pgvector's most, as fewer find less of a narrow topic.
    "hnsw.ef_search": "1000",
}

NOT_COUNTED = ("exclude",)
"""Conditions that take away so few rows that counting leaves them out, and need not be done for each anew."""


Condition = Callable[[Any], ColumnElement[bool]]
"""Of an alias of a class of embeddings; its parameter is called as the condition is."""


@dataclass(frozen=True)
class Space(Generic[Found]):
    """A table of embeddings, the rows that they stand for, and the conditions that may narrow a search."""

    found: type[Found]
    embeddings: type[Any]
    key: tuple[str, str]  # the attribute of `found`, and that of `embeddings` which refers to it
    dimensions: int
    of_tenants: bool
    indexed: bool
    conditions: Mapping[str, Condition] = field(default_factory=dict, hash=False, compare=False)

    @property
    def table(self) -> str:
        return str(self.embeddings.__tablename__)

    @property
    def key_type(self) -> TypeEngine[Any]:
        column: TypeEngine[Any] = getattr(self.embeddings, self.key[1]).type
        return column


def nearest(
    session: Session, space: Space[Found], unit: Sequence[float], k: int, wanted: Mapping[str, Any]
) -> list[Match[Found]]:
    """The ``k`` rows nearest to the vector ``unit``, of length 1, or as many as there are.

    ``wanted`` gives the conditions to apply, each with its parameter. They come in the order of distance and
    key; of ties those with the lowest keys are found where rows are compared, and any of them by the index.
    Raises SearchRefused when the rows are tenants' and row level security does not hold for the session.
    """
    names = tuple(sorted(wanted))
    given = {**wanted, "vector": list(unit), "k": k}
    if space.indexed:
        narrowed = {name: value for name, value in wanted.items() if name not in NOT_COUNTED}
        counted = space.table, narrowed, EXACT_UP_TO
        many = sizes.many(session, *counted)
        if many is None:
            rows = session.execute(_of_few(space, names), {**given, "limit": EXACT_UP_TO}).all()
            _require_row_security(space, rows[0].guarded)
            many = rows[0].size > EXACT_UP_TO
            sizes.remember(session, *counted, many)
            if not many:
                return _matches(space, rows)
        if many and k <= MOST_BY_INDEX:
            with settings(session, SCAN):
                rows = session.execute(_by_index(space, names), {**given, "k": k * SPARE}).all()
            if len(rows) == k * SPARE:
                return _matches(space, rows)[:k]
    return _matches(space, session.execute(_of_all(space, names), given).all())


def _require_row_security(space: Space[Any], holds: bool) -> None:
    if not holds:
        raise SearchRefused(
            f"A search of {space.table} needs a tenant session, and row level security does not hold for "
            "this one, so that it would find the rows of every tenant. Nothing was read. Open a "
            "tenant_session for the user who searches."
        )


@cache
def _of_few(space: Space[Any], names: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """How many rows there are, counted to one beyond ``limit``; if not beyond, the nearest of them too."""
    counted = aliased(space.embeddings)
    guard = _guard(space)
    counting = _conditions(space, [name for name in names if name not in NOT_COUNTED], counted)
    some: Select[Any] = select(literal_column("1")).select_from(counted).where(guard, *counting)
    some_rows = some.limit(bindparam("limit", type_=Integer) + 1).subquery()
    size = select(func.count().label("size"), guard.label("guarded")).select_from(some_rows).subquery("size")
    near = _compared(space, names, guard, size.c.size <= bindparam("limit", type_=Integer)).lateral("near")
    statement = select(size.c.size, size.c.guarded, space.found, near.c.distance).select_from(size)
    return statement.outerjoin(near, true()).outerjoin(space.found, _is_found(space, near))


@cache
def _of_all(space: Space[Any], names: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """The nearest of all rows."""
    near = _compared(space, names, _guard(space)).subquery("near")
    return select(space.found, near.c.distance).join(near, _is_found(space, near))


@cache
def _by_index(space: Space[Any], names: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """What the HNSW index finds of the tenant's among everybody's nearest: often fewer than asked for."""
    ranked = aliased(space.embeddings)
    distance = ranked.embedding.cosine_distance(_VECTOR)
    near = select(getattr(ranked, space.key[1]).label("key"), distance.label("distance"))
    near_rows = near.where(*_conditions(space, names, ranked)).order_by(distance).limit(_K).subquery("near")
    return select(space.found, near_rows.c.distance).join(near_rows, _is_found(space, near_rows))


def _compared(
    space: Space[Any], names: tuple[str, ...], *gates: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Keys and distances of the nearest, found by computing every distance."""
    ranked = aliased(space.embeddings)
    key = getattr(ranked, space.key[1])
    # Adding nothing keeps the planner from an index that knows nothing of tenants.
    distance = (ranked.embedding.cosine_distance(_VECTOR) + literal_column("0.0")).label("distance")
    rows = select(key.label("key"), distance).where(*gates, *_conditions(space, names, ranked))
    return rows.order_by(literal_column("distance"), key).limit(_K)


def _conditions(space: Space[Any], names: Iterable[str], rows: Any) -> list[ColumnElement[bool]]:
    return [space.conditions[name](rows) for name in names]


def _is_found(space: Space[Any], near: FromClause) -> ColumnElement[bool]:
    same: ColumnElement[bool] = getattr(space.found, space.key[0]) == near.c.key
    return same


def _guard(space: Space[Any]) -> ColumnElement[bool]:
    """Whether row level security holds for whoever asks; nothing is read when it does not."""
    if not space.of_tenants:
        return true()
    return func.row_security_active(literal_column(f"'public.{space.table}'"))


def _matches(space: Space[Found], rows: Sequence[Row[Any]]) -> list[Match[Found]]:
    """The rows that were found, in order; the last two columns are the row and its distance."""
    pairs = [tuple(row)[-2:] for row in rows]
    found = [Match[Found](item, distance) for item, distance in pairs if item is not None]
    return sorted(found, key=lambda match: (match.distance, getattr(match.item, space.key[0])))


_VECTOR: Any = bindparam("vector", type_=VECTOR())
_K = bindparam("k", type_=Integer)
