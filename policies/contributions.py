"""Who may touch contributions: the tenant who owns their session, and the service."""

from alembic_utils.pg_policy import PGPolicy

from pgdrift.declare import RowSecurity
from policies.predicates import OWN_ROWS, SIGNED_OWN_ROWS
from policies.service import service_grants
from policies.tenants import tenant_grants

ROW_SECURITY = RowSecurity("contributions")

CONTRIBUTIONS_USER_ISOLATION = PGPolicy(
    schema="public",
    signature="contributions_user_isolation",
    on_entity="public.contributions",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_app USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})",
)

CONTRIBUTIONS_SIGNED_ISOLATION = PGPolicy(
    schema="public",
    signature="contributions_signed_isolation",
    on_entity="public.contributions",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_signed_app USING ({SIGNED_OWN_ROWS}) "
    f"WITH CHECK ({SIGNED_OWN_ROWS})",
)

_SAID = ("session_id", "persona_code", "content", "round_number", "phase", "cost", "tokens", "model")

READ = tenant_grants(("SELECT", "DELETE"), "public.contributions")
SAY = tenant_grants(("INSERT",), "public.contributions", columns=(*_SAID, "user_id"))
CORRECT = tenant_grants(("UPDATE",), "public.contributions", columns=_SAID)
SERVICE = service_grants("contributions")
