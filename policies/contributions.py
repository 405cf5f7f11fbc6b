"""Who may touch contributions: the tenant who owns their session, and the service."""

from alembic_utils.pg_policy import PGPolicy

from pgdrift.declare import Grant, RowSecurity
from policies.predicates import OWN_ROWS
from policies.roles import APP_ROLE
from policies.service import service_grants

ROW_SECURITY = RowSecurity("contributions")

CONTRIBUTIONS_USER_ISOLATION = PGPolicy(
    schema="public",
    signature="contributions_user_isolation",
    on_entity="public.contributions",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_app USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})",
)

_SAID = ("session_id", "persona_code", "content", "round_number", "phase", "cost", "tokens", "model")

READ = Grant(("SELECT", "DELETE"), "public.contributions", APP_ROLE)
SAY = Grant(("INSERT",), "public.contributions", APP_ROLE, columns=(*_SAID, "user_id"))
CORRECT = Grant(("UPDATE",), "public.contributions", APP_ROLE, columns=_SAID)
SERVICE = service_grants("contributions")
