"""Skewed rows for any number of sessions, written by the server itself, a thousand sessions at a time.

Every value follows from the number of its session, so that databases filled alike hold the same rows. Each
chunk spans the whole year, as if the rows of more tenants came in between: what was there stays where it is,
and only others' data grow. A fifth of all sessions belong to one huge tenant; a medium tenant (250 sessions)
and a small one (10) own the same rows at every scale; the others have about 8 sessions each.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg

from pgdrift.errors import PgdriftError

HUGE, MEDIUM, SMALL = "tenant-huge", "tenant-medium", "tenant-small"
TENANTS = {"small": SMALL, "medium": MEDIUM, "huge": HUGE}

SESSIONS_PER_CHUNK = 1000
CONTRIBUTIONS_PER_SESSION = 20
CONTRIBUTIONS_PER_CHUNK = SESSIONS_PER_CHUNK * CONTRIBUTIONS_PER_SESSION

# The newest sessions begin on the last of these 360 days; "since" is ten days before.
FIRST_DAY, SINCE = "2026-01-01 00:00+00", "2026-12-17 00:00+00"

_DONE = """
CREATE SCHEMA IF NOT EXISTS bench;
CREATE TABLE IF NOT EXISTS bench.chunks (number integer PRIMARY KEY);
"""

_PERSONAS = """
INSERT INTO personas (code, name, expertise, system_prompt)
SELECT 'persona_' || n, 'Persona ' || n, 'Expert in ' || n, repeat('You are an expert. ', 100)
  FROM generate_series(1, 45) n
    ON CONFLICT DO NOTHING
"""

# i counts the sessions of a chunk, n those of all. Ids are as random as UUIDs are, and still known.
_CHUNK = """
CREATE TEMP TABLE chunk ON COMMIT DROP AS
SELECT n, md5('session' || n)::uuid::text AS id,
       CASE WHEN %(chunk)s = 0 AND i %% 100 = 97 THEN 'tenant-small'
            WHEN %(chunk)s = 0 AND i %% 4 = 1 THEN 'tenant-medium'
            WHEN i %% 5 = 0 THEN 'tenant-huge'
            ELSE 'tenant-' || (%(chunk)s * 100 + i / 5 * 7 %% 100) END AS user_id,
       (ARRAY['active', 'active', 'paused', 'failed', 'killed'])
           [1 + ('x' || left(md5(n::text), 4))::bit(16)::int %% 20] AS status,
       %(first)s::timestamptz
           + ((i + %(chunk)s %% 97 / 97.0) / %(sessions)s * 360) * interval '1 day' AS at
  FROM (SELECT i, %(chunk)s * %(sessions)s + i AS n FROM generate_series(0, %(sessions)s - 1) i) numbered;

INSERT INTO users (id, email, auth_provider)
SELECT DISTINCT user_id, user_id || '@example.com', 'google' FROM chunk ORDER BY 1
    ON CONFLICT DO NOTHING;

INSERT INTO sessions (id, user_id, problem_statement, status, total_cost, total_tokens, round_number,
                      created_at, updated_at)
SELECT id, user_id, repeat(md5(n::text), 6), coalesce(status, 'completed'), 0.5, 20000, 5, at, at
  FROM chunk ORDER BY n;

INSERT INTO contributions (session_id, persona_code, content, round_number, phase, cost, tokens, model,
                           created_at{owner})
SELECT id, 'persona_' || 1 + (n + j) %% 45, repeat(md5(n || '-' || j), 9), j / 5,
       CASE WHEN j < 5 THEN 'initial_round' ELSE 'deliberation' END,
       (1 + (n + j) %% 50) / 1000.0, 800 + j, 'model-' || j %% 3, at + j * interval '1 minute'{value}
  FROM chunk, generate_series(0, {contributions} - 1) j ORDER BY n, j;

INSERT INTO votes (session_id, persona_code, vote_choice, reasoning, confidence, created_at{owner})
SELECT id, 'persona_' || 1 + (n + j) %% 45, 'option-' || j %% 3, repeat(md5(n || '+' || j), 6),
       0.5 + j / 20.0, at + interval '1 hour'{value}
  FROM chunk, generate_series(0, 4) j ORDER BY n, j;

