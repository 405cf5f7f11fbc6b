"""001_initial_schema: the six tables of the specification, with row level security switched on.

Every name is written out, so that no naming convention of today can rename what this revision made.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "ced8f3f148bb"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# True in a database that was built to here without being stamped.
RECOGNISED_BY = """
    SELECT count(*) = 4 FROM pg_catalog.pg_class
     WHERE oid IN (to_regclass('public.sessions'), to_regclass('public.contributions'),
                   to_regclass('public.votes'), to_regclass('public.audit_log'))
       AND relrowsecurity AND NOT relforcerowsecurity
"""

# Enabled and not forced, as specified: the owner of these tables still sees every row.
TENANT_TABLES = ("sessions", "contributions", "votes", "audit_log")


def upgrade() -> None:
    create_users()
    create_personas()
    create_sessions()
    create_contributions()
    create_votes()
    create_audit_log()
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_table("audit_log")
    op.drop_table("votes")
    op.drop_table("contributions")
    op.drop_table("sessions")
    op.drop_table("personas")
    op.drop_table("users")


def create_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("email", sa.String(255), nullable=False),
        sa.Column("auth_provider", sa.String(50), nullable=False),
        sa.Column("subscription_tier", sa.String(50), server_default=sa.text("'free'"), nullable=False),
        sa.Column("gdpr_consent_at", sa.DateTime(timezone=True), nullable=True),
        set_by_the_server("created_at"),
        set_by_the_server("updated_at"),
        sa.PrimaryKeyConstraint("id", name="users_pkey"),
        sa.UniqueConstraint("email", name="users_email_key"),
    )


def create_personas() -> None:
    op.create_table(
        "personas",
        serial_id(),
        sa.Column("code", sa.String(50), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("expertise", sa.String(500), nullable=False),
        sa.Column("system_prompt", sa.Text(), nullable=False),
        set_by_the_server("created_at"),
        sa.PrimaryKeyConstraint("id", name="personas_pkey"),
        sa.UniqueConstraint("code", name="personas_code_key"),
    )


def create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("problem_statement", sa.Text(), nullable=False),
        sa.Column("problem_context", sa.JSON(), nullable=True),
        sa.Column("status", sa.String(50), server_default=sa.text("'active'"), nullable=False),
        sa.Column("phase", sa.String(50), server_default=sa.text("'problem_decomposition'"), nullable=False),
        sa.Column("total_cost", sa.Numeric(10, 4), server_default=sa.text("0.0"), nullable=False),
        sa.Column("total_tokens", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("round_number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("max_rounds", sa.Integer(), server_default=sa.text("10"), nullable=False),
        set_by_the_server("created_at"),
        set_by_the_server("updated_at"),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("killed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("killed_by", sa.String(255), nullable=True),
        sa.Column("kill_reason", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("id", name="sessions_pkey"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="sessions_user_id_fkey", ondelete="CASCADE"),
    )
    op.create_index("idx_sessions_user_id", "sessions", ["user_id"])
    op.create_index("idx_sessions_status", "sessions", ["status"])
    op.create_index("idx_sessions_created_at", "sessions", ["created_at"])


def create_contributions() -> None:
    op.create_table(
        "contributions",
        serial_id(),
        sa.Column("session_id", sa.String(255), nullable=False),
        sa.Column("persona_code", sa.String(50), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(50), nullable=False),
        sa.Column("cost", sa.Numeric(10, 4), server_default=sa.text("0.0"), nullable=False),
        sa.Column("tokens", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("model", sa.String(100), nullable=False),
        set_by_the_server("created_at"),
        sa.PrimaryKeyConstraint("id", name="contributions_pkey"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="contributions_session_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["persona_code"], ["personas.code"], name="contributions_persona_code_fkey"),
    )
    op.create_index("idx_contributions_session_id", "contributions", ["session_id"])
    op.create_index("idx_contributions_round_number", "contributions", ["round_number"])


def create_votes() -> None:
    op.create_table(
        "votes",
        serial_id(),
        sa.Column("session_id", sa.String(255), nullable=False),
        sa.Column("persona_code", sa.String(50), nullable=False),
        sa.Column("vote_choice", sa.String(100), nullable=False),
        sa.Column("reasoning", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Numeric(3, 2), nullable=True),
        set_by_the_server("created_at"),
        sa.PrimaryKeyConstraint("id", name="votes_pkey"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="votes_session_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["persona_code"], ["personas.code"], name="votes_persona_code_fkey"),
    )
    op.create_index("idx_votes_session_id", "votes", ["session_id"])


def create_audit_log() -> None:
    op.create_table(
        "audit_log",
        serial_id(),
        sa.Column("user_id", sa.String(255), nullable=True),
        sa.Column("action", sa.String(100), nullable=False),
        sa.Column("resource_type", sa.String(50), nullable=False),
        sa.Column("resource_id", sa.String(255), nullable=True),
        sa.Column("details", sa.JSON(), nullable=True),
        sa.Column("ip_address", sa.String(45), nullable=True),
        sa.Column("user_agent", sa.String(500), nullable=True),
        set_by_the_server("timestamp"),
        sa.PrimaryKeyConstraint("id", name="audit_log_pkey"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="audit_log_user_id_fkey", ondelete="SET NULL"
        ),
    )
    op.create_index("idx_audit_log_user_id", "audit_log", ["user_id"])
    op.create_index("idx_audit_log_timestamp", "audit_log", ["timestamp"])
    op.create_index("idx_audit_log_resource", "audit_log", ["resource_type", "resource_id"])


def serial_id() -> sa.Column[int]:
    """An `id SERIAL`: the table owns the sequence `<table>_id_seq`."""
    return sa.Column("id", sa.Integer(), autoincrement=True, nullable=False)


def set_by_the_server(name: str) -> sa.Column[object]:
    """A `timestamptz NOT NULL DEFAULT now()`."""
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
