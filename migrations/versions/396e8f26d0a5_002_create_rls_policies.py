"""002_create_rls_policies: a user reaches only rows of their own, as the specification words it."""

from collections.abc import Sequence

from alembic import op

revision: str = "396e8f26d0a5"
down_revision: str | None = "ced8f3f148bb"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# True in a database that was built to here without being stamped.
RECOGNISED_BY = """
    SELECT count(*) = 4 FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
     WHERE c.oid IN (to_regclass('public.sessions'), to_regclass('public.contributions'),
                     to_regclass('public.votes'), to_regclass('public.audit_log'))
       AND p.polname = c.relname || '_user_isolation'
       AND c.relrowsecurity AND NOT c.relforcerowsecurity AND p.polwithcheck IS NULL
"""


def upgrade() -> None:
    op.execute("""
        CREATE POLICY sessions_user_isolation ON sessions FOR ALL
        USING (user_id = current_setting('app.current_user_id'))
    """)
    op.execute("""
        CREATE POLICY contributions_user_isolation ON contributions FOR ALL
        USING (session_id IN (
            SELECT id FROM sessions WHERE user_id = current_setting('app.current_user_id')
        ))
    """)
    op.execute("""
        CREATE POLICY votes_user_isolation ON votes FOR ALL
        USING (session_id IN (
            SELECT id FROM sessions WHERE user_id = current_setting('app.current_user_id')
        ))
    """)
    op.execute("""
        CREATE POLICY audit_log_user_isolation ON audit_log FOR ALL
        USING (user_id = current_setting('app.current_user_id'))
    """)


def downgrade() -> None:
    op.execute("DROP POLICY audit_log_user_isolation ON audit_log")
    op.execute("DROP POLICY votes_user_isolation ON votes")
    op.execute("DROP POLICY contributions_user_isolation ON contributions")
    op.execute("DROP POLICY sessions_user_isolation ON sessions")
