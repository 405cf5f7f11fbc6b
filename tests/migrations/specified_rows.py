"""Rows of many tenants in every table of the specified database, and whether they are all still there."""

from pgdrift.database_url import DatabaseURL

# The columns that the specification knows, in which no row may change.
COLUMNS = {
    "users": "id, email, auth_provider, subscription_tier, gdpr_consent_at, created_at, updated_at",
    "personas": "id, code, name, expertise, system_prompt, created_at",
    "sessions": "id, user_id, problem_statement, problem_context, status, phase, total_cost, total_tokens, "
    "round_number, max_rounds, created_at, updated_at, completed_at, killed_at, killed_by, kill_reason",
    "contributions": "id, session_id, persona_code, content, round_number, phase, cost, tokens, model, "
    "created_at",
    "votes": "id, session_id, persona_code, vote_choice, reasoning, confidence, created_at",
    "audit_log": "id, user_id, action, resource_type, resource_id, details, ip_address, user_agent, "
    "timestamp",
}
CHILDREN = ("contributions", "votes")
COUNTED = ("personas", "contributions", "votes", "audit_log")

_ROWS = """
INSERT INTO users (id, email, auth_provider, subscription_tier, gdpr_consent_at)
SELECT 'user-' || n, 'user-' || n || '@example.com',
       (ARRAY['supabase', 'google', 'linkedin', 'github'])[n % 4 + 1],
       (ARRAY['free', 'pro', 'enterprise'])[n % 3 + 1], CASE WHEN n % 2 = 0 THEN now() - interval '1 day' END
FROM generate_series(1, 12) n;

INSERT INTO personas (code, name, expertise, system_prompt)
SELECT 'persona_' || n, 'Persona ' || n, 'Expert in ' || n, 'You are number ' || n
FROM generate_series(1, 5) n;

INSERT INTO sessions (id, user_id, problem_statement, problem_context, status, total_cost, killed_by)
SELECT 'session-' || n, 'user-' || (n % 12 + 1), 'Problem ' || n, '{"number": 1}',
       (ARRAY['active', 'paused', 'completed', 'failed', 'killed'])[n % 5 + 1], n * 0.0125, 'admin'
FROM generate_series(1, 40) n;

INSERT INTO contributions (session_id, persona_code, content, round_number, phase, cost, tokens, model)
SELECT 'session-' || (n % 40 + 1), 'persona_' || (n % 5 + 1), 'Said ' || n || ' é', n % 4,
       (ARRAY['initial_round', 'deliberation', 'moderator_intervention'])[n % 3 + 1], n * 0.001, n, 'model'
FROM generate_series(1, 300) n;

INSERT INTO votes (session_id, persona_code, vote_choice, reasoning, confidence)
SELECT 'session-' || (n % 40 + 1), 'persona_' || (n % 5 + 1), 'option ' || n, 'Because',
       CASE WHEN n % 7 > 0 THEN (n % 101) / 100.0 END
FROM generate_series(1, 120) n;

INSERT INTO audit_log (user_id, action, resource_type, resource_id, details, ip_address)
SELECT CASE WHEN n % 6 > 0 THEN 'user-' || (n % 12 + 1) END, 'user_login', 'user', 'user-' || n,
       '{"ok": true}', '::1'
FROM generate_series(1, 60) n;

-- Rows have gone and numbers have been used up: a sequence is never just the number of rows.
DELETE FROM contributions WHERE id IN (3, 299, 300);
SELECT nextval('votes_id_seq'), nextval('votes_id_seq');
"""


def insert(url: DatabaseURL) -> None:
    """Fill the database at ``url``, which is at revision 001 or 002."""
    with url.connect() as connection:
        connection.execute(_ROWS.encode())


def checksums(url: DatabaseURL) -> dict[str, tuple[int, str]]:
    """Number and content of the rows of every table, in the specified columns."""
    with url.connect() as connection:
        found = {}
        for table, columns in COLUMNS.items():
            rows = f"SELECT {columns} FROM {table}"
            query = f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t.id)) FROM ({rows}) t"
            row = connection.execute(query.encode()).fetchone()
            assert row is not None
            assert row[0] > 0
            found[table] = row
        return found


def positions(url: DatabaseURL) -> dict[str, tuple[int, bool]]:
    """Where each table's sequence stands."""
    with url.connect() as connection:
        rows = {}
        for table in COUNTED:
            query = f"SELECT last_value, is_called FROM {table}_id_seq"
            rows[table] = connection.execute(query.encode()).fetchone() or (0, False)
        return rows
