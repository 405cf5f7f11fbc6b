"""Who may touch sessions: the tenant who owns them, and the service."""

from alembic_utils.pg_policy import PGPolicy

from pgdrift.declare import RowSecurity
from policies.predicates import OWN_ROWS, SIGNED_OWN_ROWS
from policies.service import service_grants
from policies.tenants import tenant_grants

ROW_SECURITY = RowSecurity("sessions")

SESSIONS_USER_ISOLATION = PGPolicy(
    schema="public",
    signature="sessions_user_isolation",
    on_entity="public.sessions",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_app USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})",
)

SESSIONS_SIGNED_ISOLATION = PGPolicy(
    schema="public",
    signature="sessions_signed_isolation",
    on_entity="public.sessions",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_signed_app USING ({SIGNED_OWN_ROWS}) "
    f"WITH CHECK ({SIGNED_OWN_ROWS})",
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

READ = tenant_grants(("SELECT", "DELETE"), "public.sessions")
OPEN = tenant_grants(("INSERT",), "public.sessions", columns=("id", "user_id", *_STATE))
PROCEED = tenant_grants(("UPDATE",), "public.sessions", columns=_STATE)
SERVICE = service_grants("sessions", generated_id=False)
