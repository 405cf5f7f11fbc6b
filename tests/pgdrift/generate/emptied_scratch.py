"""A scratch server whose databases are emptied and used again: making them would cost more than all else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pgdrift.database_url import DatabaseURL
from pgdrift.scratch import Scratch, drop
from tests.pgdrift.fuzz.laboratory import EMPTY


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
        url = free.pop() if free else self.create()
        try:
            yield url
        finally:
            with url.connect(autocommit=True) as connection:
                connection.execute(EMPTY.encode())
            free.append(url)

    def close(self) -> None:
        """Drop the databases."""
        with self.url.connect(autocommit=True) as connection:
            for url in self._free:  # type: ignore[attr-defined]
                drop(connection, str(url.database))
