"""contributions: what the personas said."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from pgdrift.tenancy import OwnedBy
from schema.base import Base, generated_id, set_by_database
from schema.indexes import SPECIFIED, serves
from schema.tenant import tenant_column
from schema.vocabularies import ContributionPhase, check_of, cost, not_negative, varchar_of


class Contribution(Base, table=True):
    """Persona deliberation contributions (messages from AI experts)."""

    __tablename__ = "contributions"  # pyright: ignore[reportAssignmentType]
    __tenancy__ = OwnedBy("user_id")
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "user_id"],
            ["sessions.id", "sessions.user_id"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        # What embeddings refer to: they share session and owner with their contribution.
        UniqueConstraint("id", "session_id", "user_id"),
        check_of("phase", ContributionPhase),
        cost("cost"),
        not_negative("tokens"),
        not_negative("round_number"),
        Index(None, "session_id", info=SPECIFIED),
        Index(None, "round_number", info=SPECIFIED),
        # Joins and the foreign key's cascade need it where tenants are large: with an index of either column
        # alone the planner reads all of a tenant's rows for each session.
        Index(None, "session_id", "user_id", info=serves("contributions of a session")),
        Index(
            "idx_contributions_user_id_created_at",
            "user_id",
            text("created_at DESC"),
            info=serves("newest contributions"),
        ),
    )

    id: int | None = generated_id()
    session_id: str = Field(max_length=255, description="Session reference")
    persona_code: str = Field(
        max_length=50, foreign_key="personas.code", description="Persona who contributed"
    )
    content: str = Field(sa_type=Text, description="Contribution text")
    round_number: int = Field(ge=0, description="Deliberation round number")
    phase: ContributionPhase = Field(
        sa_type=varchar_of(ContributionPhase),
        description="Phase (initial_round, deliberation, moderator_intervention)",
    )
    cost: Decimal = Field(
        default=Decimal("0.0"),
        ge=0,
        max_digits=10,
        decimal_places=4,
        sa_column_kwargs={"server_default": text("0.0")},
        description="LLM cost for this contribution (USD)",
    )
    tokens: int = Field(
        default=0, ge=0, sa_column_kwargs={"server_default": text("0")}, description="Tokens used"
    )
    model: str = Field(max_length=100, description="LLM model used")
    created_at: datetime = set_by_database("Contribution timestamp")
    user_id: str = tenant_column()