INSERT INTO audit_log (user_id, action, resource_type, resource_id, timestamp)
SELECT user_id, CASE WHEN j = 0 THEN 'session_created' ELSE 'round_finished' END, 'session', id,
       at + j * interval '2 minutes'
  FROM chunk, generate_series(0, 9) j ORDER BY n, j;

INSERT INTO bench.chunks VALUES (%(chunk)s);
"""


class TooManyRows(PgdriftError):
    """A database holds more rows than are asked for; its message says what to do."""


def fill(
    connection: psycopg.Connection[Any], chunks: int, *, progress: Callable[[str], None] = lambda line: None
) -> None:
    """Have the first `chunks` thousands of sessions, in the specified or in today's schema; as a superuser.

    Each chunk is one transaction, and those that are there are passed over: after a kill, call it again.
    `connection` must be in autocommit mode. The rows keep every rule of the schema; foreign keys are not
    checked one by one, which halves the time. Raises TooManyRows when there are more.
    """
    connection.execute(_DONE)
    connection.execute(_PERSONAS)
    there = {number for (number,) in connection.execute("SELECT number FROM bench.chunks")}
    if there and max(there) >= chunks:
        raise TooManyRows(
            f"The database {connection.info.dbname} holds {(max(there) + 1) * CONTRIBUTIONS_PER_CHUNK:,} "
            f"contributions already; {chunks * CONTRIBUTIONS_PER_CHUNK:,} are to be measured. Use a "
            "folder of its own for each scale."
        )
    missing = [number for number in range(chunks) if number not in there]
    text, started = _statements(connection), time.monotonic()
    for position, number in enumerate(missing, 1):
        values = {"chunk": number, "sessions": SESSIONS_PER_CHUNK, "first": FIRST_DAY}
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            psycopg.ClientCursor(connection).execute(text.encode(), values)
        if position == len(missing) or position % 10 == 0:
            left = (time.monotonic() - started) / position * (len(missing) - position)
            rows = (number + 1) * CONTRIBUTIONS_PER_CHUNK
            progress(f"{rows:,} of {chunks * CONTRIBUTIONS_PER_CHUNK:,} contributions, {left:.0f} s left")


def settle(connection: psycopg.Connection[Any]) -> None:
    """Leave what a fill leaves as autovacuum would in the end: statistics gathered, every page visible."""
    connection.execute("VACUUM (ANALYZE, FREEZE)")
    connection.execute("CHECKPOINT")


def _statements(connection: psycopg.Connection[Any]) -> str:
    """The text of a chunk; what the specification has no column for is left out of it."""
    owned = connection.execute(
        "SELECT FROM pg_catalog.pg_attribute "
        "WHERE attrelid = 'public.contributions'::regclass AND attname = 'user_id'"
    ).rowcount
    owner, value = (", user_id", ", user_id") if owned else ("", "")
    return _CHUNK.format(owner=owner, value=value, contributions=CONTRIBUTIONS_PER_SESSION)


@dataclass(frozen=True)
class Tenant:
    """One tenant, and what its queries are about."""

    size: str
    id: str
    session: str
    newest_session: str
    foreign_session: str
    foreign_contribution: str

    def values(self) -> dict[str, str]:
        """What the placeholders of a query stand for."""
        return {
            "tenant": self.id,
            "session": self.session,
            "newest_session": self.newest_session,
            "foreign_session": self.foreign_session,
            "foreign_contribution": self.foreign_contribution,
            "since": SINCE,
        }


def tenant(connection: psycopg.Connection[Any], size: str) -> Tenant:
    """The small, medium or huge tenant of a filled database; seen by a superuser."""
    own = TENANTS[size]
    foreign = HUGE if own != HUGE else MEDIUM
    sessions = "SELECT id FROM sessions WHERE user_id = %s ORDER BY created_at DESC OFFSET {} LIMIT 1"
    (session,) = _one(connection, sessions.format(5), own)
    (newest,) = _one(connection, sessions.format(0), own)
    (other,) = _one(connection, sessions.format(5), foreign)
    (contribution,) = _one(connection, "SELECT id::text FROM contributions WHERE session_id = %s", other)
    return Tenant(size, own, session, newest, other, contribution)


def _one(connection: psycopg.Connection[Any], statement: str, value: str) -> tuple[Any, ...]:
    row = connection.execute(statement.encode(), [value]).fetchone()
    if row is None:
        raise LookupError(f"no row for {value}: {statement}")
    return row
