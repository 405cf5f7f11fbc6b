"""votes: what the personas recommend in the end."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text
from sqlmodel import Field

from pgdrift.tenancy import OwnedBy
from schema.base import Base, generated_id, set_by_database
from schema.indexes import SPECIFIED, serves
from schema.tenant import tenant_column


class Vote(Base, table=True):
    """Persona votes on final recommendations."""

    __tablename__ = "votes"  # pyright: ignore[reportAssignmentType]
    __tenancy__ = OwnedBy("user_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "user_id"],
            ["sessions.id", "sessions.user_id"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        CheckConstraint("confidence BETWEEN 0.0 AND 1.0", name="confidence"),
        Index(None, "session_id", info=SPECIFIED),
        # Either order serves the foreign key; this one serves the tenant alone as well.
        Index(None, "user_id", "session_id", info=serves("count of votes")),
    )

    id: int | None = generated_id()
    session_id: str = Field(max_length=255, description="Session reference")
    persona_code: str = Field(max_length=50, foreign_key="personas.code", description="Persona who voted")
    vote_choice: str = Field(max_length=100, description="Vote choice (sub-problem ID or option)")
    reasoning: str = Field(sa_type=Text, description="Vote reasoning")
    confidence: Decimal | None = Field(
        default=None,
        ge=0,
        le=1,
        max_digits=3,
        decimal_places=2,
        description="Confidence score (0.0 to 1.0)",
    )
    created_at: datetime = set_by_database("Vote timestamp")
    user_id: str = tenant_column()
