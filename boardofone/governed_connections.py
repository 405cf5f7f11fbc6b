"""Hooks on an engine, set once, for those of its connections that are in a tenant's transaction."""

from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Connection, Engine, event

from boardofone import forbidden_statements
from boardofone.used_connections import Use


class Governor(Protocol):
    """Who is asked before a transaction ends."""

    def before_commit(self) -> None: ...
    def before_rollback(self) -> None: ...


@dataclass
class _Governed:
    use: Use
    governor: Governor | None


# On the engine and not on each connection: SQLAlchemy takes longer to register five listeners than to send a
# statement. On the connection and not on the session, for a transaction can be ended there as well.
_engines: WeakSet[Engine] = WeakSet()
_governed: WeakKeyDictionary[Connection, _Governed] = WeakKeyDictionary()


def watch(engine: Engine) -> None:
    """Have the engine's connections, those that it makes from here on, ask their governors."""
    # An engine made by execution_options asks those of its origin, too: listening to both would ask twice.
    while (origin := getattr(engine, "_proxied", None)) is not None:
        engine = origin
    if engine not in _engines:
        # retval spares every statement the wrapper that SQLAlchemy puts around a listener without it.
        event.listen(engine, "before_cursor_execute", _before_cursor_execute, retval=True)
        event.listen(engine, "commit", _before_commit)
        event.listen(engine, "rollback", _before_rollback)
        _engines.add(engine)


def govern(connection: Connection, use: Use, governor: Governor) -> None:
    """Ask `governor` before the transaction ends; and refuse statements that change role or tenant."""
    _governed[connection] = _Governed(use, governor)


def release(connection: Connection) -> None:
    """The transaction is over. Whoever still holds the connection is refused the same statements.

    The governor refers to the connection: kept any longer, it would keep a detached one from being closed
    when the last reference to it goes.
    """
    if connection in _governed:
        _governed[connection].governor = None


def _before_cursor_execute(
    connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> tuple[str, Any]:
    governed = _governed.get(connection)
    if governed is not None:
        forbidden_statements.refuse(statement, parameters)
        governed.use.clean = False
    return statement, parameters


def _before_commit(connection: Connection) -> None:
    if (governor := _governor(connection)) is not None:
        governor.before_commit()


def _before_rollback(connection: Connection) -> None:
    if (governor := _governor(connection)) is not None:
        governor.before_rollback()


def _governor(connection: Connection) -> Governor | None:
    governed = _governed.get(connection)
    return None if governed is None else governed.governor
