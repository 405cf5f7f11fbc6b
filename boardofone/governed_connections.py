"""Hooks on an engine, set once, for those of its connections that are in a tenant's transaction."""

from threading import Lock
from typing import Any, Protocol
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Connection, Dialect, Engine, PoolProxiedConnection, event

from boardofone import forbidden_statements
from boardofone.used_connections import Use


class Governor(Protocol):
    """Who is asked before a transaction ends, and also when the pool rolls back what is given back to it."""

    def before_commit(self) -> None: ...
    def before_rollback(self) -> None: ...


# On the engine and not on each connection: SQLAlchemy takes longer to register five listeners than to send a
# statement. On connections and not on the session, for a transaction can be ended there as well. On what is
# below it, the dialect: every statement goes a longer way on an engine that listens to events of connections.
_dialects: WeakSet[Dialect] = WeakSet()
_engines_with_events: WeakSet[Engine] = WeakSet()
_watching = Lock()  # whoever hooks a dialect twice would ask twice
_uses: WeakKeyDictionary[Connection, Use] = WeakKeyDictionary()
_governors: dict[PoolProxiedConnection, Governor] = {}


def watch(engine: Engine) -> None:
    """Have the engine's connections, and those of all with the same dialect, ask their governors."""
    if _asked_first(engine.dialect):
        return
    with _watching:
        if engine.dialect not in _dialects:
            _hook(engine.dialect)
            _dialects.add(engine.dialect)
        if not _asked_first(engine.dialect) and engine not in _engines_with_events:
            # A listener that is asked earlier may run the statement itself, and nobody is asked after it.
            event.listen(engine, "before_cursor_execute", _before_cursor_execute, retval=True)
            _engines_with_events.add(engine)


def govern(connection: Connection, pooled: PoolProxiedConnection, use: Use, governor: Governor) -> None:
    """Ask `governor` before the transaction ends; and refuse statements that change role or tenant.

    `pooled` is what the connection has from the pool, and what is to be released when it has ended.
    """
    _uses[connection] = use
    _governors[pooled] = governor


def release(pooled: PoolProxiedConnection) -> None:
    """The transaction is over. Whoever still holds the connection is refused the same statements.

    The governor refers to the connection: kept any longer, it would keep a detached one from being closed
    when the last reference to it goes.
    """
    _governors.pop(pooled, None)


def _hook(dialect: Dialect) -> None:
    commit, rollback = dialect.do_commit, dialect.do_rollback

    def do_commit(pooled: PoolProxiedConnection) -> None:
        if (governor := _governors.get(pooled)) is not None:
            governor.before_commit()
        commit(pooled)

    def do_rollback(pooled: PoolProxiedConnection) -> None:
        if (governor := _governors.get(pooled)) is not None:
            governor.before_rollback()
            if not pooled.is_valid:  # it was dropped: there is nothing left to roll back
                return
        rollback(pooled)

    dialect.do_commit, dialect.do_rollback = do_commit, do_rollback  # type: ignore[method-assign,assignment]
    event.listen(dialect, "do_execute", _do_execute)
    event.listen(dialect, "do_executemany", _do_execute)
    event.listen(dialect, "do_execute_no_params", _do_execute_no_params)


def _before_cursor_execute(
    connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> tuple[str, Any]:
    _before_statement(connection, statement, parameters)
    return statement, parameters


def _do_execute(cursor: Any, statement: str, parameters: Any, context: Any) -> None:
    _before_statement(context.root_connection, statement, parameters)


def _do_execute_no_params(cursor: Any, statement: str, context: Any) -> None:
    _before_statement(context.root_connection, statement, ())


def _before_statement(connection: Connection, statement: str, parameters: Any) -> None:
    use = _uses.get(connection)
    if use is not None:
        forbidden_statements.refuse(statement, parameters)
        use.clean = False


def _asked_first(dialect: Dialect) -> bool:
    """Whether no other listener is asked about a statement before ours are."""
    asked: Any = dialect.dispatch
    lists = (asked.do_execute, asked.do_executemany, asked.do_execute_no_params)
    return [next(iter(each), None) for each in lists] == [_do_execute, _do_execute, _do_execute_no_params]
