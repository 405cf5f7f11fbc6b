"""Tenants in transactions of their own, and what the model says of the rows that they are about."""

from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, ClassVar

import psycopg
from hypothesis.stateful import RuleBasedStateMachine
from psycopg import errors, sql

from tests.isolation.machine import ownership, paths
from tests.isolation.machine.arena import Arena
from tests.isolation.machine.ownership import Key, RowId, Rows
from tests.isolation.machine.paths import Breach
from tests.isolation.machine.tenant_tables import TenantTable
from tests.isolation.machine.transactions import VERBATIM, Answer, InPlainSQL, InSession, Transaction
from tests.isolation.rows import row_for

DENIED = (errors.InsufficientPrivilege,)

# Another tenant has not yet committed what this one ran into.
_BUSY = (errors.LockNotAvailable,)


class Acting(RuleBasedStateMachine):
    """``open`` are the transactions under way, ``committed`` is what all tenants own beside them.

    ``done`` counts what was tried where, and how it ended.
    """

    arena: ClassVar[Arena]
    done: ClassVar[Counter[tuple[str, str, str]]]
    examples: ClassVar[int]

    def __init__(self) -> None:
        super().__init__()
        type(self).examples += 1
        self.open: list[Transaction] = []
        self.committed: Rows = {}

    def teardown(self) -> None:
        for transaction in list(self.open):
            self._roll_back(transaction)

    def _look(self, acting: Transaction) -> None:
        own = ownership.rows_of(acting.rows, [acting.tenant])
        planned = self.arena.planned if acting.conversation.door == InPlainSQL.door else self.arena.asked
        seen: Any = acting.conversation.execute(planned).rows
        told = paths.judge(acting.tenant, own, seen, self.arena.tables, paths.ASKED)
        acting.rows |= told
        copied = paths.copied(acting.conversation.copied(self.arena.copying))
        paths.judge(acting.tenant, own, copied, self.arena.tables, paths.COPIED)
        for name, (table, keys) in acting.cursors.items():
            acting.conversation.execute(f"MOVE ABSOLUTE 0 FROM {name}")
            fetched = acting.conversation.execute(f"FETCH ALL FROM {name}").rows
            if {tuple(key) for key, _ in fetched} != keys or any(o != acting.tenant for _, o in fetched):
                raise Breach(f"{acting.tenant!r} fetches {fetched} of {table} instead of {keys}")

    def _try(
        self,
        acting: Transaction,
        what: str,
        table: TenantTable,
        manner: str,
        query: sql.Composable,
        refusals: tuple[type[Exception], ...],
        effect: Callable[[Answer], None] | None,
        *,
        may_fail: bool = False,
    ) -> None:
        before, conversation = dict(acting.rows), acting.conversation
        outcome = "done"
        try:
            with nullcontext() if manner == "bare" else conversation.savepoint():
                answer = conversation.execute(self.arena.spelled(query))
                if effect is None:
                    raise Breach(f"{acting.tenant!r} was allowed: {self.arena.spelled(query)}")
                effect(answer)
                if manner == "spoiled":
                    conversation.execute("SELECT 1 / 0")
        except psycopg.Error as error:
            acting.rows = before
            outcome = "undone" if isinstance(error, errors.DivisionByZero) else "refused"
            if (outcome == "refused" and not isinstance(error, (*refusals, *_BUSY))) or (
                outcome == "refused" and effect is not None and not may_fail and not isinstance(error, _BUSY)
            ):
                raise Breach(f"{acting.tenant!r} got {error!r} for: {self.arena.spelled(query)}") from error
            if manner == "bare":
                self._roll_back(acting, error)
        self.done[what.partition(" ")[0], table.name, outcome] += 1

    def _acting(self, tenant: str, door: type[InSession] | type[InPlainSQL]) -> Transaction:
        """The tenant's open transaction, else a new one, for which whoever has the connection makes room."""
        for transaction in self._held_by(tenant):
            if transaction.tenant == tenant and isinstance(transaction.conversation, door):
                return transaction
            self._commit(transaction)
        for transaction in [each for each in self.open if isinstance(each.conversation, door)]:
            self._commit(transaction)
        conversation: InSession | InPlainSQL
        # Whoever names nobody sees nothing, whoever had the connection before.
        if door is InSession:
            with self.arena.engine.connect() as borrowed:
                unnamed: Any = borrowed.exec_driver_sql(
                    self.arena.asked_shortly, execution_options=VERBATIM
                ).all()
            conversation = InSession(self.arena.mode, self.arena.engine, tenant)
        else:
            unnamed = self.arena.shared.execute(self.arena.planned).fetchall()
            conversation = InPlainSQL(self.arena.mode, self.arena.shared, tenant)
        begun = Transaction(conversation, tenant, ownership.rows_of(self.committed, [tenant]), {tenant})
        self.open.append(begun)
        paths.judge(None, {}, unnamed, self.arena.tables, paths.ASKED)
        return begun

    def _held_by(self, tenant: str) -> list[Transaction]:
        return [transaction for transaction in self.open if tenant in transaction.held]

    def _commit(self, transaction: Transaction) -> None:
        # What the model does not know yet it learns now: nobody can ask afterwards.
        self._look(transaction)
        self.open.remove(transaction)
        transaction.conversation.commit()
        rest = {i: row for i, row in self.committed.items() if row.owner not in transaction.held}
        self.committed = rest | transaction.rows

    def _roll_back(self, transaction: Transaction, error: BaseException | None = None) -> None:
        self.open.remove(transaction)
        transaction.conversation.roll_back(error)

    # Which rows it is about.

    def _anyones(self, acting: Transaction) -> Rows:
        """What may be in the way, whoever owns it; a tenant's own as far as his transaction goes."""
        others = {i: row for i, row in self.committed.items() if row.owner not in acting.held}
        return others | acting.rows

    def _matching(self, rows: Rows, tenant: str, table: TenantTable, key: Key | None) -> Rows:
        mine = ownership.in_table(ownership.rows_of(rows, [tenant]), table.name)
        return mine if key is None else {row_id: row for row_id, row in mine.items() if row_id[1] == key}

    def _key(self, whose: str, table: TenantTable, place: int | None) -> Key | None:
        """The key of one of the rows of a tenant; None for all, or when there is none."""
        keys: list[RowId] = sorted(self._matching(self._known(whose), whose, table, None))
        return None if place is None or not keys else keys[place % len(keys)][1]

    def _known(self, tenant: str) -> Rows:
        return next((each.rows for each in self._held_by(tenant)), self.committed)

    def _owned_parents(self, table: TenantTable) -> set[str]:
        return {reference.parent for reference in table.references} & self.arena.tables.keys()

    def _has_parents(self, table: TenantTable, tenant: str) -> bool:
        """Whether the tenant has a row that a new one of ``table`` can hang on, if it must hang on one."""
        mine = ownership.rows_of(self._known(tenant), [tenant])
        return all(ownership.in_table(mine, parent) for parent in self._owned_parents(table))

    def _new_row(self, table: TenantTable, owner: str, parents: str, *, full: bool = False) -> dict[str, Any]:
        known: dict[str, dict[str, Any]] = dict(self.arena.parents[owner])
        for name in self.arena.tables:
            rows = ownership.in_table(ownership.rows_of(self._known(parents), [parents]), name)
            contents = [row.content for _, row in sorted(rows.items()) if row.content is not None]
            if contents:
                known[name] = contents[-1]
        return row_for(table.declared, owner, known, full=full) | {table.owner: owner}
