"""What the service may do: the same on every table, so it is said once."""

from pgdrift.declare import Grant
from policies.roles import SERVICE_ROLE


def service_grants(table: str, *, generated_id: bool = True) -> tuple[Grant, ...]:
    """Read and write every row of ``table``; read its sequence, without which pg_dump cannot back it up."""
    rows = Grant(("SELECT", "INSERT", "UPDATE", "DELETE"), f"public.{table}", SERVICE_ROLE)
    if not generated_id:
        return (rows,)
    return rows, Grant(("SELECT",), f"public.{table}_id_seq", SERVICE_ROLE, kind="SEQUENCE")
