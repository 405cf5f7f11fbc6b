"""Whether a tenant had many rows when they were last counted, so that not every search counts them.

What is remembered decides how rows are looked for, never which: it may be wrong, and costs time then.
"""

import time
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from boardofone.tenant_transactions import tenant_of

LASTS = 60.0
"""Seconds after which rows are counted again."""

MOST = 10_000
"""Counts that are remembered of one engine; the oldest is forgotten first."""

_Counts = OrderedDict[Hashable, tuple[bool, float]]
_counted: WeakKeyDictionary[Engine, _Counts] = WeakKeyDictionary()
_lock = Lock()


def many(session: Session, table: str, wanted: Mapping[str, Any], limit: int) -> bool | None:
    """Whether the session's tenant has more than ``limit`` such rows in ``table``; None when not known.

    ``wanted`` is what narrows the search. Nothing is ever known of a session that is not a tenant session.
    """
    key = _key(session, table, wanted, limit)
    with _lock:
        found = _counted.get(_engine(session), _Counts()).get(key)
    return found[0] if found and time.monotonic() < found[1] else None


def remember(session: Session, table: str, wanted: Mapping[str, Any], limit: int, many: bool) -> None:
    """Keep it for a while."""
    key = _key(session, table, wanted, limit)
    if key is None:
        return
    with _lock:
        counts = _counted.setdefault(_engine(session), _Counts())
        counts[key] = many, time.monotonic() + LASTS
        counts.move_to_end(key)
        if len(counts) > MOST:
            counts.popitem(last=False)


def forget() -> None:
    """Count at the next search of every tenant."""
    with _lock:
        _counted.clear()


def _engine(session: Session) -> Engine:
    return session.get_bind().engine


def _key(session: Session, table: str, wanted: Mapping[str, Any], limit: int) -> Hashable:
    tenant = tenant_of(session)
    if tenant is None:
        return None
    narrowed = {name: tuple(value) if isinstance(value, list) else value for name, value in wanted.items()}
    return table, tenant, frozenset(narrowed.items()), limit
