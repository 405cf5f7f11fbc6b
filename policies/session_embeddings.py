"""Who may touch session_embeddings: the tenant who owns the session, and the service."""

from alembic_utils.pg_policy import PGPolicy

from pgdrift.declare import RowSecurity
from policies.predicates import OWN_ROWS, SIGNED_OWN_ROWS
from policies.service import service_grants
from policies.tenants import tenant_grants

ROW_SECURITY = RowSecurity("session_embeddings")

SESSION_EMBEDDINGS_USER_ISOLATION = PGPolicy(
    schema="public",
    signature="session_embeddings_user_isolation",
    on_entity="public.session_embeddings",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_app USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})",
)

SESSION_EMBEDDINGS_SIGNED_ISOLATION = PGPolicy(
    schema="public",
    signature="session_embeddings_signed_isolation",
    on_entity="public.session_embeddings",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_signed_app USING ({SIGNED_OWN_ROWS}) "
    f"WITH CHECK ({SIGNED_OWN_ROWS})",
)

_MEANING = ("dims", "content_sha256", "embedding")

READ = tenant_grants(("SELECT", "DELETE"), "public.session_embeddings")
EMBED = tenant_grants(
    ("INSERT",),
    "public.session_embeddings",
    columns=("session_id", "model", *_MEANING, "user_id"),
)
EMBED_AGAIN = tenant_grants(("UPDATE",), "public.session_embeddings", columns=_MEANING)
SERVICE = service_grants("session_embeddings", generated_id=False)
