"""contribution_embeddings: where the arguments are in the space of meanings."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from pgdrift.tenancy import OwnedBy
from schema import embeddings
from schema.base import Base, set_by_database
from schema.indexes import COMPARED
from schema.tenant import tenant_column


class ContributionEmbedding(Base, table=True):
    """Embeddings of contributions, one per model."""

    __tablename__ = "contribution_embeddings"  # pyright: ignore[reportAssignmentType]
    __tenancy__ = OwnedBy("user_id")
    __table_args__ = (
        # Three columns: neither the session nor the tenant can be another one than the contribution's.
        ForeignKeyConstraint(
            ["contribution_id", "session_id", "user_id"],
            ["contributions.id", "contributions.session_id", "contributions.user_id"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        *embeddings.checks(),
        # Counts and compares one tenant's, or one session's, and takes them with their contribution.
        Index(
            "idx_contribution_embeddings_user_id_session_id",
            "user_id",
            "session_id",
            "contribution_id",
            "model",
            info=COMPARED,
        ),
        embeddings.nearest_neighbours("contribution_embeddings"),
    )

    contribution_id: int = Field(primary_key=True, description="Contribution that is embedded")
    session_id: str = Field(max_length=255, description="Session of the contribution")
    model: str = embeddings.model_name()
    dims: int = embeddings.dimensions()
    content_sha256: bytes = embeddings.content_hash()
    embedding: list[float] = embeddings.vector()
    created_at: datetime = set_by_database("When it was first embedded")
    user_id: str = tenant_column()
