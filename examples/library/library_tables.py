"""A lending library in plain SQLAlchemy: books for everyone, loans for the reader who has them."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

from pgdrift.tenancy import OwnedBy, PublicRead, require

METADATA = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)

BOOKS = Table(
    "books",
    METADATA,
    Column("isbn", Text, primary_key=True),
    Column("title", Text, nullable=False),
    CheckConstraint("title <> ''", name="title"),
    comment="Every book on the shelves",
)

LOANS = Table(
    "loans",
    METADATA,
    Column("id", Integer, Identity(), primary_key=True),
    Column("isbn", ForeignKey(BOOKS.c.isbn), nullable=False),
    Column("due", Date, nullable=False),
    Column("reader", Text, nullable=False, index=True, server_default=text("public.reader()")),
    comment="Who has which book until when",
)

require("BOOKS", BOOKS, PublicRead())
require("LOANS", LOANS, OwnedBy("reader"))
