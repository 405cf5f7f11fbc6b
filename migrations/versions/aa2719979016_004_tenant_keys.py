"""004_tenant_keys: contributions and votes carry their tenant, and composite keys tie them to its sessions.

One transaction: whoever reads or writes these tables meanwhile waits until it has ended.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "aa2719979016"
down_revision: str | None = "dd4a2fdd08f4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# (table, rule, query that counts the rows breaking it): counted before any pending revision changes anything
PRECONDITIONS = (
    (
        "public.contributions",
        "contributions_session_id_user_id_fkey (a contribution needs its session)",
        "SELECT count(*) FROM public.contributions c "
        "WHERE NOT EXISTS (SELECT FROM public.sessions s WHERE s.id = c.session_id)",
    ),
    (
        "public.votes",
        "votes_session_id_user_id_fkey (a vote needs its session)",
        "SELECT count(*) FROM public.votes v "
        "WHERE NOT EXISTS (SELECT FROM public.sessions s WHERE s.id = v.session_id)",
    ),
)

# Tables whose readers and writers notice: said before anything is changed.
WRITES_WAIT = ("users", "personas", "sessions", "contributions", "votes", "audit_log")

CHILDREN = ("contributions", "votes")


def upgrade() -> None:
    # by hand: no row may come in between the filling and the keys.
    lock_all()

    for table in CHILDREN:
        add_tenant(table)

    # unique sessions_id_user_id_key: what the composite keys refer to
    op.create_unique_constraint(op.f("sessions_id_user_id_key"), "sessions", ["id", "user_id"])

    for table in CHILDREN:
        tie_to_owner_of_session(table)

    # indexes that find a tenant's newest rows first, and a session's children with their owner
    op.create_index("idx_sessions_user_id_created_at", "sessions", ["user_id", sa.text("created_at DESC")])
    op.create_index("idx_contributions_session_id_user_id", "contributions", ["session_id", "user_id"])
    op.create_index(
        "idx_contributions_user_id_created_at", "contributions", ["user_id", sa.text("created_at DESC")]
    )
    op.create_index("idx_votes_session_id_user_id", "votes", ["session_id", "user_id"])
    op.create_index("idx_audit_log_user_id_timestamp", "audit_log", ["user_id", sa.text("timestamp DESC")])


def downgrade() -> None:
    # indexes
    op.drop_index("idx_audit_log_user_id_timestamp", "audit_log")
    op.drop_index("idx_votes_session_id_user_id", "votes")
    op.drop_index("idx_contributions_user_id_created_at", "contributions")
    op.drop_index("idx_contributions_session_id_user_id", "contributions")
    op.drop_index("idx_sessions_user_id_created_at", "sessions")

    for table in reversed(CHILDREN):
        untie_from_owner_of_session(table)

    # unique sessions_id_user_id_key
    op.drop_constraint(op.f("sessions_id_user_id_key"), "sessions", type_="unique")

    # columns
    for table in reversed(CHILDREN):
        op.drop_column(table, "user_id")


def lock_all() -> None:
    """All six tables at once or none: whoever holds one and wants another would deadlock with us.

    Each attempt waits for less than a second in all, so that no request queues behind it for longer, and lets
    go of what it got before it pauses.
    """
    op.execute("""
        DO $lock$
        DECLARE
            former text := current_setting('lock_timeout');
        BEGIN
            SET LOCAL lock_timeout = '100ms';
            FOR attempt IN 1..100 LOOP
                BEGIN
                    LOCK TABLE users, personas, sessions, contributions, votes, audit_log
                        IN ACCESS EXCLUSIVE MODE;
                    PERFORM set_config('lock_timeout', former, true);
                    RETURN;
                EXCEPTION WHEN lock_not_available THEN
                    IF attempt = 100 THEN
                        RAISE;
                    END IF;
                END;
                PERFORM pg_sleep(least(0.05 * attempt, 1));
            END LOOP;
        END
        $lock$
    """)


def add_tenant(table: str) -> None:
    """Column `user_id`: first without its default, which would give every row to whoever migrates."""
    op.add_column(table, sa.Column("user_id", sa.String(255), nullable=True))
    # by hand: a row belongs to whom its session belongs. As bo1_migrator, who sees every row. Triggers that
    # an adopted table may have are not for this: each is off meanwhile, and then again what it was.
    op.execute("SET LOCAL ROLE bo1_migrator")
    op.execute(f"""
        DO $fill$
        DECLARE
            former jsonb := (SELECT jsonb_object_agg(tgname, tgenabled) FROM pg_trigger
                             WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal AND tgenabled <> 'D');
            trigger_name text;
            state text;
        BEGIN
            ALTER TABLE {table} DISABLE TRIGGER USER;
            UPDATE {table} child SET user_id = s.user_id FROM sessions s WHERE s.id = child.session_id;
            FOR trigger_name, state IN SELECT * FROM jsonb_each_text(former) LOOP
                EXECUTE format('ALTER TABLE {table} %s TRIGGER %I',
                               CASE state WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA'
                                          ELSE 'ENABLE' END, trigger_name);
            END LOOP;
        END
        $fill$
    """)
    op.execute("SET LOCAL ROLE bo1_owner")
    op.alter_column(table, "user_id", server_default=sa.text("public.current_user_id()"))
    op.alter_column(table, "user_id", nullable=False)


def tie_to_owner_of_session(table: str) -> None:
    """The composite key in place of the single one, which goes only when the new one has read every row."""
    # as bo1_migrator: under FORCE the owner would validate against nothing
    op.execute("SET LOCAL ROLE bo1_migrator")
    op.create_foreign_key(
        op.f(f"{table}_session_id_user_id_fkey"),
        table,
        "sessions",
        ["session_id", "user_id"],
        ["id", "user_id"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )
    op.execute("SET LOCAL ROLE bo1_owner")
    # by hand: IF EXISTS, because somebody may have taken it off a database that is adopted
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_session_id_fkey")


def untie_from_owner_of_session(table: str) -> None:
    """The single key back in place of the composite one."""
    op.execute("SET LOCAL ROLE bo1_migrator")
    op.create_foreign_key(
        op.f(f"{table}_session_id_fkey"), table, "sessions", ["session_id"], ["id"], ondelete="CASCADE"
    )
    op.execute("SET LOCAL ROLE bo1_owner")
    op.drop_constraint(op.f(f"{table}_session_id_user_id_fkey"), table, type_="foreignkey")
