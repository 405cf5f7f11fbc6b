"""001_books_and_loans: books and loans."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "ba674ee58607"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # default privilege library_owner: FUNCTIONS to PUBLIC
    op.execute("ALTER DEFAULT PRIVILEGES FOR ROLE library_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")

    # function public.reader()
    op.execute("""
        CREATE OR REPLACE FUNCTION public.reader()
         RETURNS text
         LANGUAGE sql
         STABLE PARALLEL SAFE
        RETURN NULLIF(current_setting('library.reader'::text, true), ''::text)
    """)

    # privileges on public.reader()
    op.execute("REVOKE ALL ON FUNCTION public.reader() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION public.reader() TO library_desk")
    op.execute("GRANT EXECUTE ON FUNCTION public.reader() TO library_reader")

    # table public.books
    op.create_table(
        "books",
        sa.Column("isbn", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("books_title_check")),
        sa.PrimaryKeyConstraint("isbn", name=op.f("books_pkey")),
        comment="Every book on the shelves",
    )

    # table public.loans
    op.create_table(
        "loans",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("isbn", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("reader", sa.Text(), server_default=sa.text("public.reader()"), nullable=False),
        sa.ForeignKeyConstraint(["isbn"], ["books.isbn"], name=op.f("loans_isbn_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("loans_pkey")),
        comment="Who has which book until when",
    )

    # index public.loans_reader_idx
    op.create_index(op.f("loans_reader_idx"), "loans", ["reader"], unique=False)

    # row level security of public.loans
    op.execute("ALTER TABLE public.loans ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE public.loans FORCE ROW LEVEL SECURITY")

    # policy public.loans.own_loans
    op.execute("""
        CREATE POLICY own_loans ON public.loans
            FOR ALL
            TO library_reader
            USING (reader = public.reader())
            WITH CHECK (reader = public.reader())
    """)

    # privileges on public.books
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON public.books TO library_desk")
    op.execute("GRANT SELECT ON public.books TO library_reader")

    # privileges on public.loans
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON public.loans TO library_desk")
    op.execute("GRANT SELECT, INSERT (due, isbn) ON public.loans TO library_reader")


def downgrade() -> None:
    # privileges on public.books
    op.execute("REVOKE SELECT, INSERT, UPDATE, DELETE ON public.books FROM library_desk")
    op.execute("REVOKE SELECT ON public.books FROM library_reader")

    # privileges on public.loans
    op.execute("REVOKE SELECT, INSERT, UPDATE, DELETE ON public.loans FROM library_desk")
    op.execute("REVOKE SELECT, INSERT (due, isbn) ON public.loans FROM library_reader")

    # row level security of public.loans
    op.execute("ALTER TABLE public.loans DISABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE public.loans NO FORCE ROW LEVEL SECURITY")

    # policy public.loans.own_loans
    op.execute("DROP POLICY own_loans ON public.loans")

    # index public.loans_reader_idx
    op.drop_index(op.f("loans_reader_idx"), table_name="loans")

    # table public.loans: drops the table and its rows
    op.drop_table("loans")

    # table public.books: drops the table and its rows
    op.drop_table("books")

    # function public.reader()
    op.execute("DROP FUNCTION public.reader()")

    # default privilege library_owner: FUNCTIONS to PUBLIC
    op.execute("ALTER DEFAULT PRIVILEGES FOR ROLE library_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC")
