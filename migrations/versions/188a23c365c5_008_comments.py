"""008_comments: the catalog says what every table and column is for."""

from collections.abc import Sequence

from alembic import op

revision: str = "188a23c365c5"
down_revision: str | None = "5e653ec9b306"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COMMENTED = {
    "users": (
        "auth_provider",
        "created_at",
        "email",
        "gdpr_consent_at",
        "id",
        "subscription_tier",
        "updated_at",
    ),
    "personas": (
        "code",
        "created_at",
        "expertise",
        "id",
        "name",
        "system_prompt",
    ),
    "sessions": (
        "completed_at",
        "created_at",
        "id",
        "kill_reason",
        "killed_at",
        "killed_by",
        "max_rounds",
        "phase",
        "problem_context",
        "problem_statement",
        "round_number",
        "status",
        "total_cost",
        "total_tokens",
        "updated_at",
        "user_id",
    ),
    "contributions": (
        "content",
        "cost",
        "created_at",
        "id",
        "model",
        "persona_code",
        "phase",
        "round_number",
        "session_id",
        "tokens",
        "user_id",
    ),
    "votes": (
        "confidence",
        "created_at",
        "id",
        "persona_code",
        "reasoning",
        "session_id",
        "user_id",
        "vote_choice",
    ),
    "audit_log": (
        "timestamp",
        "action",
        "details",
        "id",
        "ip_address",
        "resource_id",
        "resource_type",
        "user_agent",
        "user_id",
    ),
}


