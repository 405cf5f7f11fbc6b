"""Who may touch votes: the tenant who owns their session, and the service."""

from alembic_utils.pg_policy import PGPolicy

from pgdrift.declare import Grant, RowSecurity
from policies.predicates import OWN_ROWS
from policies.roles import APP_ROLE
from policies.service import service_grants

ROW_SECURITY = RowSecurity("votes")

VOTES_USER_ISOLATION = PGPolicy(
    schema="public",
    signature="votes_user_isolation",
    on_entity="public.votes",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_app USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})",
)

_BALLOT = ("session_id", "persona_code", "vote_choice", "reasoning", "confidence")

READ = Grant(("SELECT", "DELETE"), "public.votes", APP_ROLE)
CAST = Grant(("INSERT",), "public.votes", APP_ROLE, columns=(*_BALLOT, "user_id"))
CORRECT = Grant(("UPDATE",), "public.votes", APP_ROLE, columns=_BALLOT)
SERVICE = service_grants("votes")
