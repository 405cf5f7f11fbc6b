"""updated_at: kept by the database, so that no writer can forget or forge it."""

from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_trigger import PGTrigger

from pgdrift.tenancy import ForNobody, meant

SET_UPDATED_AT = meant(
    ForNobody(),
    PGFunction(
        schema="public",
        signature="set_updated_at()",
        definition="""
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := pg_catalog.now();
    RETURN NEW;
END
$$
""",
    ),
)


def _trigger(table: str) -> PGTrigger:
    return PGTrigger(
        schema="public",
        signature=f"{table}_set_updated_at",
        on_entity=f"public.{table}",
        definition=f"""
BEFORE UPDATE ON public.{table}
FOR EACH ROW EXECUTE FUNCTION public.set_updated_at()
""",
    )


USERS_SET_UPDATED_AT = _trigger("users")
SESSIONS_SET_UPDATED_AT = _trigger("sessions")
