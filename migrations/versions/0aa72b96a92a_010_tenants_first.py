"""010_tenants_first: tenants_first."""

from collections.abc import Sequence

from alembic import op

revision: str = "0aa72b96a92a"
down_revision: str | None = "f764c113f972"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # table public.sessions
    op.execute("ALTER TABLE public.sessions SET (fillfactor=90)")

    # What stands above is committed here. What follows lets traffic pass, and does no harm when run again.
    with op.get_context().autocommit_block():
        # index public.idx_sessions_user_id_status_created_at
        op.execute("""
            CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_sessions_user_id_status_created_at ON
                public.sessions USING btree (user_id, status, created_at DESC)
        """)

        # index public.idx_votes_user_id_session_id
        op.execute("""
            CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_votes_user_id_session_id ON public.votes USING btree
                (user_id, session_id)
        """)

        # index public.idx_votes_session_id_user_id
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS public.idx_votes_session_id_user_id")


def downgrade() -> None:
    # table public.sessions
    op.execute("ALTER TABLE public.sessions RESET (fillfactor)")

    # index public.idx_votes_session_id_user_id
    op.create_index(op.f("idx_votes_session_id_user_id"), "votes", ["session_id", "user_id"], unique=False)

    # index public.idx_votes_user_id_session_id
    op.drop_index(op.f("idx_votes_user_id_session_id"), table_name="votes")

    # index public.idx_sessions_user_id_status_created_at
    op.drop_index("idx_sessions_user_id_status_created_at", table_name="sessions")
