"""Where the tenant's identity comes from: one setting, one function, one column."""

from alembic_utils.pg_function import PGFunction
from sqlalchemy import String, text
from sqlmodel import Field

from pgdrift.tenancy import ForTenants, meant

TENANT_SETTING = "app.current_user_id"

# Unset, and empty after a transaction that set it has ended, both mean nobody: no rows and no error.
# Neither SECURITY DEFINER nor SET clause: either would stop PostgreSQL from inlining it, and a call per row
# is four orders of magnitude slower.
CURRENT_USER_ID = meant(
    ForTenants(),
    PGFunction(
        schema="public",
        signature="current_user_id()",
        definition="""
RETURNS text
LANGUAGE sql
STABLE
PARALLEL SAFE
RETURN nullif(current_setting('app.current_user_id', true), '')
""",
    ),
)


def tenant_column() -> str:
    """The ``user_id`` of a table whose rows belong to a session: last, and filled in by the database."""
    value: str = Field(
        default=None,
        nullable=False,
        sa_type=String(255),
        sa_column_kwargs={"server_default": text("public.current_user_id()")},
        min_length=1,
        description="Tenant that owns the row; the database fills it in and ties it to the session's owner",
    )
    return value
