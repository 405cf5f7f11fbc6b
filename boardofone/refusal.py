"""The error of a tenant session that would not have kept tenants apart."""

from pgdrift.errors import PgdriftError


class TenantRefused(PgdriftError):
    """A tenant session was refused, or ended, because it could have reached another tenant's rows."""
