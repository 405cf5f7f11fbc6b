"""011_embeddings: tables for the embeddings of personas, sessions and contributions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import VECTOR

revision: str = "305ff093be74"
down_revision: str | None = "0aa72b96a92a"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# (table, rule, query that counts the rows breaking it), counted before anything changes
PRECONDITIONS = (
    (
        "public.contributions",
        "contributions_id_session_id_user_id_key",
        "SELECT coalesce(sum(number), 0) FROM (SELECT count(*) AS number FROM public.contributions "
        "WHERE id IS NOT NULL AND session_id IS NOT NULL AND user_id IS NOT NULL GROUP BY id, "
        "session_id, user_id HAVING count(*) > 1) duplicates",
    ),
)


def upgrade() -> None:
    # table public.persona_embeddings
    op.create_table(
        "persona_embeddings",
        sa.Column("persona_code", sa.String(50), nullable=False, comment="Persona that is embedded"),
        sa.Column("model", sa.String(100), nullable=False, comment="Embedding model used"),
        sa.Column(
            "dims",
            sa.Integer(),
            server_default=sa.text("1024"),
            nullable=False,
            comment="Dimensions of the vector",
        ),
        sa.Column(
            "content_sha256",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="SHA-256 of the embedded text, in UTF-8",
        ),
        sa.Column("embedding", VECTOR(1024), nullable=False, comment="The embedding"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was first embedded",
        ),
        sa.CheckConstraint(
            "octet_length(content_sha256) = 32", name=op.f("persona_embeddings_content_sha256_check")
        ),
        sa.CheckConstraint("vector_dims(embedding) = dims", name=op.f("persona_embeddings_dims_check")),
        sa.CheckConstraint(
            "vector_norm(embedding) BETWEEN 1e-15 AND 1e15", name=op.f("persona_embeddings_embedding_check")
        ),
        sa.ForeignKeyConstraint(
            ["persona_code"],
            ["personas.code"],
            name=op.f("persona_embeddings_persona_code_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("persona_code", "model", name=op.f("persona_embeddings_pkey")),
        comment="Embeddings of the personas, one per model.",
    )

    # table public.session_embeddings
    op.create_table(
        "session_embeddings",
        sa.Column("session_id", sa.String(255), nullable=False, comment="Session that is embedded"),
        sa.Column("model", sa.String(100), nullable=False, comment="Embedding model used"),
        sa.Column(
            "dims",
            sa.Integer(),
            server_default=sa.text("1024"),
            nullable=False,
            comment="Dimensions of the vector",
        ),
        sa.Column(
            "content_sha256",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="SHA-256 of the embedded text, in UTF-8",
        ),
        sa.Column("embedding", VECTOR(1024), nullable=False, comment="The embedding"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was first embedded",
        ),
        sa.Column(
            "user_id",
            sa.String(255),
            server_default=sa.text("public.current_user_id()"),
            nullable=False,
            comment="Tenant that owns the row; the database fills it in and ties it to the session's owner",
        ),
        sa.CheckConstraint(
            "octet_length(content_sha256) = 32", name=op.f("session_embeddings_content_sha256_check")
        ),
        sa.CheckConstraint("vector_dims(embedding) = dims", name=op.f("session_embeddings_dims_check")),
        sa.CheckConstraint(
            "vector_norm(embedding) BETWEEN 1e-15 AND 1e15", name=op.f("session_embeddings_embedding_check")
        ),
        sa.ForeignKeyConstraint(
            ["session_id", "user_id"],
            ["sessions.id", "sessions.user_id"],
            name=op.f("session_embeddings_session_id_user_id_fkey"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "model", name=op.f("session_embeddings_pkey")),
        comment="Embeddings of the problem statements of sessions, one per model.",
    )

    # constraint public.contributions.contributions_id_session_id_user_id_key
    # hazard: locks table contributions while its rows are checked
    op.create_unique_constraint(
        op.f("contributions_id_session_id_user_id_key"), "contributions", ["id", "session_id", "user_id"]
    )

    # index public.idx_session_embeddings_embedding
    op.create_index(
        "idx_session_embeddings_embedding",
        "session_embeddings",
        ["embedding"],
        unique=False,
        postgresql_using="hnsw",
        postgresql_ops={"embedding": "vector_cosine_ops"},
    )

    # index public.idx_session_embeddings_user_id_session_id
    op.create_index(
        "idx_session_embeddings_user_id_session_id",
        "session_embeddings",
        ["user_id", "session_id", "model"],
        unique=False,
    )

    # table public.contribution_embeddings
    op.execute("""
        CREATE TABLE public.contribution_embeddings (
            contribution_id integer NOT NULL,
            session_id character varying(255) NOT NULL,
            model character varying(100) NOT NULL,
            dims integer DEFAULT 1024 NOT NULL,
            content_sha256 bytea NOT NULL,
            embedding public.vector(1024) NOT NULL,
            created_at timestamp with time zone DEFAULT now() NOT NULL,
            user_id character varying(255) DEFAULT public.current_user_id() NOT NULL,
            CONSTRAINT contribution_embeddings_content_sha256_check CHECK ((octet_length(content_sha256)
                = 32)),
            CONSTRAINT contribution_embeddings_dims_check CHECK ((public.vector_dims(embedding) =
                dims)),
            CONSTRAINT contribution_embeddings_embedding_check CHECK (((public.vector_norm(embedding) >=
                (0.000000000000001)::double precision) AND (public.vector_norm(embedding) <=
                ('1000000000000000'::numeric)::double precision))),
            CONSTRAINT contribution_embeddings_pkey PRIMARY KEY (contribution_id, model)
        )
    """)

    # index public.idx_contribution_embeddings_embedding
    op.execute("""
        CREATE INDEX idx_contribution_embeddings_embedding ON public.contribution_embeddings USING hnsw
            (embedding public.vector_cosine_ops)
    """)

    # index public.idx_contribution_embeddings_user_id_session_id
    op.execute("""
        CREATE INDEX idx_contribution_embeddings_user_id_session_id ON public.contribution_embeddings
            USING btree (user_id, session_id, contribution_id, model)
    """)

    # as the role that sees every row: under FORCE the owner would validate against nothing
    op.execute("SET LOCAL ROLE bo1_migrator")

    # constraint public.contribution_embeddings_contribution_id_session_id_user_id_fkey
    op.execute("""
        ALTER TABLE public.contribution_embeddings ADD CONSTRAINT
            contribution_embeddings_contribution_id_session_id_user_id_fkey FOREIGN KEY
            (contribution_id, session_id, user_id) REFERENCES public.contributions(id, session_id,
            user_id) ON UPDATE CASCADE ON DELETE CASCADE
    """)
    op.execute("SET LOCAL ROLE bo1_owner")

    # row level security of public.contribution_embeddings
    op.execute("ALTER TABLE public.contribution_embeddings ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE public.contribution_embeddings FORCE ROW LEVEL SECURITY")

    # row level security of public.session_embeddings
    op.execute("ALTER TABLE public.session_embeddings ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE public.session_embeddings FORCE ROW LEVEL SECURITY")

    # policy public.contribution_embeddings.contribution_embeddings_signed_isolation
    op.execute("""
        CREATE POLICY contribution_embeddings_signed_isolation ON public.contribution_embeddings
            FOR ALL
            TO bo1_signed_app
            USING ((user_id)::text = ( SELECT public.signed_user_id() AS signed_user_id))
            WITH CHECK ((user_id)::text = ( SELECT public.signed_user_id() AS signed_user_id))
    """)

    # policy public.contribution_embeddings.contribution_embeddings_user_isolation
    op.execute("""
        CREATE POLICY contribution_embeddings_user_isolation ON public.contribution_embeddings
            FOR ALL
            TO bo1_app
            USING ((user_id)::text = public.current_user_id())
            WITH CHECK ((user_id)::text = public.current_user_id())
    """)

    # policy public.session_embeddings.session_embeddings_signed_isolation
    op.execute("""
        CREATE POLICY session_embeddings_signed_isolation ON public.session_embeddings
            FOR ALL
            TO bo1_signed_app
            USING ((user_id)::text = ( SELECT public.signed_user_id() AS signed_user_id))
            WITH CHECK ((user_id)::text = ( SELECT public.signed_user_id() AS signed_user_id))
    """)

    # policy public.session_embeddings.session_embeddings_user_isolation
    op.execute("""
        CREATE POLICY session_embeddings_user_isolation ON public.session_embeddings
            FOR ALL
            TO bo1_app
            USING ((user_id)::text = public.current_user_id())
            WITH CHECK ((user_id)::text = public.current_user_id())
    """)

    # privileges on public.contribution_embeddings
    op.execute("""
        GRANT SELECT, DELETE, INSERT (content_sha256, contribution_id, dims, embedding, model,
            session_id, user_id), UPDATE (content_sha256, dims, embedding, session_id) ON
            public.contribution_embeddings TO bo1_app
    """)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON public.contribution_embeddings TO bo1_service")
    op.execute("""
        GRANT SELECT, DELETE, INSERT (content_sha256, contribution_id, dims, embedding, model,
            session_id, user_id), UPDATE (content_sha256, dims, embedding, session_id) ON
            public.contribution_embeddings TO bo1_signed_app
    """)

    # privileges on public.persona_embeddings
    op.execute("GRANT SELECT ON public.persona_embeddings TO bo1_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON public.persona_embeddings TO bo1_service")
    op.execute("GRANT SELECT ON public.persona_embeddings TO bo1_signed_app")

    # privileges on public.session_embeddings
    op.execute("""
        GRANT SELECT, DELETE, INSERT (content_sha256, dims, embedding, model, session_id, user_id),
            UPDATE (content_sha256, dims, embedding) ON public.session_embeddings TO bo1_app
    """)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON public.session_embeddings TO bo1_service")
    op.execute("""
        GRANT SELECT, DELETE, INSERT (content_sha256, dims, embedding, model, session_id, user_id),
            UPDATE (content_sha256, dims, embedding) ON public.session_embeddings TO bo1_signed_app
    """)

    # comments on public.contribution_embeddings
    op.execute("""
        COMMENT ON TABLE public.contribution_embeddings IS
            'Embeddings of contributions, one per model.';
        COMMENT ON COLUMN public.contribution_embeddings.contribution_id IS
            'Contribution that is embedded';
        COMMENT ON COLUMN public.contribution_embeddings.session_id IS
            'Session of the contribution';
        COMMENT ON COLUMN public.contribution_embeddings.model IS 'Embedding model used';
        COMMENT ON COLUMN public.contribution_embeddings.dims IS 'Dimensions of the vector';
        COMMENT ON COLUMN public.contribution_embeddings.content_sha256 IS
            'SHA-256 of the embedded text, in UTF-8';
        COMMENT ON COLUMN public.contribution_embeddings.embedding IS 'The embedding';
        COMMENT ON COLUMN public.contribution_embeddings.created_at IS
            'When it was first embedded';
        COMMENT ON COLUMN public.contribution_embeddings.user_id IS
            'Tenant that owns the row; the database fills it in and ties it to the session''s owner'
    """)


def downgrade() -> None:
    # privileges on public.persona_embeddings
    op.execute("REVOKE SELECT ON public.persona_embeddings FROM bo1_app")
    op.execute("REVOKE SELECT, INSERT, UPDATE, DELETE ON public.persona_embeddings FROM bo1_service")
    op.execute("REVOKE SELECT ON public.persona_embeddings FROM bo1_signed_app")

    # privileges on public.session_embeddings
    op.execute("""
        REVOKE SELECT, DELETE, INSERT (content_sha256, dims, embedding, model, session_id, user_id),
            UPDATE (content_sha256, dims, embedding) ON public.session_embeddings FROM bo1_app
    """)
    op.execute("REVOKE SELECT, INSERT, UPDATE, DELETE ON public.session_embeddings FROM bo1_service")
    op.execute("""
        REVOKE SELECT, DELETE, INSERT (content_sha256, dims, embedding, model, session_id, user_id),
            UPDATE (content_sha256, dims, embedding) ON public.session_embeddings FROM bo1_signed_app
    """)

    # row level security of public.session_embeddings
    op.execute("ALTER TABLE public.session_embeddings DISABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE public.session_embeddings NO FORCE ROW LEVEL SECURITY")

    # policy public.session_embeddings.session_embeddings_user_isolation
    op.execute("DROP POLICY session_embeddings_user_isolation ON public.session_embeddings")

    # policy public.session_embeddings.session_embeddings_signed_isolation
    op.execute("DROP POLICY session_embeddings_signed_isolation ON public.session_embeddings")

    # constraint public.contribution_embeddings_contribution_id_session_id_user_id_fkey
    op.execute("""
        ALTER TABLE public.contribution_embeddings DROP CONSTRAINT
            contribution_embeddings_contribution_id_session_id_user_id_fkey
    """)

    # table public.contribution_embeddings: drops the table and its rows
    op.execute("DROP TABLE public.contribution_embeddings")

    # index public.idx_session_embeddings_user_id_session_id
    op.drop_index("idx_session_embeddings_user_id_session_id", table_name="session_embeddings")

    # index public.idx_session_embeddings_embedding
    op.drop_index(
        "idx_session_embeddings_embedding",
        table_name="session_embeddings",
        postgresql_using="hnsw",
        postgresql_ops={"embedding": "vector_cosine_ops"},
    )

    # constraint public.contributions.contributions_id_session_id_user_id_key
    op.drop_constraint(op.f("contributions_id_session_id_user_id_key"), "contributions", type_="unique")

    # table public.session_embeddings: drops the table and its rows
    op.drop_table("session_embeddings")

    # table public.persona_embeddings: drops the table and its rows
    op.drop_table("persona_embeddings")
