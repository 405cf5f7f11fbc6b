"""What a tenant may do: the same for both roles that tenants' requests run as, so it is said once."""

from pgdrift.declare import Grant
from policies.roles import APP_ROLE, SIGNED_APP_ROLE

TENANT_ROLES = (APP_ROLE, SIGNED_APP_ROLE)


def tenant_grants(
    privileges: tuple[str, ...], on: str, *, columns: tuple[str, ...] = (), kind: str = "TABLE"
) -> tuple[Grant, ...]:
    """`privileges` on the object `on`, or on some of its `columns`, for each role of tenants."""
    return tuple(Grant(privileges, on, role, columns, kind) for role in TENANT_ROLES)
