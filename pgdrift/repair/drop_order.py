"""What goes earlier than its kind does, because something that it is built on goes earlier than that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog.fact import Key
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.repair.building_order import BuildingOrder, by_object

# The rank of views whose rows something has as values, and of that: other views go at 15.
_ROWS_OF_VIEWS = 16
_GOING = (Phase.CLEAR, Phase.DROP)
_HOLDING = ("table", "column", "type", "function")
_CALLED = ("function", "operator", "operator_class")
# What a base type is made of goes with it, and needs it as it needs them.
_WITH_BASE_TYPES = " CASCADE"


def in_time(found: Sequence[Statement], order: BuildingOrder) -> list[Statement]:
    """`found`, with what is parsed before what it calls or reads; `order` is that of the target."""
    found = [*_with_views(found, order)]
    return [*_types_first([*_functions_first(found, order)], order)]


def _with_views(found: Sequence[Statement], order: BuildingOrder) -> Iterator[Statement]:
    """What has rows of a view as values goes before the view, in the order in which they are built."""
    held = {phase: _rows_of_views([s for s in found if s.phase is phase], order) for phase in _GOING}
    for statement in found:
        if Key(statement.kind, statement.name) not in held.get(statement.phase, ()):
            yield statement
        elif statement.kind == "view":
            yield replace(statement, rank=max(statement.rank, _ROWS_OF_VIEWS))
        else:
            yield replace(statement, rank=min(statement.rank, _ROWS_OF_VIEWS))


def _rows_of_views(going: Sequence[Statement], order: BuildingOrder) -> set[Key]:
    """Views whose rows something that goes has as values, what they read, and that with all built on it."""
    if not any(statement.kind == "view" for statement in going):
        return set()
    needs = order.needs(by_object(going))
    holding = {key for key in needs if key.kind in _HOLDING and any(n.kind == "view" for n in needs[key])}
    views = {other for key in holding for other in needs[key] if other.kind == "view"}
    while more := {n for view in views for n in needs[view] if n.kind == "view"} - views:
        views |= more
    while more := {key for key in needs.keys() - holding if key.kind != "view" and holding & needs[key]}:
        holding |= more
    return holding | views


def _functions_first(found: Sequence[Statement], order: BuildingOrder) -> Iterator[Statement]:
    """A function whose body PostgreSQL has parsed goes before what it reads, not after what calls it."""
    going: dict[Phase, dict[Key, int]] = {phase: {} for phase in _GOING}
    for statement in found:
        if statement.phase in going:
            going[statement.phase].setdefault(Key(statement.kind, statement.name), statement.rank)
    for statement in found:
        rank = None
        if statement.phase in going and statement.kind == "function":
            key = Key(statement.kind, statement.name)
            rank = order.going_before(key, going[statement.phase])
        yield statement if rank is None else replace(statement, rank=min(rank, statement.rank))


def _types_first(found: Sequence[Statement], order: BuildingOrder) -> Iterator[Statement]:
    """A domain goes before the functions that its default or its checks call, and what is built on it too."""
    earlier = {phase: _ranks([s for s in found if s.phase is phase], order) for phase in _GOING}
    for statement in found:
        rank = earlier.get(statement.phase, {}).get(Key(statement.kind, statement.name))
        drops = rank is not None and statement.sql.startswith("DROP ")
        yield replace(statement, rank=min(rank or 0, statement.rank)) if drops else statement


def _ranks(going: Sequence[Statement], order: BuildingOrder) -> dict[Key, int]:
    """The ranks of what has to go earlier than its kind does."""
    groups = by_object(
        statement
        for statement in going
        if statement.sql.startswith("DROP ") and not statement.sql.endswith(_WITH_BASE_TYPES)
    )
    if not any(key.kind == "type" for key in groups):
        return {}
    ranks = {key: group[0].rank for key, group in groups.items()}
    needs, earlier = order.needs(groups), dict[Key, int]()
    waiting = True
    while waiting:
        waiting = False
        for key, needed in needs.items():
            calls = [n for n in needed if n in earlier or (key.kind == "type" and n.kind in _CALLED)]
            rank = min((ranks[other] for other in calls), default=ranks[key])
            if rank < ranks[key]:
                ranks[key] = earlier[key] = rank
                waiting = True
    return earlier
