"""${table}: what a row is, in one sentence."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from schema.base import Base, generated_id, set_by_database
from schema.indexes import ONE_TENANT


class ${class_name}(Base, table=True):
    """What the table holds; this becomes its comment in the database."""

    __tablename__ = "${table}"  # pyright: ignore[reportAssignmentType]
    # Choose from pgdrift.tenancy: OwnedBy("user_id"), PublicRead() or ServiceOnly().
    __tenancy__ = None
    # Only a table with user_id has this index, or another one that begins with it. Each index has a reason.
    __table_args__ = (Index(None, "user_id", info=ONE_TENANT),)

    id: int | None = generated_id()
    title: str = Field(max_length=255, description="Becomes the column's comment; say what it means")
    created_at: datetime = set_by_database("When the row was inserted")
    # Only a table that is OwnedBy("user_id") has it. A child of sessions says tenant_column() instead, and
    # has the composite foreign key of schema/votes.py, which ties it to the owner of its session.
    user_id: str = Field(max_length=255, foreign_key="users.id", ondelete="CASCADE", description="Owner")
