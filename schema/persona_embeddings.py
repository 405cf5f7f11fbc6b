"""persona_embeddings: where the experts are in the space of meanings."""

from datetime import datetime

from sqlmodel import Field

from pgdrift.tenancy import PublicRead
from schema import embeddings
from schema.base import Base, set_by_database


class PersonaEmbedding(Base, table=True):
    """Embeddings of the personas, one per model."""

    __tablename__ = "persona_embeddings"  # pyright: ignore[reportAssignmentType]
    __tenancy__ = PublicRead()
    # No HNSW: comparing a few dozen rows one by one is faster than any index, and exact.
    __table_args__ = embeddings.checks()

    persona_code: str = Field(
        primary_key=True,
        max_length=50,
        foreign_key="personas.code",
        ondelete="CASCADE",
        description="Persona that is embedded",
    )
    model: str = embeddings.model_name()
    dims: int = embeddings.dimensions()
    content_sha256: bytes = embeddings.content_hash()
    embedding: list[float] = embeddings.vector()
    created_at: datetime = set_by_database("When it was first embedded")
