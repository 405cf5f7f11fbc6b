"""Whether the law keeps the intent: what the tenancy of a table demands of the declared database.

Judged from the catalog of the database that the declarations made, never from the declarations: a policy
that nobody imported is not there, whatever its file says.
"""

from sqlalchemy import Connection, text

from pgdrift import tenancy
from pgdrift.errors import PgdriftError
from pgdrift.project import Project
from pgdrift.tenancy import OwnedBy, PublicRead, Tenancy

_TABLES = text("""
SELECT n.nspname || '.' || c.relname AS name, tenant.role,
       c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
       EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid
               AND (r.oid IS NULL OR p.polroles && ARRAY[r.oid, 0::oid])) AS has_policy,
       coalesce(pg_catalog.has_any_column_privilege(r.oid, c.oid, 'SELECT'), false) AS read,
       coalesce(pg_catalog.has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE')
                OR pg_catalog.has_table_privilege(r.oid, c.oid, 'DELETE, TRUNCATE'), false) AS written
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN unnest(CAST(:tenant_roles AS text[])) AS tenant (role)
LEFT JOIN pg_catalog.pg_roles r ON r.rolname = tenant.role
WHERE c.relkind IN ('r', 'p')
""")


class IntentBroken(PgdriftError):
    """What is declared leaves a table open, or closed, against its tenancy."""


def refuse_broken(connection: Connection, project: Project) -> None:
    """Raise IntentBroken naming every table whose protection is not what its tenancy demands."""
    tenant_roles: list[str | None] = [*project.tenant_roles] or [None]
    found = connection.execute(_TABLES, {"tenant_roles": tenant_roles}).mappings()
    rows = [dict(row) for row in found]
    faults = []
    for name, choice in tenancy.of(project.metadata).items():
        full = name if "." in name else f"public.{name}"
        of_roles = (_fault(choice, **row) for row in rows if row["name"] == full)
        faults += [f"{name} is {choice}, but {fault}" for fault in dict.fromkeys(filter(None, of_roles))]
    if faults:
        raise IntentBroken(
            f"What is declared does not keep what it promises: {'; '.join(faults)}. Declare what is missing "
            "beside the other tables' rules and import it there, or correct the __tenancy__ of the table."
        )


def _fault(
    choice: Tenancy,
    *,
    name: str,
    role: str | None,
    enabled: bool,
    forced: bool,
    has_policy: bool,
    read: bool,
    written: bool,
) -> str | None:
    if isinstance(choice, OwnedBy):
        if not (enabled and forced):
            return "row level security is not enabled and forced"
        return None if has_policy else f"no policy admits {role or 'anybody'}"
    if isinstance(choice, PublicRead):
        if enabled and not has_policy:
            return "row level security hides every row"
        return f"{role} may write to it" if written else None
    return f"{role} has privileges on it" if read or written else None
