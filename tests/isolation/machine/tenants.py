"""The machine: tenants act in turns, and after every step each sees exactly what the model says is his."""

from collections import Counter

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from psycopg import errors
from psycopg.types.json import Jsonb

from tests.isolation.machine import ownership, paths, statements
from tests.isolation.machine.arena import TENANTS, Arena
from tests.isolation.machine.choices import any_table, doors, tenants
from tests.isolation.machine.paths import Breach
from tests.isolation.machine.tenant_tables import TenantTable
from tests.isolation.machine.transactions import InPlainSQL, InSession
from tests.isolation.machine.writing import Writing


class Tenants(Writing):
    """Made for one arena by ``machine_in``."""

    @property
    def editable(self) -> list[TenantTable]:
        return [table for table in self.arena.tables.values() if not table.append_only]

    @initialize()
    def begin(self) -> None:
        self.arena.reset()
        self.committed = dict(self.arena.baseline)

    @rule(tenant=tenants, door=doors, table=any_table, hold=st.booleans())
    def leave_a_cursor_open(self, tenant, door, table, hold) -> None:
        acting = self._acting(tenant, door)
        name = f"left_open_{len(acting.cursors)}"
        # A held one outlives its transaction; in plain SQL nobody would clear it away.
        query = statements.cursor(table, name, hold=hold and door is InSession)
        acting.conversation.execute(self.arena.spelled(query))
        mine = ownership.in_table(ownership.rows_of(acting.rows, [tenant]), table.name)
        acting.cursors[name] = (table.name, {key for _, key in mine})
        self.done["cursor", table.name, "done"] += 1

    @rule(tenant=tenants, to=tenants)
    def switch(self, tenant, to) -> None:
        """Become another tenant in the middle of a transaction, as tenant_session never would."""
        acting = self._acting(tenant, InPlainSQL)
        others = [each for each in self.open if each is not acting and to in each.held]
        if others:
            self._commit(others[0])
        assert isinstance(acting.conversation, InPlainSQL)
        # An open cursor goes on with whoever it is then: the one thing that does not follow at once.
        acting.conversation.execute("CLOSE ALL")
        acting.cursors.clear()
        acting.conversation.become(to)
        if to not in acting.held:
            acting.rows |= ownership.rows_of(self.committed, [to])
            acting.held.add(to)
        acting.tenant = to

    @rule(tenant=tenants)
    def commit(self, tenant) -> None:
        for transaction in self._held_by(tenant):
            self._commit(transaction)

    @rule(tenant=tenants, by_error=st.booleans())
    def roll_back(self, tenant, by_error) -> None:
        for transaction in self._held_by(tenant):
            self._roll_back(transaction, errors.DivisionByZero() if by_error else None)

    @rule(tenant=tenants, really=st.sampled_from([False, False, False, True]))
    def be_erased(self, tenant, really) -> None:
        """The service deletes the account, and the tenant comes back with nothing: not often, or all had."""
        if not really:
            return
        for transaction in self._held_by(tenant):
            self._roll_back(transaction)
        account = self.arena.superuser.execute(
            "WITH gone AS (DELETE FROM users WHERE id = %s RETURNING *) SELECT to_jsonb(gone) FROM gone",
            [tenant],
        ).fetchone()
        assert account is not None
        self.arena.superuser.execute(
            "INSERT INTO users SELECT * FROM jsonb_populate_record(NULL::users, %s)",
            [Jsonb(account[0])],
        )
        ownership.delete(self.arena.tables, self.committed, "users", [account[0]])

    # What must hold after every step.

    @invariant()
    def each_sees_his_own_on_every_path(self) -> None:
        if not self.committed:
            return
        open_to = {tenant: transaction for transaction in self.open for tenant in transaction.held}
        for transaction in self.open:
            self._look(transaction)
        nobody = "" if len(self.committed) % 2 else None
        for tenant in (*TENANTS, nobody):
            if tenant not in open_to:
                own = ownership.rows_of(self.committed, [tenant] if tenant else [])
                paths.judge(tenant, own, self.arena.seen_by(tenant), self.arena.tables, paths.ASKED)

    @invariant()
    def nothing_else_has_changed(self) -> None:
        if not self.committed:
            return
        found = self.arena.everything()
        for row_id in found.keys() | self.committed.keys():
            was, now = self.committed.get(row_id), found.get(row_id)
            if was != now:
                raise Breach(f"{row_id} should be {was}, and is {now}")


def machine_in(arena: Arena) -> type[Tenants]:
    """The machine for one arena, with counters of its own."""
    return type("Tenants", (Tenants,), {"arena": arena, "done": Counter(), "examples": 0})
