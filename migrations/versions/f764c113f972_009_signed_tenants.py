"""009_signed_tenants: an application may sign for a tenant, and the database verifies it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "f764c113f972"
down_revision: str | None = "188a23c365c5"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # function public.signed_user_id()
    op.execute("""
CREATE OR REPLACE FUNCTION public.signed_user_id()
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL RESTRICTED SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
DECLARE
    claimed text DEFAULT nullif(current_setting('app.current_user_id', true), '');
    signature text DEFAULT current_setting('app.tenant_signature', true);
    inner_pad bytea;
    outer_pad bytea;
BEGIN
    SELECT key.inner_pad, key.outer_pad INTO inner_pad, outer_pad
    FROM public.tenant_signing_keys AS key
    WHERE key.id = split_part(signature, '.', 1);
    IF sha256(outer_pad || convert_to(split_part(signature, '.', 2), 'UTF8'))
        = sha256(outer_pad || convert_to(
            encode(sha256(outer_pad || sha256(inner_pad || convert_to(
                pg_backend_pid()
                || '.' || (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint
                || '.' || encode(convert_to(current_database(), 'UTF8'), 'hex')
                || '.' || claimed, 'UTF8'))), 'hex'), 'UTF8'))
    THEN
        RETURN claimed;
    END IF;
    RETURN NULL;
END
$function$
""")

    # privileges on public.signed_user_id()
    op.execute("REVOKE ALL ON FUNCTION public.signed_user_id() FROM PUBLIC")

    # function public.signed_user_id()
    op.execute("REVOKE ALL ON ROUTINE public.signed_user_id() FROM PUBLIC")

    # privileges on public.signed_user_id()
    op.execute("GRANT EXECUTE ON FUNCTION public.signed_user_id() TO bo1_app")
    op.execute("GRANT EXECUTE ON FUNCTION public.signed_user_id() TO bo1_signed_app")

    # table public.tenant_signing_keys
    op.create_table(
        "tenant_signing_keys",
        sa.Column("id", sa.String(16), nullable=False, comment="Derived from the key; signatures name it"),
        sa.Column(
            "inner_pad", sa.LargeBinary(length=64), nullable=False, comment="The key, XOR 0x36 repeated"
        ),
        sa.Column(
            "outer_pad", sa.LargeBinary(length=64), nullable=False, comment="The key, XOR 0x5c repeated"
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the key was installed",
        ),
        sa.CheckConstraint("octet_length(inner_pad) = 64", name=op.f("tenant_signing_keys_inner_pad_check")),
        sa.CheckConstraint("octet_length(outer_pad) = 64", name=op.f("tenant_signing_keys_outer_pad_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("tenant_signing_keys_pkey")),
        comment="Keys that signatures of tenant ids are verified with, several while one replaces another.",
    )

    # view public.my_account
    op.execute("DROP VIEW public.my_account")
    op.execute("""
        CREATE VIEW public.my_account WITH (check_option=cascaded, security_barrier=true,
            security_invoker=false) AS
         SELECT id,
            email,
            auth_provider,
            subscription_tier,
            gdpr_consent_at,
            created_at,
            updated_at
           FROM public.users
          WHERE ((id)::text = ( SELECT
                        CASE
                            WHEN pg_has_role(SESSION_USER, 'bo1_app'::name, 'MEMBER'::text) THEN
                                public.current_user_id()
                            ELSE public.signed_user_id()
                        END AS signed_user_id))
    """)

    # policy public.audit_log.audit_log_signed_isolation
    op.execute("""
        CREATE POLICY audit_log_signed_isolation ON public.audit_log
            FOR ALL
            TO bo1_signed_app
            USING ((user_id)::text = ( SELECT public.signed_user_id() AS signed_user_id))
            WITH CHECK ((user_id)::text = ( SELECT public.signed_user_id() AS signed_user_id))
    """)

    # policy public.contributions.contributions_signed_isolation
    op.execute("""
        CREATE POLICY contributions_signed_isolation ON public.contributions
            FOR ALL
            TO bo1_signed_app
            USING ((user_id)::text = ( SELECT public.signed_user_id() AS signed_user_id))
            WITH CHECK ((user_id)::text = ( SELECT public.signed_user_id() AS signed_user_id))
    """)

    # policy public.sessions.sessions_signed_isolation
    op.execute("""
        CREATE POLICY sessions_signed_isolation ON public.sessions
            FOR ALL
            TO bo1_signed_app
            USING ((user_id)::text = ( SELECT public.signed_user_id() AS signed_user_id))
            WITH CHECK ((user_id)::text = ( SELECT public.signed_user_id() AS signed_user_id))
    """)

    # policy public.votes.votes_signed_isolation
    op.execute("""
        CREATE POLICY votes_signed_isolation ON public.votes
            FOR ALL
            TO bo1_signed_app
            USING ((user_id)::text = ( SELECT public.signed_user_id() AS signed_user_id))
            WITH CHECK ((user_id)::text = ( SELECT public.signed_user_id() AS signed_user_id))
    """)

    # privileges on public.audit_log
    op.execute("""
        GRANT SELECT, INSERT (action, details, ip_address, resource_id, resource_type, user_agent,
            user_id) ON public.audit_log TO bo1_signed_app
    """)

    # privileges on public.contributions
    op.execute("""
        GRANT SELECT, DELETE, INSERT (content, cost, model, persona_code, phase, round_number,
            session_id, tokens, user_id), UPDATE (content, cost, model, persona_code, phase,
            round_number, session_id, tokens) ON public.contributions TO bo1_signed_app
    """)

    # privileges on public.current_user_id()
    op.execute("GRANT EXECUTE ON FUNCTION public.current_user_id() TO bo1_signed_app")

    # privileges on public.my_account
    op.execute("GRANT SELECT, UPDATE (gdpr_consent_at) ON public.my_account TO bo1_signed_app")

    # privileges on public.personas
    op.execute("GRANT SELECT ON public.personas TO bo1_signed_app")

    # privileges on public.sessions
    op.execute("""
        GRANT SELECT, DELETE, INSERT (completed_at, id, kill_reason, killed_at, killed_by, max_rounds,
            phase, problem_context, problem_statement, round_number, status, total_cost, total_tokens,
            user_id), UPDATE (completed_at, kill_reason, killed_at, killed_by, max_rounds, phase,
            problem_context, problem_statement, round_number, status, total_cost, total_tokens) ON
            public.sessions TO bo1_signed_app
    """)

    # privileges on public.tenant_signing_keys
    op.execute("GRANT SELECT ON public.tenant_signing_keys TO bo1_service")

    # privileges on public.votes
    op.execute("""
        GRANT SELECT, DELETE, INSERT (confidence, persona_code, reasoning, session_id, user_id,
            vote_choice), UPDATE (confidence, persona_code, reasoning, session_id, vote_choice) ON
            public.votes TO bo1_signed_app
    """)

    # privileges on public.my_account.gdpr_consent_at
    op.execute("GRANT UPDATE (gdpr_consent_at), SELECT ON public.my_account TO bo1_app")

    # comments on public.my_account
    op.execute("COMMENT ON VIEW public.my_account IS 'The current tenant''s own account'")


def downgrade() -> None:
    # privileges on public.audit_log
    op.execute("""
        REVOKE SELECT, INSERT (action, details, ip_address, resource_id, resource_type, user_agent,
            user_id) ON public.audit_log FROM bo1_signed_app
    """)

    # privileges on public.contributions
    op.execute("""
        REVOKE SELECT, DELETE, INSERT (content, cost, model, persona_code, phase, round_number,
            session_id, tokens, user_id), UPDATE (content, cost, model, persona_code, phase,
            round_number, session_id, tokens) ON public.contributions FROM bo1_signed_app
    """)

    # privileges on public.current_user_id()
    op.execute("REVOKE EXECUTE ON FUNCTION public.current_user_id() FROM bo1_signed_app")

    # privileges on public.personas
    op.execute("REVOKE SELECT ON public.personas FROM bo1_signed_app")

    # privileges on public.sessions
    op.execute("""
        REVOKE SELECT, DELETE, INSERT (completed_at, id, kill_reason, killed_at, killed_by, max_rounds,
            phase, problem_context, problem_statement, round_number, status, total_cost, total_tokens,
            user_id), UPDATE (completed_at, kill_reason, killed_at, killed_by, max_rounds, phase,
            problem_context, problem_statement, round_number, status, total_cost, total_tokens) ON
            public.sessions FROM bo1_signed_app
    """)

    # privileges on public.tenant_signing_keys
    op.execute("REVOKE SELECT ON public.tenant_signing_keys FROM bo1_service")

    # privileges on public.votes
    op.execute("""
        REVOKE SELECT, DELETE, INSERT (confidence, persona_code, reasoning, session_id, user_id,
            vote_choice), UPDATE (confidence, persona_code, reasoning, session_id, vote_choice) ON
            public.votes FROM bo1_signed_app
    """)

    # view public.my_account
    op.execute("DROP VIEW public.my_account")
    op.execute("""
        CREATE VIEW public.my_account WITH (check_option=cascaded, security_barrier=true,
            security_invoker=false) AS
         SELECT id,
            email,
            auth_provider,
            subscription_tier,
            gdpr_consent_at,
            created_at,
            updated_at
           FROM public.users
          WHERE ((id)::text = public.current_user_id())
    """)

    # policy public.votes.votes_signed_isolation
    op.execute("DROP POLICY votes_signed_isolation ON public.votes")

    # policy public.sessions.sessions_signed_isolation
    op.execute("DROP POLICY sessions_signed_isolation ON public.sessions")

    # policy public.contributions.contributions_signed_isolation
    op.execute("DROP POLICY contributions_signed_isolation ON public.contributions")

    # policy public.audit_log.audit_log_signed_isolation
    op.execute("DROP POLICY audit_log_signed_isolation ON public.audit_log")

    # privileges on public.my_account.gdpr_consent_at
    op.execute("GRANT UPDATE (gdpr_consent_at), SELECT ON public.my_account TO bo1_app")

    # comments on public.my_account
    op.execute("COMMENT ON VIEW public.my_account IS 'The current tenant''s own account'")

    # table public.tenant_signing_keys: drops the table and its rows
    op.drop_table("tenant_signing_keys")

    # function public.signed_user_id()
    op.execute("DROP FUNCTION public.signed_user_id()")
