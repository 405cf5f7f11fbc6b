"""The queries of a tenant as data: what it asks, and the least that could answer it.

`sql` is what an application sends; row security narrows it to the tenant. `floor` is the same question with a
filter written by hand, for a role that row security does not bind. `{session}` and the like stand for values
(`benchmarks.tenants.rows.Tenant.values`), so that one text serves literal and prepared statements.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Query:
    """One question of a tenant, or one change."""

    name: str
    sql: str
    floor: str
    writes: bool = False

    def literal(self, values: Mapping[str, str], *, floor: bool = False) -> str:
        """The statement with every value written into it."""
        return _filled(self.floor if floor else self.sql, {name: _quoted(v) for name, v in values.items()})

    def prepared(self, values: Mapping[str, str], *, floor: bool = False) -> tuple[str, list[str]]:
        """The statement with parameters, the floor's tenant excepted, and their values as literals."""
        text = self.floor if floor else self.sql
        names = [name for name in dict.fromkeys(re.findall(r"{(\w+)}", text)) if name != "tenant"]
        numbered = {name: f"${number}" for number, name in enumerate(names, 1)}
        statement = _filled(text, {**numbered, "tenant": _quoted(values["tenant"])})
        return statement, [_quoted(values[name]) for name in names]


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda found: values[found[1]], text)


def _query(name: str, text: str, *, writes: bool = False) -> Query:
    """A query whose hand-written filters stand in [brackets]: the tenant's text is the one without them."""
    return Query(name, re.sub(r" *\[.*?\]", "", text), re.sub(r"\[(.*?)\]", r"\1", text), writes)


READS = (
    _query(
        "newest sessions",
        "SELECT id, status, phase, created_at FROM sessions WHERE true [AND user_id = {tenant}] "
        "ORDER BY created_at DESC LIMIT 20",
    ),
    _query(
        "sessions by status",
        "SELECT id, phase, created_at FROM sessions WHERE status = 'active' [AND user_id = {tenant}] "
        "ORDER BY created_at DESC LIMIT 20",
    ),
    _query(
        "contributions of a session",
        "SELECT id, persona_code, content FROM contributions WHERE session_id = {session} "
        "[AND user_id = {tenant}] ORDER BY round_number, id",
    ),
    _query(
        "newest contributions",
        "SELECT id, session_id, content FROM contributions WHERE true [AND user_id = {tenant}] "
        "ORDER BY created_at DESC LIMIT 50",
    ),
    _query(
        "count of contributions",
        "SELECT count(*) FROM contributions WHERE true [AND user_id = {tenant}]",
    ),
    _query(
        "cost by day",
        "SELECT date_trunc('day', created_at) AS day, sum(cost), sum(tokens) FROM contributions "
        "WHERE created_at >= {since} [AND user_id = {tenant}] GROUP BY day ORDER BY day",
    ),
    _query(
        "sessions join contributions join personas",
        "SELECT s.id, p.name, count(*), sum(c.cost) FROM sessions s "
        "JOIN contributions c ON c.session_id = s.id [AND c.user_id = {tenant}] "
        "JOIN personas p ON p.code = c.persona_code "
        "WHERE s.created_at >= {since} [AND s.user_id = {tenant}] GROUP BY s.id, p.name",
    ),
    _query(
        "votes of a session with consensus",
        "SELECT vote_choice, count(*), avg(confidence) FROM votes WHERE session_id = {session} "
        "[AND user_id = {tenant}] GROUP BY vote_choice",
    ),
    _query(
        "count of votes",
        "SELECT count(*), avg(confidence) FROM votes WHERE true [AND user_id = {tenant}]",
    ),
    _query(
        "audit tail",
        "SELECT action, resource_id, timestamp FROM audit_log WHERE true [AND user_id = {tenant}] "
        "ORDER BY timestamp DESC LIMIT 50",
    ),
    _query(
        "audit of a session",
        "SELECT action, timestamp FROM audit_log WHERE resource_type = 'session' "
        "AND resource_id = {session} [AND user_id = {tenant}] ORDER BY timestamp",
    ),
    _query(
        "another tenant's session",
        "SELECT id, content FROM contributions WHERE session_id = {foreign_session} [AND user_id = {tenant}]",
    ),
    _query(
        "another tenant's contribution",
        "SELECT content FROM contributions WHERE id = {foreign_contribution} [AND user_id = {tenant}]",
    ),
)

_SAID = "session_id, persona_code, content, round_number, phase, cost, tokens, model"

WRITES = (
    _query(
        "insert one contribution",
        f"INSERT INTO contributions ({_SAID}[, user_id]) VALUES "
        "({newest_session}, 'persona_7', 'Said.', 3, 'deliberation', 0.01, 900, 'model-1'[, {tenant}])",
        writes=True,
    ),
    _query(
        "insert 1,000 contributions",
        f"INSERT INTO contributions ({_SAID}[, user_id]) "
        "SELECT {newest_session}, 'persona_7', 'Said.', 3, 'deliberation', 0.01, 900, 'model-1'[, {tenant}] "
        "FROM generate_series(1, 1000)",
        writes=True,
    ),
    _query(
        "upsert a session",
        "INSERT INTO sessions (id, user_id, problem_statement) VALUES ({session}, {tenant}, 'Hire?') "
        "ON CONFLICT (id) DO UPDATE SET problem_statement = excluded.problem_statement",
        writes=True,
    ),
    _query(
        "count up a session",
        "UPDATE sessions SET total_cost = total_cost + 0.01, total_tokens = total_tokens + 900 "
        "WHERE id = {session} [AND user_id = {tenant}]",
        writes=True,
    ),
    _query(
        "update status and counters",
        "UPDATE sessions SET status = 'paused', total_cost = total_cost + 0.01, "
        "total_tokens = total_tokens + 900, round_number = round_number + 1 "
        "WHERE id = {session} [AND user_id = {tenant}]",
        writes=True,
    ),
    _query(
        "delete a session with what was said and voted",
        "DELETE FROM sessions WHERE id = {session} [AND user_id = {tenant}]",
        writes=True,
    ),
)

QUERIES = {query.name: query for query in (*READS, *WRITES)}
