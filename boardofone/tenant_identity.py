"""Who a transaction is for, and the SQL that says so to the database and asks at the end whether it held."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.pq import DiagnosticField
from psycopg.pq.abc import PGresult

from boardofone.round_trips import Driver
from boardofone.tenant_signature import Backend, SigningKey
from policies.roles import APP_ROLE, SIGNED_APP_ROLE
from schema.signed_tenant import SIGNATURE_SETTING
from schema.tenant import TENANT_SETTING

BACKEND = (
    "pg_catalog.pg_backend_pid(), CAST(EXTRACT(epoch FROM pg_catalog.transaction_timestamp()) "
    "OPERATOR(pg_catalog.*) 1000000 AS bigint), "
    "pg_catalog.encode(pg_catalog.convert_to(pg_catalog.current_database(), 'UTF8'), 'hex')"
)
"""Three columns for a SELECT: what Backend holds, in its order."""

_PLAIN = re.compile(r"[0-9A-Za-z_.@-]*")  # what no quoting and no encoding makes anything else of


@dataclass(frozen=True)
class TenantIdentity:
    """The user `user_id`; with a `key`, the database has to be shown that the application says so."""

    user_id: str
    key: SigningKey | None = None

    @property
    def role(self) -> str:
        """The role that the tenant's requests run as."""
        return APP_ROLE if self.key is None else SIGNED_APP_ROLE

    def settings(self, driver: Driver, backend: Sequence[str | None] | None = None) -> str:
        """Statements that name the tenant until the transaction ends.

        `backend` is the row of BACKEND, which only a signature needs.
        """
        settings = {TENANT_SETTING: self.user_id}
        if self.key is not None:
            pid, started, database = (str(value) for value in backend or ())
            signed = Backend(int(pid), int(started), bytes.fromhex(database).hex())
            settings[SIGNATURE_SETTING] = self.key.signature(self.user_id, signed)
        named = (f"SET LOCAL {name} = {_literal(value, driver)}" for name, value in settings.items())
        return "; ".join((f"SET LOCAL ROLE {self.role}", *named))

    def proof(self, driver: Driver) -> str:
        """Asks whether the transaction is still the tenant's."""
        return f"SELECT {self._kept(driver)}"

    def guard(self, driver: Driver) -> str:
        """Fails, and with it what follows, unless the transaction is still the tenant's."""
        return f"SELECT 1 OPERATOR(pg_catalog./) CAST({self._kept(driver)} AS integer)"

    def _kept(self, driver: Driver) -> str:
        # Nothing in it is looked up by the search_path, which may be anything by then.
        return (
            f"coalesce(current_user OPERATOR(pg_catalog.=) '{self.role}' AND pg_catalog.current_setting("
            f"'{TENANT_SETTING}', true) OPERATOR(pg_catalog.=) {_literal(self.user_id, driver)}, false)"
        )


def disproved(result: PGresult) -> bool:
    """Whether a proof or a guard says that the transaction is no longer the tenant's."""
    return result.get_value(0, 0) == b"f" or result.error_field(DiagnosticField.SQLSTATE) == b"22012"


def _literal(value: str, driver: Driver) -> str:
    if _PLAIN.fullmatch(value):
        return f"'{value}'"
    encoding = driver.info.encoding
    return sql.Literal(value).as_bytes(driver).decode(encoding)


def begin(driver: Driver) -> str:
    """BEGIN with the properties that psycopg's connection has been given."""
    words = ["BEGIN"]
    if driver.isolation_level is not None:
        words.append(
            f"ISOLATION LEVEL {psycopg.IsolationLevel(driver.isolation_level).name.replace('_', ' ')}"
        )
    if driver.read_only is not None:
        words.append("READ ONLY" if driver.read_only else "READ WRITE")
    if driver.deferrable is not None:
        words.append("DEFERRABLE" if driver.deferrable else "NOT DEFERRABLE")
    return " ".join(words)
