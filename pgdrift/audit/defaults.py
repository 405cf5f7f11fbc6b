"""Which defaults break a check of their own column, found by letting PostgreSQL evaluate both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg

from pgdrift.catalog.fact import Fact
from pgdrift.catalog.reading import rows
from pgdrift.errors import PgdriftError

_PORTION = 200  # of one statement, which PostgreSQL parses by recursion


def refused(connection: psycopg.Connection[Any], *, max_read: float | None = None) -> list[Fact]:
    """The defaults that a check refuses, each with the check.

    Only constants and PostgreSQL's own immutable functions are evaluated, in a read-only transaction; of what
    else a default is made nobody can say what it will be. `max_read` limits each of the readings, in seconds.
    """
    query = Path(__file__).with_name("defaults.sql").read_text(encoding="utf-8")
    safe = [pair for pair in rows(connection, query, max_read=max_read) if pair["safe"]]
    portions = [safe[start : start + _PORTION] for start in range(0, len(safe), _PORTION)]
    return [pair for portion in portions for pair in _tried(connection, portion, max_read)]


def _tried(connection: psycopg.Connection[Any], pairs: list[Fact], max_read: float | None) -> list[Fact]:
    """Those of `pairs` that are refused; one that raises, as a division by zero does, hides no other."""
    try:
        return _evaluated(connection, pairs, max_read)
    except PgdriftError:
        if len(pairs) == 1:
            return []
        half = len(pairs) // 2
        return [pair for part in (pairs[:half], pairs[half:]) for pair in _tried(connection, part, max_read)]


def _evaluated(connection: psycopg.Connection[Any], pairs: list[Fact], max_read: float | None) -> list[Fact]:
    # A check that is NULL is passed.
    query = " UNION ALL ".join(
        f"SELECT {number} AS number WHERE (SELECT ({pair['check']}) IS FALSE "
        f"FROM (SELECT ({pair['default']})::{pair['type']} AS {pair['column']}) written)"
        for number, pair in enumerate(pairs)
    )
    return [pairs[found["number"]] for found in rows(connection, query, max_read=max_read)]
