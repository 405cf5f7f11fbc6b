"""Run one cell after the other in one transaction, and see what each of them came to."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from tests.isolation.matrix import witness
from tests.isolation.matrix.cells import Cell
from tests.isolation.matrix.outcomes import Outcome, label

OwnerOf = Callable[[str, dict[str, Any] | None], str]


class Trial:
    """An actor's connection, in a transaction that has been begun and in which he has been introduced."""

    def __init__(
        self, connection: psycopg.Connection[Any], superuser: psycopg.Connection[Any], owner_of: OwnerOf
    ) -> None:
        self._connection, self._superuser, self._owner_of = connection, superuser, owner_of
        self._notices: list[str] = []
        connection.add_notice_handler(lambda notice: self._notices.append(notice.message_primary or ""))
        connection.execute("SET LOCAL lock_timeout = '5s'; SAVEPOINT cell")

    def run(self, cell: Cell) -> Outcome:
        """Run ``cell`` on the state that the transaction began with."""
        self._notices.clear()
        copying = cell.statement.startswith("COPY")
        undo = "ROLLBACK TO SAVEPOINT cell"
        try:
            if copying:
                self._connection.execute(undo)
                shown = self._copied(cell.statement)
            else:
                cursor = self._connection.execute(f"{undo}; {cell.statement}".encode())
                while cursor.nextset():
                    pass
                shown = [label(row[0]) for row in cursor] if cursor.description else []
        except psycopg.Error as error:
            diagnosis = error.diag.message_primary or str(error)
            return Outcome((), frozenset(), error.sqlstate or "-----", diagnosis)
        changed = {self._owner_of(table, row) for table, row in witness.changes(self._notices)}
        if cell.unlocked:
            changed |= self._locked(cell)
        return Outcome(tuple(sorted(shown)), frozenset(changed))

    def _copied(self, statement: str) -> list[str]:
        with self._connection.cursor().copy(statement.encode()) as copy:
            if "FROM STDIN" in statement:
                return []
            return [label(row[0]) if row else "a row" for row in copy.rows()]

    def _locked(self, cell: Cell) -> frozenset[str]:
        free = {label(owner) for (owner,) in self._superuser.execute(cell.unlocked.encode())}
        return cell.hidden - free


def identity(connection: psycopg.Connection[Any], role: str | None) -> Iterator[str]:
    """What is wrong with the login of ``connection``, which must be a member of ``role`` and nothing else."""
    powers, memberships = connection.execute("""
        SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication,
               ARRAY(SELECT r.rolname::text FROM pg_roles r
                     WHERE pg_has_role(session_user, r.oid, 'MEMBER') AND r.rolname <> session_user)
        FROM pg_roles WHERE rolname = session_user
    """).fetchone() or (None, [])
    if powers is not False:
        yield "it is a superuser, or has another power that no tenant may have"
    if memberships != ([role] if role else []):
        yield f"it is a member of {', '.join(memberships) or 'nothing'}"
