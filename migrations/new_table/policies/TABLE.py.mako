"""Who may touch ${table}: the tenant who owns the row, and the service."""

from alembic_utils.pg_policy import PGPolicy

from pgdrift.declare import RowSecurity
from policies.predicates import OWN_ROWS, SIGNED_OWN_ROWS
from policies.service import service_grants
from policies.tenants import tenant_grants

ROW_SECURITY = RowSecurity("${table}")

${table.upper()}_USER_ISOLATION = PGPolicy(
    schema="public",
    signature="${table}_user_isolation",
    on_entity="public.${table}",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_app USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})",
)

${table.upper()}_SIGNED_ISOLATION = PGPolicy(
    schema="public",
    signature="${table}_signed_isolation",
    on_entity="public.${table}",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_signed_app USING ({SIGNED_OWN_ROWS}) "
    f"WITH CHECK ({SIGNED_OWN_ROWS})",
)

# What a tenant may write: no generated id, no time that the database sets.
_WRITABLE = ("title",)

READ = tenant_grants(("SELECT", "DELETE"), "public.${table}")
ADD = tenant_grants(("INSERT",), "public.${table}", columns=(*_WRITABLE, "user_id"))
CHANGE = tenant_grants(("UPDATE",), "public.${table}", columns=_WRITABLE)
SERVICE = service_grants("${table}")
