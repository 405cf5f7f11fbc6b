"""The database and its schema: who may connect, look up names, and create."""

from pgdrift.declare import DefaultPrivileges, Extension, Grant
from policies.roles import MIGRATOR_ROLE, OWNER_ROLE, ROLES, SERVICE_ROLE
from policies.tenants import TENANT_ROLES, tenant_grants

VECTOR = Extension("vector")

# TEMP for nobody: a temporary table outlives the tenant on a pooled connection.
CONNECT = tuple(Grant(("CONNECT",), "", role.name, kind="DATABASE") for role in ROLES)
USAGE = tuple(
    Grant(("USAGE",), "public", role, kind="SCHEMA") for role in (MIGRATOR_ROLE, *TENANT_ROLES, SERVICE_ROLE)
)
CREATE = Grant(("USAGE", "CREATE"), "public", OWNER_ROLE, kind="SCHEMA")

# What PostgreSQL would give to PUBLIC on every new function and type.
CLOSED_FUNCTIONS = DefaultPrivileges(OWNER_ROLE, "FUNCTIONS")
CLOSED_TYPES = DefaultPrivileges(OWNER_ROLE, "TYPES")

# Inlining a function still asks whether the caller may execute it.
MAY_ASK_WHO = tuple(
    Grant(("EXECUTE",), "public.current_user_id()", role, kind="FUNCTION")
    for role in (*TENANT_ROLES, SERVICE_ROLE)
)

# To both, because a view's functions are called with its caller's rights, and my_account is for both.
MAY_ASK_WHO_IS_SIGNED_FOR = tenant_grants(("EXECUTE",), "public.signed_user_id()", kind="FUNCTION")

# A backup taken as the service needs to read the revision too.
REVISION = Grant(("SELECT",), "public.alembic_version", SERVICE_ROLE)
