"""003_who_is_asking: nothing new is open to PUBLIC, and one function says which tenant a request is for."""

from collections.abc import Sequence

from alembic import op

revision: str = "dd4a2fdd08f4"
down_revision: str | None = "396e8f26d0a5"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # default privileges of bo1_owner: first, so that the functions below are closed from their first moment
    op.execute("ALTER DEFAULT PRIVILEGES FOR ROLE bo1_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    op.execute("ALTER DEFAULT PRIVILEGES FOR ROLE bo1_owner REVOKE USAGE ON TYPES FROM PUBLIC")

    # function public.current_user_id()
    op.execute("""
CREATE OR REPLACE FUNCTION public.current_user_id()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('app.current_user_id'::text, true), ''::text)
""")
    op.execute("REVOKE ALL ON FUNCTION public.current_user_id() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION public.current_user_id() TO bo1_app")
    op.execute("GRANT EXECUTE ON FUNCTION public.current_user_id() TO bo1_service")

    # function public.set_updated_at()
    op.execute("""
CREATE OR REPLACE FUNCTION public.set_updated_at()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    NEW.updated_at := pg_catalog.now();
    RETURN NEW;
END
$function$
""")
    op.execute("REVOKE ALL ON FUNCTION public.set_updated_at() FROM PUBLIC")


def downgrade() -> None:
    # functions
    op.execute("DROP FUNCTION public.set_updated_at()")
    op.execute("DROP FUNCTION public.current_user_id()")

    # default privileges of bo1_owner
    op.execute("ALTER DEFAULT PRIVILEGES FOR ROLE bo1_owner GRANT USAGE ON TYPES TO PUBLIC")
    op.execute("ALTER DEFAULT PRIVILEGES FOR ROLE bo1_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC")
