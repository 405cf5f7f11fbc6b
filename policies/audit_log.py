"""Who may touch audit_log: a tenant reads and adds its own entries; only the service may do more."""

from alembic_utils.pg_policy import PGPolicy

from pgdrift.declare import RowSecurity
from policies.predicates import OWN_ROWS, SIGNED_OWN_ROWS
from policies.service import service_grants
from policies.tenants import tenant_grants

ROW_SECURITY = RowSecurity("audit_log")

AUDIT_LOG_USER_ISOLATION = PGPolicy(
    schema="public",
    signature="audit_log_user_isolation",
    on_entity="public.audit_log",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_app USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})",
)

AUDIT_LOG_SIGNED_ISOLATION = PGPolicy(
    schema="public",
    signature="audit_log_signed_isolation",
    on_entity="public.audit_log",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_signed_app USING ({SIGNED_OWN_ROWS}) "
    f"WITH CHECK ({SIGNED_OWN_ROWS})",
)

_ENTRY = ("user_id", "action", "resource_type", "resource_id", "details", "ip_address", "user_agent")

# No UPDATE and no DELETE, and no writing of the timestamp: append-only, at the time it happened.
READ = tenant_grants(("SELECT",), "public.audit_log")
APPEND = tenant_grants(("INSERT",), "public.audit_log", columns=_ENTRY)
SERVICE = service_grants("audit_log")
