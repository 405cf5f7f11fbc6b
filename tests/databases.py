"""The databases that a test makes in memory go with it; those that a fixture of several tests makes stay."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.scratch import drop

_shared_fixtures: list[object] = []  # those that are being set up
_of_this_test: list[DatabaseURL] = []


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    """Know whose database is made. A conftest.py is not asked about fixtures of the whole session."""
    if fixturedef.scope == "function":
        return (yield)
    _shared_fixtures.append(fixturedef)
    try:
        return (yield)
    finally:
        _shared_fixtures.pop()


def made(url: DatabaseURL) -> None:
    """Remember a database that was made now."""
    if not _shared_fixtures:
        _of_this_test.append(url)


@contextmanager
def dropped() -> Iterator[None]:
    """Drop what is made inside, as far as it may be: one that is left is in nobody's way."""
    yield
    while _of_this_test:
        url = _of_this_test.pop()
        maintenance = url.replace(database="postgres")
        with suppress(psycopg.Error, PgdriftError), maintenance.connect(autocommit=True) as connection:
            drop(connection, str(url.database))
