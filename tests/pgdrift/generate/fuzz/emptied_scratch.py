"""A scratch server whose databases are emptied and used again: making them would cost more than all else."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pgdrift.database_url import DatabaseURL
from pgdrift.scratch import PREFIX, Scratch, drop

_EMPTY = """
DO $$
DECLARE statement text;
BEGIN
    FOR statement IN
        SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace
        WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
        UNION ALL
        SELECT format('REVOKE ALL ON DATABASE %I FROM %s', current_database(),
                      CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END)
        FROM pg_database, aclexplode(datacl) acl WHERE datname = current_database()
        UNION ALL
        SELECT format('GRANT ALL ON DATABASE %I TO CURRENT_USER', current_database())
        UNION ALL
        SELECT format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO PUBLIC', current_database())
    LOOP
        EXECUTE statement;
    END LOOP;
END $$;
SET allow_system_table_mods = on;
DELETE FROM pg_default_acl;
DELETE FROM pg_shdepend WHERE classid = 'pg_default_acl'::regclass
    AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database());
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema';
"""


class EmptiedScratch(Scratch):
    """Each database is handed out to one at a time; `close` drops them all."""

    def __init__(self, url: DatabaseURL) -> None:
        super().__init__(url)
        object.__setattr__(self, "_free", [])

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[DatabaseURL]:
        """A database without anything in it."""
        assert template is None
        free: list[DatabaseURL] = self._free  # type: ignore[attr-defined]
        # A list's pop and append are safe between threads.
        url = free.pop() if free else self._made()
        try:
            yield url
        finally:
            with url.connect(autocommit=True) as connection:
                connection.execute(_EMPTY.encode())
            free.append(url)

    def _made(self) -> DatabaseURL:
        name = f"{PREFIX}{int(time.time())}_{secrets.token_hex(6)}"
        with self.url.connect(autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return self.url.replace(database=name)

    def close(self) -> None:
        """Drop the databases."""
        with self.url.connect(autocommit=True) as connection:
            for url in self._free:  # type: ignore[attr-defined]
                drop(connection, str(url.database))
