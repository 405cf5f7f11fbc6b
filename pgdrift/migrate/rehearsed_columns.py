"""What becomes on a copy of the columns of tables in use: those that go, those that rows must fill."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import psycopg

# What is generated can be computed again.
_COLUMNS = """
SELECT attrelid::bigint, attnum, quote_ident(attname), attnotnull, atthasmissing OR attidentity <> ''
  FROM pg_catalog.pg_attribute
 WHERE attrelid = ANY (%s) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""

_Key = tuple[int, int]  # table and number, which a renamed column keeps


class Required(NamedTuple):
    """A column that becomes NOT NULL, by its name in the live database, or a new one without a default.

    ``certain``: nothing that ran before can have put anything into it.
    """

    table: str
    column: str
    is_new: bool
    certain: bool


class RehearsedColumns:
    """The columns of ``tables``, names by oid, as they were last looked at on ``session``."""

    def __init__(self, session: psycopg.Connection[Any], tables: Mapping[int, str]) -> None:
        self._tables = tables
        rows = self._read(session)
        # What has a name here is in the live database too.
        self._live = {key: name for key, (name, _, _) in rows.items()}
        self._required = {key for key, (_, required, _) in rows.items() if required}
        self._filled = set[_Key]()

    def look(
        self, session: psycopg.Connection[Any], rewritten: Collection[str], *, moved: bool
    ) -> tuple[list[tuple[str, str]], list[Required]]:
        """What is gone since the last look, each with its table, whole tables as one; what became NOT NULL.

        ``rewritten`` are tables whose rows were written anew, ``moved`` says whether any were changed.
        """
        now = self._read(session)
        required = []
        for key, (name, not_null, filled) in now.items():
            table, live = self._tables[key[0]], self._live.get(key)
            if live is None and (filled or table in rewritten):
                self._filled.add(key)
            if not_null and key not in self._required | self._filled:
                required.append(Required(table, live or name, live is None, not moved))
        self._required = {key for key, (_, not_null, _) in now.items() if not_null}
        return self._losses(now), required

    def _losses(self, now: Collection[_Key]) -> list[tuple[str, str]]:
        left = {oid for oid, _ in now}
        gone = {key: name for key, name in self._live.items() if key not in now}
        self._live = {key: name for key, name in self._live.items() if key in now}
        losses = []
        for (oid, _), column in gone.items():
            table = self._tables[oid]
            losses.append((f"column {table}.{column}" if oid in left else f"table {table}", table))
        return list(dict.fromkeys(losses))

    def _read(self, session: psycopg.Connection[Any]) -> dict[_Key, tuple[str, bool, bool]]:
        rows = session.execute(_COLUMNS, [list(self._tables)]).fetchall()
        return {(oid, number): (name, required, filled) for oid, number, name, required, filled in rows}
