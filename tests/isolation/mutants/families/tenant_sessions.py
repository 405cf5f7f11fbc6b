"""The tenant session of our own code, with one line of it changed."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from textwrap import dedent
from typing import Any
from unittest.mock import patch

from boardofone import forbidden_statements, governed_connections, login_check, tenant_id, used_connections
from boardofone.tenant_identity import TenantIdentity
from boardofone.tenant_transactions import TenantTransactions
from tests.isolation.mutants.law import Law
from tests.isolation.mutants.mutant import Mutant


@dataclass(frozen=True)
class _Change:
    """``old``, which is once in the text or source of ``place``'s ``name``, becomes ``new``."""

    how: str
    place: Any
    name: str
    old: str
    new: str


_CHANGES = (
    _Change(
        "the tenant for the whole session",
        TenantIdentity,
        "settings",
        'f"SET LOCAL {name} =',
        'f"SET {name} =',
    ),
    _Change(
        "the role for the whole session",
        TenantIdentity,
        "settings",
        'f"SET LOCAL ROLE {self.role}"',
        'f"SET ROLE {self.role}"',
    ),
    _Change(
        "no tenant named", TenantIdentity, "settings", "TENANT_SETTING: self.user_id", "TENANT_SETTING: ''"
    ),
    _Change("no role taken", TenantIdentity, "settings", "ROLE {self.role}", "ROLE none"),
    _Change("any login accepted", TenantTransactions, "_name_tenant", "if reason is not None:", "if False:"),
    _Change("no login looked at", login_check, "due", "checked_role != role or", "False and"),
    _Change(
        "a login looked at once for ever", login_check, "due", "or time.monotonic() - at >= TRUSTED_FOR", ""
    ),
    _Change("superusers accepted", login_check, "_POWERS", "THEN rolsuper OR", "THEN"),
    _Change("logins that bypass policies accepted", login_check, "_POWERS", "OR rolbypassrls OR", "OR"),
    _Change("logins that may create roles accepted", login_check, "_POWERS", "OR rolcreaterole OR", "OR"),
    _Change("logins that may replicate accepted", login_check, "_POWERS", "OR rolreplication", ""),
    _Change(
        "members of other roles accepted",
        login_check,
        "_POWERS",
        "pg_catalog.pg_has_role(session_user, oid, 'MEMBER')",
        "false",
    ),
    _Change("only inherited memberships counted", login_check, "_POWERS", "'MEMBER'", "'USAGE'"),
    _Change(
        "no proof of role",
        TenantIdentity,
        "_kept",
        "(current_user OPERATOR(pg_catalog.=) '{self.role}' AND",
        "('{self.role}' IS NOT NULL AND",
    ),
    _Change(
        "no proof of tenant",
        TenantIdentity,
        "_kept",
        "{_literal(self.user_id, driver)}, false)",
        "{_literal(self.user_id, driver)} OR true, false)",
    ),
    _Change(
        "no proof before COMMIT",
        TenantTransactions,
        "before_commit",
        "self.identity.guard",
        "lambda driver: 'SELECT 1'",
    ),
    _Change(
        "no proof before ROLLBACK",
        TenantTransactions,
        "_roll_back",
        "self.identity.proof",
        "lambda driver: 'SELECT 1'",
    ),
    _Change(
        "a proof that fails nothing",
        TenantIdentity,
        "guard",
        "1 OPERATOR(pg_catalog./) CAST({self._kept(driver)} AS integer)",
        "{self._kept(driver)}",
    ),
    _Change("a failed proof ignored", TenantTransactions, "_end", "if not kept:", "if False:"),
    _Change(
        "an ended transaction taken for kept",
        TenantTransactions,
        "_end",
        "not used_connections.ended(driver) and",
        "",
    ),
    _Change(
        "COMMIT before the proof",
        TenantTransactions,
        "_ended",
        "[proof(driver), end]",
        "[end, proof(driver)]",
    ),
    _Change(
        "a failed proof of ROLLBACK not raised",
        TenantTransactions,
        "after_transaction_end",
        "raise failure",
        "return",
    ),
    _Change(
        "only the first transaction governed",
        TenantTransactions,
        "_begin",
        "driver, use = used_connections.borrow(connection)",
        "if hasattr(self, '_once'): return\n"
        "    self._once = driver, use = used_connections.borrow(connection)",
    ),
    _Change(
        "other engines accepted",
        TenantTransactions,
        "_begin",
        "if connection.engine is not self._engine:",
        "if False:",
    ),
    _Change(
        "connection kept after a refusal",
        TenantTransactions,
        "after_begin",
        "connection.invalidate()",
        "pass",
    ),
    _Change(
        "nothing watched",
        governed_connections,
        "watch",
        "if _asked_first(engine.dialect):",
        "if True:",
    ),
    _Change(
        "statements not watched",
        governed_connections,
        "_before_statement",
        "if use is not None:",
        "if False:",
    ),
    _Change(
        "statements that another listener runs not watched",
        governed_connections,
        "watch",
        "if not _asked_first(engine.dialect) and",
        "if False and",
    ),
    _Change(
        "a used connection taken for clean",
        governed_connections,
        "_before_statement",
        "use.clean = False",
        "use.clean = True",
    ),
    _Change(
        "no end of a transaction governed",
        governed_connections,
        "govern",
        "_governors[pooled] = governor",
        "pass",
    ),
    _Change("no COMMIT governed", governed_connections, "_hook", "governor.before_commit()", "pass"),
    _Change("no ROLLBACK governed", governed_connections, "_hook", "governor.before_rollback()", "pass"),
    _Change("cursors kept at the end", used_connections, "RESET", "CLOSE ALL; ", ""),
    _Change("the role kept at the end", used_connections, "RESET", "RESET SESSION AUTHORIZATION; ", ""),
    _Change("settings kept at the end", used_connections, "RESET", "RESET ALL; ", ""),
    _Change("prepared statements kept at the end", used_connections, "RESET", "DEALLOCATE ALL; ", ""),
    _Change("channels kept at the end", used_connections, "RESET", "UNLISTEN *; ", ""),
    _Change(
        "advisory locks kept at the end",
        used_connections,
        "RESET",
        "SELECT pg_catalog.pg_advisory_unlock_all(); ",
        "",
    ),
    _Change(
        "nothing discarded on return",
        used_connections,
        "clean",
        'cursor.execute(f"DISCARD ALL -- {next(_numbers)}")',
        "pass",
    ),
    _Change("only plans discarded", used_connections, "clean", 'f"DISCARD ALL', 'f"DISCARD PLANS'),
    _Change("only temporary tables discarded", used_connections, "clean", 'f"DISCARD ALL', 'f"DISCARD TEMP'),
    _Change(
        "settings kept", used_connections, "clean", 'f"DISCARD ALL', 'f"CLOSE ALL; UNLISTEN *; DEALLOCATE ALL'
    ),
    _Change(
        "used connections not recognised", used_connections, "clean", "record is None or use is None", "True"
    ),
    _Change("every connection taken for clean", used_connections, "clean", "elif use.clean:", "else:"),
    _Change("the pool not cleaned", used_connections, "borrow", 'event.listen(pool, "reset", clean)', "pass"),
    _Change(
        "statements prepared on the server",
        used_connections,
        "borrow",
        "driver.prepare_threshold = None",
        "driver.prepare_threshold = 0",
    ),
    _Change(
        "statements never prepared again",
        used_connections,
        "clean",
        "driver.prepare_threshold = use.prepare_threshold",
        "pass",
    ),
    _Change("AUTOCOMMIT accepted", used_connections, "borrow", "if driver.autocommit:", "if False:"),
    _Change(
        "a transaction under way accepted",
        used_connections,
        "borrow",
        "if _MARK in pooled.info or driver.pgconn.transaction_status != TransactionStatus.IDLE:",
        "if False:",
    ),
    _Change(
        "all statements let through",
        forbidden_statements,
        "refuse",
        "if judgement.ends:",
        "return\n    if judgement.ends:",
    ),
    _Change(
        "the end of a transaction let through",
        forbidden_statements,
        "refuse",
        "if judgement.ends:",
        "if False:",
    ),
    _Change("a change of tenant let through", forbidden_statements, "refuse", "judgement.switches or", ""),
    _Change(
        "parameters of set_config let through",
        forbidden_statements,
        "refuse",
        "value.lower() in _IDENTITY",
        "False",
    ),
    _Change("the empty id accepted", tenant_id, "validated", "not user_id.strip()", "False"),
    _Change("any type of id accepted", tenant_id, "validated", "not isinstance(user_id, str)", "False"),
)


def mutants(law: Law) -> Iterator[Mutant]:
    """One for each change; the law has no part in them."""
    for change in _CHANGES:
        what = f"{change.place.__name__.removeprefix('boardofone.')}.{change.name}"
        yield Mutant("tenant session", what, change.how, sabotage=partial(_changed, change))


@contextmanager
def _changed(change: _Change) -> Iterator[None]:
    original = vars(change.place)[change.name]
    with patch.object(change.place, change.name, _rewritten(original, change)):
        yield


def _rewritten(original: Any, change: _Change) -> Any:
    function = original.fget if isinstance(original, property) else original
    text = original if isinstance(original, str) else dedent(inspect.getsource(function))
    if text.count(change.old) != 1:
        raise AssertionError(
            f"{change.name} has {text.count(change.old)} times {change.old!r}: rewrite the mutant"
        )
    text = text.replace(change.old, change.new)
    if isinstance(original, str):
        return text
    made: dict[str, Any] = {}
    exec(compile(text, inspect.getfile(function), "exec"), function.__globals__, made)
    return made[change.name]
