"""session_embeddings: where the problems are in the space of meanings."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from pgdrift.tenancy import OwnedBy
from schema import embeddings
from schema.base import Base, set_by_database
from schema.indexes import COMPARED
from schema.tenant import tenant_column


class SessionEmbedding(Base, table=True):
    """Embeddings of the problem statements of sessions, one per model."""

    __tablename__ = "session_embeddings"  # pyright: ignore[reportAssignmentType]
    __tenancy__ = OwnedBy("user_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "user_id"],
            ["sessions.id", "sessions.user_id"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        *embeddings.checks(),
        # Counts and compares one tenant's, and takes them with their session.
        Index("idx_session_embeddings_user_id_session_id", "user_id", "session_id", "model", info=COMPARED),
        embeddings.nearest_neighbours("session_embeddings"),
    )

    session_id: str = Field(primary_key=True, max_length=255, description="Session that is embedded")
    model: str = embeddings.model_name()
    dims: int = embeddings.dimensions()
    content_sha256: bytes = embeddings.content_hash()
    embedding: list[float] = embeddings.vector()
    created_at: datetime = set_by_database("When it was first embedded")
    user_id: str = tenant_column()