def upgrade() -> None:
    # comments on users
    op.execute("""
        COMMENT ON TABLE public.users IS 'User accounts with authentication and subscription tracking.';
        COMMENT ON COLUMN public.users.auth_provider IS 'Auth provider (supabase, google, linkedin, github)';
        COMMENT ON COLUMN public.users.created_at IS 'Account creation timestamp';
        COMMENT ON COLUMN public.users.email IS 'User email address';
        COMMENT ON COLUMN public.users.gdpr_consent_at IS 'GDPR consent timestamp';
        COMMENT ON COLUMN public.users.id IS 'User ID (from Supabase Auth)';
        COMMENT ON COLUMN public.users.subscription_tier IS 'Subscription tier (free, pro, enterprise)';
        COMMENT ON COLUMN public.users.updated_at IS 'Last update timestamp'
    """)

    # comments on personas
    op.execute("""
        COMMENT ON TABLE public.personas IS
            'Static persona definitions (seeded from seed_data/personas.json).';
        COMMENT ON COLUMN public.personas.code IS 'Unique persona code (e.g., "growth_hacker")';
        COMMENT ON COLUMN public.personas.created_at IS 'Seed timestamp';
        COMMENT ON COLUMN public.personas.expertise IS 'Persona description/expertise';
        COMMENT ON COLUMN public.personas.id IS 'Internal ID';
        COMMENT ON COLUMN public.personas.name IS 'Persona name (e.g., "Zara Morales")';
        COMMENT ON COLUMN public.personas.system_prompt IS 'LLM system prompt'
    """)

    # comments on sessions
    op.execute("""
        COMMENT ON TABLE public.sessions IS 'Deliberation sessions (problems being solved by AI personas).';
        COMMENT ON COLUMN public.sessions.completed_at IS 'Completion timestamp';
        COMMENT ON COLUMN public.sessions.created_at IS 'Session start time';
        COMMENT ON COLUMN public.sessions.id IS 'Session UUID';
        COMMENT ON COLUMN public.sessions.kill_reason IS 'Reason for termination';
        COMMENT ON COLUMN public.sessions.killed_at IS 'Kill timestamp';
        COMMENT ON COLUMN public.sessions.killed_by IS 'User ID or ''admin''';
        COMMENT ON COLUMN public.sessions.max_rounds IS 'Maximum rounds allowed';
        COMMENT ON COLUMN public.sessions.phase IS 'Current phase';
        COMMENT ON COLUMN public.sessions.problem_context IS 'Additional problem context';
        COMMENT ON COLUMN public.sessions.problem_statement IS 'User''s problem description';
        COMMENT ON COLUMN public.sessions.round_number IS 'Current round number';
        COMMENT ON COLUMN public.sessions.status IS 'Status (active, paused, completed, failed, killed)';
        COMMENT ON COLUMN public.sessions.total_cost IS 'Total LLM cost (USD)';
        COMMENT ON COLUMN public.sessions.total_tokens IS 'Total tokens used';
        COMMENT ON COLUMN public.sessions.updated_at IS 'Last update time';
        COMMENT ON COLUMN public.sessions.user_id IS 'Session owner'
    """)

    # comments on contributions
    op.execute("""
        COMMENT ON TABLE public.contributions IS
            'Persona deliberation contributions (messages from AI experts).';
        COMMENT ON COLUMN public.contributions.content IS 'Contribution text';
        COMMENT ON COLUMN public.contributions.cost IS 'LLM cost for this contribution (USD)';
        COMMENT ON COLUMN public.contributions.created_at IS 'Contribution timestamp';
        COMMENT ON COLUMN public.contributions.id IS 'Internal ID';
        COMMENT ON COLUMN public.contributions.model IS 'LLM model used';
        COMMENT ON COLUMN public.contributions.persona_code IS 'Persona who contributed';
        COMMENT ON COLUMN public.contributions.phase IS
            'Phase (initial_round, deliberation, moderator_intervention)';
        COMMENT ON COLUMN public.contributions.round_number IS 'Deliberation round number';
        COMMENT ON COLUMN public.contributions.session_id IS 'Session reference';
        COMMENT ON COLUMN public.contributions.tokens IS 'Tokens used';
        COMMENT ON COLUMN public.contributions.user_id IS
            'Tenant that owns the row; the database fills it in and ties it to the session''s owner'
    """)

    # comments on votes
    op.execute("""
        COMMENT ON TABLE public.votes IS 'Persona votes on final recommendations.';
        COMMENT ON COLUMN public.votes.confidence IS 'Confidence score (0.0 to 1.0)';
        COMMENT ON COLUMN public.votes.created_at IS 'Vote timestamp';
        COMMENT ON COLUMN public.votes.id IS 'Internal ID';
        COMMENT ON COLUMN public.votes.persona_code IS 'Persona who voted';
        COMMENT ON COLUMN public.votes.reasoning IS 'Vote reasoning';
        COMMENT ON COLUMN public.votes.session_id IS 'Session reference';
        COMMENT ON COLUMN public.votes.user_id IS
            'Tenant that owns the row; the database fills it in and ties it to the session''s owner';
        COMMENT ON COLUMN public.votes.vote_choice IS 'Vote choice (sub-problem ID or option)'
    """)

    # comments on audit_log
    op.execute("""
        COMMENT ON TABLE public.audit_log IS
            'Compliance and security audit trail (GDPR, session kills, logins).';
        COMMENT ON COLUMN public.audit_log."timestamp" IS 'Action timestamp';
        COMMENT ON COLUMN public.audit_log.action IS
            'Action type (session_created, session_killed, user_login, etc.)';
        COMMENT ON COLUMN public.audit_log.details IS 'Additional details';
        COMMENT ON COLUMN public.audit_log.id IS 'Internal ID';
        COMMENT ON COLUMN public.audit_log.ip_address IS 'IP address (IPv6 support)';
        COMMENT ON COLUMN public.audit_log.resource_id IS 'Resource ID';
        COMMENT ON COLUMN public.audit_log.resource_type IS 'Resource type (session, user, persona)';
        COMMENT ON COLUMN public.audit_log.user_agent IS 'User agent string';
        COMMENT ON COLUMN public.audit_log.user_id IS 'User who performed action'
    """)

    # comment on my_account
    op.execute("COMMENT ON VIEW public.my_account IS 'The current tenant''s own account'")


def downgrade() -> None:
    op.execute("COMMENT ON VIEW public.my_account IS NULL")
    for table, columns in reversed(COMMENTED.items()):
        for column in columns:
            op.execute(f'COMMENT ON COLUMN public.{table}."{column}" IS NULL')
        op.execute(f"COMMENT ON TABLE public.{table} IS NULL")
