"""007_isolation: policies compare the row's tenant, bind the owner too, and each role gets what it needs.

The rules come before the grants: at no moment is a table readable without its policy.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "5e653ec9b306"
down_revision: str | None = "7d01047b7ae6"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TENANT_TABLES = ("sessions", "contributions", "votes", "audit_log")


def upgrade() -> None:
    # view public.my_account: the owner's rights, because tenants have none on users
    op.execute("""
        CREATE VIEW public.my_account
        WITH (check_option=cascaded, security_barrier=true, security_invoker=false) AS
        SELECT id, email, auth_provider, subscription_tier, gdpr_consent_at, created_at, updated_at
        FROM public.users
        WHERE id = public.current_user_id()
    """)

    # triggers
    op.execute("""
        CREATE TRIGGER users_set_updated_at BEFORE UPDATE ON public.users
        FOR EACH ROW EXECUTE FUNCTION public.set_updated_at()
    """)
    op.execute("""
        CREATE TRIGGER sessions_set_updated_at BEFORE UPDATE ON public.sessions
        FOR EACH ROW EXECUTE FUNCTION public.set_updated_at()
    """)

    # row level security: policies are altered in place, so that no table is ever without its own
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE public.{table} FORCE ROW LEVEL SECURITY")
        op.execute(f"""
            ALTER POLICY {table}_user_isolation ON public.{table} TO bo1_app
            USING (user_id = public.current_user_id())
            WITH CHECK (user_id = public.current_user_id())
        """)

    # grants on users: through the view alone
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON public.users TO bo1_service")
    op.execute("GRANT SELECT, UPDATE (gdpr_consent_at) ON public.my_account TO bo1_app")

    # grants on personas
    op.execute("GRANT SELECT ON public.personas TO bo1_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON public.personas TO bo1_service")
    op.execute("GRANT SELECT ON SEQUENCE public.personas_id_seq TO bo1_service")

    # grants on sessions
    op.execute("""
        GRANT SELECT, DELETE,
            INSERT (id, user_id, problem_statement, problem_context, status, phase, total_cost, total_tokens,
                    round_number, max_rounds, completed_at, killed_at, killed_by, kill_reason),
            UPDATE (problem_statement, problem_context, status, phase, total_cost, total_tokens,
                    round_number, max_rounds, completed_at, killed_at, killed_by, kill_reason)
        ON public.sessions TO bo1_app
    """)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON public.sessions TO bo1_service")

    # grants on contributions
    op.execute("""
        GRANT SELECT, DELETE,
            INSERT (session_id, persona_code, content, round_number, phase, cost, tokens, model, user_id),
            UPDATE (session_id, persona_code, content, round_number, phase, cost, tokens, model)
        ON public.contributions TO bo1_app
    """)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON public.contributions TO bo1_service")
    op.execute("GRANT SELECT ON SEQUENCE public.contributions_id_seq TO bo1_service")

    # grants on votes
    op.execute("""
        GRANT SELECT, DELETE,
            INSERT (session_id, persona_code, vote_choice, reasoning, confidence, user_id),
            UPDATE (session_id, persona_code, vote_choice, reasoning, confidence)
        ON public.votes TO bo1_app
    """)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON public.votes TO bo1_service")
    op.execute("GRANT SELECT ON SEQUENCE public.votes_id_seq TO bo1_service")

    # grants on audit_log: append-only for tenants, at the time the database says
    op.execute("""
        GRANT SELECT,
            INSERT (user_id, action, resource_type, resource_id, details, ip_address, user_agent)
        ON public.audit_log TO bo1_app
    """)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON public.audit_log TO bo1_service")
    op.execute("GRANT SELECT ON SEQUENCE public.audit_log_id_seq TO bo1_service")

    # grants on alembic_version: a backup taken as the service holds the revision too
    op.execute("GRANT SELECT ON public.alembic_version TO bo1_service")


def downgrade() -> None:
    # grants
    op.execute("REVOKE ALL ON public.alembic_version FROM bo1_service")
    for sequence in ("audit_log_id_seq", "votes_id_seq", "contributions_id_seq", "personas_id_seq"):
        op.execute(f"REVOKE ALL ON SEQUENCE public.{sequence} FROM bo1_service")
    for table in ("audit_log", "votes", "contributions", "sessions", "personas", "users"):
        op.execute(f"REVOKE ALL ON public.{table} FROM bo1_app, bo1_service")

    # row level security, as the specification words it; an expression cannot be taken away in place
    for table in TENANT_TABLES:
        op.execute(f"DROP POLICY {table}_user_isolation ON public.{table}")
    for table in ("sessions", "audit_log"):
        op.execute(f"""
            CREATE POLICY {table}_user_isolation ON public.{table} FOR ALL
            USING (user_id = current_setting('app.current_user_id'))
        """)
    for table in ("contributions", "votes"):
        op.execute(f"""
            CREATE POLICY {table}_user_isolation ON public.{table} FOR ALL
            USING (session_id IN (
                SELECT id FROM public.sessions WHERE user_id = current_setting('app.current_user_id')
            ))
        """)
    for table in TENANT_TABLES:
        op.execute(f"ALTER TABLE public.{table} NO FORCE ROW LEVEL SECURITY")

    # triggers
    op.execute("DROP TRIGGER sessions_set_updated_at ON public.sessions")
    op.execute("DROP TRIGGER users_set_updated_at ON public.users")

    # view public.my_account
    op.execute("DROP VIEW public.my_account")
