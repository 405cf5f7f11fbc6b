"""What the tables of embeddings share: one vector per parent and model, and a hash of what was embedded."""

from pgvector.sqlalchemy import VECTOR
from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field

from schema.indexes import NEAREST

DIMENSIONS = 1024
"""Of every stored vector. Pad the vectors of a smaller model with zeros: no distance between them changes."""


def model_name() -> str:
    """The model that made the vector: part of the key, as vectors of different models are not comparable."""
    value: str = Field(primary_key=True, max_length=100, min_length=1, description="Embedding model used")
    return value


def dimensions() -> int:
    """How many numbers the vector has."""
    value: int = Field(
        default=DIMENSIONS,
        sa_column_kwargs={"server_default": text(str(DIMENSIONS))},
        description="Dimensions of the vector",
    )
    return value


def content_hash() -> bytes:
    """The SHA-256 of the text that was embedded: while it is the same, there is nothing to embed again."""
    value: bytes = Field(sa_type=LargeBinary(32), description="SHA-256 of the embedded text, in UTF-8")
    return value


def vector() -> list[float]:
    """The vector itself."""
    value: list[float] = Field(sa_type=VECTOR(DIMENSIONS), description="The embedding")
    return value


def checks() -> tuple[CheckConstraint, ...]:
    """The rules of every table of embeddings.

    A vector whose length is out of bounds has no cosine distance to anything: pgvector adds its squares in
    single precision, where they vanish or overflow. An HNSW index leaves such vectors out.
    """
    return (
        CheckConstraint("vector_dims(embedding) = dims", name="dims"),
        CheckConstraint("octet_length(content_sha256) = 32", name="content_sha256"),
        CheckConstraint("vector_norm(embedding) BETWEEN 1e-15 AND 1e15", name="embedding"),
    )


def nearest_neighbours(table: str) -> Index:
    """The HNSW index for searches by cosine distance among more rows than can be compared one by one."""
    return Index(
        f"idx_{table}_embedding",
        "embedding",
        postgresql_using="hnsw",
        postgresql_ops={"embedding": "vector_cosine_ops"},
        info=NEAREST,
    )
