"""005_rules: what the descriptions say a column may hold, the database now refuses otherwise."""

from collections.abc import Sequence

from alembic import op

revision: str = "9a63b15ef0a8"
down_revision: str | None = "aa2719979016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# (table, rule, query that counts the rows breaking it): counted before any pending revision changes anything
PRECONDITIONS = (
    (
        "public.users",
        "users_id_check",
        "SELECT count(*) FROM public.users WHERE NOT (id <> '')",
    ),
    (
        "public.users",
        "users_auth_provider_check",
        "SELECT count(*) FROM public.users "
        "WHERE NOT (auth_provider IN ('supabase', 'google', 'linkedin', 'github'))",
    ),
    (
        "public.users",
        "users_subscription_tier_check",
        "SELECT count(*) FROM public.users WHERE NOT (subscription_tier IN ('free', 'pro', 'enterprise'))",
    ),
    (
        "public.sessions",
        "sessions_status_check",
        "SELECT count(*) FROM public.sessions "
        "WHERE NOT (status IN ('active', 'paused', 'completed', 'failed', 'killed'))",
    ),
    (
        "public.sessions",
        "sessions_total_cost_check",
        "SELECT count(*) FROM public.sessions WHERE NOT (total_cost >= 0 AND total_cost <> 'NaN')",
    ),
    (
        "public.sessions",
        "sessions_total_tokens_check",
        "SELECT count(*) FROM public.sessions WHERE NOT (total_tokens >= 0)",
    ),
    (
        "public.sessions",
        "sessions_round_number_check",
        "SELECT count(*) FROM public.sessions WHERE NOT (round_number >= 0)",
    ),
    (
        "public.sessions",
        "sessions_max_rounds_check",
        "SELECT count(*) FROM public.sessions WHERE NOT (max_rounds >= 0)",
    ),
    (
        "public.contributions",
        "contributions_phase_check",
        "SELECT count(*) FROM public.contributions "
        "WHERE NOT (phase IN ('initial_round', 'deliberation', 'moderator_intervention'))",
    ),
    (
        "public.contributions",
        "contributions_cost_check",
        "SELECT count(*) FROM public.contributions WHERE NOT (cost >= 0 AND cost <> 'NaN')",
    ),
    (
        "public.contributions",
        "contributions_tokens_check",
        "SELECT count(*) FROM public.contributions WHERE NOT (tokens >= 0)",
    ),
    (
        "public.contributions",
        "contributions_round_number_check",
        "SELECT count(*) FROM public.contributions WHERE NOT (round_number >= 0)",
    ),
    (
        "public.votes",
        "votes_confidence_check",
        "SELECT count(*) FROM public.votes WHERE NOT (confidence BETWEEN 0.0 AND 1.0)",
    ),
)


def upgrade() -> None:
    # checks of users
    op.create_check_constraint(op.f("users_id_check"), "users", "id <> ''")
    op.create_check_constraint(
        op.f("users_auth_provider_check"),
        "users",
        "auth_provider IN ('supabase', 'google', 'linkedin', 'github')",
    )
    op.create_check_constraint(
        op.f("users_subscription_tier_check"), "users", "subscription_tier IN ('free', 'pro', 'enterprise')"
    )

    # checks of sessions
    op.create_check_constraint(
        op.f("sessions_status_check"),
        "sessions",
        "status IN ('active', 'paused', 'completed', 'failed', 'killed')",
    )
    op.create_check_constraint(
        op.f("sessions_total_cost_check"), "sessions", "total_cost >= 0 AND total_cost <> 'NaN'"
    )
    op.create_check_constraint(op.f("sessions_total_tokens_check"), "sessions", "total_tokens >= 0")
    op.create_check_constraint(op.f("sessions_round_number_check"), "sessions", "round_number >= 0")
    op.create_check_constraint(op.f("sessions_max_rounds_check"), "sessions", "max_rounds >= 0")

    # checks of contributions
    op.create_check_constraint(
        op.f("contributions_phase_check"),
        "contributions",
        "phase IN ('initial_round', 'deliberation', 'moderator_intervention')",
    )
    op.create_check_constraint(
        op.f("contributions_cost_check"), "contributions", "cost >= 0 AND cost <> 'NaN'"
    )
    op.create_check_constraint(op.f("contributions_tokens_check"), "contributions", "tokens >= 0")
    op.create_check_constraint(op.f("contributions_round_number_check"), "contributions", "round_number >= 0")

    # check of votes
    op.create_check_constraint(op.f("votes_confidence_check"), "votes", "confidence BETWEEN 0.0 AND 1.0")


def downgrade() -> None:
    # checks
    op.drop_constraint(op.f("votes_confidence_check"), "votes", type_="check")
    op.drop_constraint(op.f("contributions_round_number_check"), "contributions", type_="check")
    op.drop_constraint(op.f("contributions_tokens_check"), "contributions", type_="check")
    op.drop_constraint(op.f("contributions_cost_check"), "contributions", type_="check")
    op.drop_constraint(op.f("contributions_phase_check"), "contributions", type_="check")
    op.drop_constraint(op.f("sessions_max_rounds_check"), "sessions", type_="check")
    op.drop_constraint(op.f("sessions_round_number_check"), "sessions", type_="check")
    op.drop_constraint(op.f("sessions_total_tokens_check"), "sessions", type_="check")
    op.drop_constraint(op.f("sessions_total_cost_check"), "sessions", type_="check")
    op.drop_constraint(op.f("sessions_status_check"), "sessions", type_="check")
    op.drop_constraint(op.f("users_subscription_tier_check"), "users", type_="check")
    op.drop_constraint(op.f("users_auth_provider_check"), "users", type_="check")
    op.drop_constraint(op.f("users_id_check"), "users", type_="check")
