"""Who may touch sessions: the tenant who owns them, and the service."""

from alembic_utils.pg_policy import PGPolicy

from pgdrift.declare import Grant, RowSecurity
from policies.predicates import OWN_ROWS
from policies.roles import APP_ROLE
from policies.service import service_grants

ROW_SECURITY = RowSecurity("sessions")

SESSIONS_USER_ISOLATION = PGPolicy(
    schema="public",
    signature="sessions_user_isolation",
    on_entity="public.sessions",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_app USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})",
)

_STATE = (
    "problem_statement",
    "problem_context",
    "status",
    "phase",
    "total_cost",
    "total_tokens",
    "round_number",
    "max_rounds",
    "completed_at",
    "killed_at",
    "killed_by",
    "kill_reason",
)

READ = Grant(("SELECT", "DELETE"), "public.sessions", APP_ROLE)
OPEN = Grant(("INSERT",), "public.sessions", APP_ROLE, columns=("id", "user_id", *_STATE))
PROCEED = Grant(("UPDATE",), "public.sessions", APP_ROLE, columns=_STATE)
SERVICE = service_grants("sessions", generated_id=False)
