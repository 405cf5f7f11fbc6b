"""Who may touch votes: the tenant who owns their session, and the service."""

from alembic_utils.pg_policy import PGPolicy

from pgdrift.declare import RowSecurity
from policies.predicates import OWN_ROWS, SIGNED_OWN_ROWS
from policies.service import service_grants
from policies.tenants import tenant_grants

ROW_SECURITY = RowSecurity("votes")

VOTES_USER_ISOLATION = PGPolicy(
    schema="public",
    signature="votes_user_isolation",
    on_entity="public.votes",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_app USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})",
)

VOTES_SIGNED_ISOLATION = PGPolicy(
    schema="public",
    signature="votes_signed_isolation",
    on_entity="public.votes",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_signed_app USING ({SIGNED_OWN_ROWS}) "
    f"WITH CHECK ({SIGNED_OWN_ROWS})",
)

_BALLOT = ("session_id", "persona_code", "vote_choice", "reasoning", "confidence")

READ = tenant_grants(("SELECT", "DELETE"), "public.votes")
CAST = tenant_grants(("INSERT",), "public.votes", columns=(*_BALLOT, "user_id"))
CORRECT = tenant_grants(("UPDATE",), "public.votes", columns=_BALLOT)
SERVICE = service_grants("votes")
