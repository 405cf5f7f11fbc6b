"""Who may touch ${table}: the tenant who owns the row, and the service."""

from alembic_utils.pg_policy import PGPolicy

from pgdrift.declare import Grant, RowSecurity
from policies.predicates import OWN_ROWS
from policies.roles import APP_ROLE
from policies.service import service_grants

ROW_SECURITY = RowSecurity("${table}")

${table.upper()}_USER_ISOLATION = PGPolicy(
    schema="public",
    signature="${table}_user_isolation",
    on_entity="public.${table}",
    definition=f"AS PERMISSIVE FOR ALL TO bo1_app USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})",
)

# What a tenant may write: no generated id, no time that the database sets.
_WRITABLE = ("title",)

READ = Grant(("SELECT", "DELETE"), "public.${table}", APP_ROLE)
ADD = Grant(("INSERT",), "public.${table}", APP_ROLE, columns=(*_WRITABLE, "user_id"))
CHANGE = Grant(("UPDATE",), "public.${table}", APP_ROLE, columns=_WRITABLE)
SERVICE = service_grants("${table}")
