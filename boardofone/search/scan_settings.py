"""Settings that hold for a few statements of somebody else's transaction."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session


@contextmanager
def settings(session: Session, values: Mapping[str, str]) -> Iterator[None]:
    """Set ``values`` transaction-locally, and put back what was there before.

    After an error of the database there is nothing to put back: the transaction, or its savepoint, can only
    be rolled back, and takes the settings with it.
    """
    names = list(values)
    before = session.execute(text(_set(names, read_first=True)), _numbered(values.values())).one()
    put_back = text(_set(names, read_first=False)), _numbered(before[: len(names)])
    try:
        yield
    except BaseException:
        with suppress(DBAPIError):
            session.execute(*put_back)
        raise
    session.execute(*put_back)


def _set(names: list[str], *, read_first: bool) -> str:
    """One statement for all; PostgreSQL evaluates a select list from left to right.

    A connection that has not loaded pgvector yet does not know its settings, or knows them as empty. What is
    set is pgvector's as soon as it is loaded, and NULL puts back its own value.
    """
    reads = [f"nullif(current_setting('{name}', true), '')" for name in names] if read_first else []
    writes = [f"set_config('{name}', :value_{number}, true)" for number, name in enumerate(names)]
    return f"SELECT {', '.join(reads + writes)}"


def _numbered(values: Iterable[str | None]) -> dict[str, str | None]:
    return {f"value_{number}": value for number, value in enumerate(values)}
