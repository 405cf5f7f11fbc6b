"""sessions: problems put to a board. The class is DeliberationSession, as Session is SQLModel's own."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from pgdrift.tenancy import OwnedBy
from schema.base import Base, set_by_database
from schema.indexes import SPECIFIED, serves
from schema.vocabularies import SessionStatus, check_of, cost, not_negative, varchar_of


class DeliberationSession(Base, table=True):
    """Deliberation sessions (problems being solved by AI personas)."""

    __tablename__ = "sessions"  # pyright: ignore[reportAssignmentType]
    __tenancy__ = OwnedBy("user_id")
    __table_args__ = (
        # What the children's composite foreign keys refer to: a row and its session share their owner.
        UniqueConstraint("id", "user_id"),
        check_of("status", SessionStatus),
        cost("total_cost"),
        not_negative("total_tokens"),
        not_negative("round_number"),
        not_negative("max_rounds"),
        Index(None, "user_id", info=SPECIFIED),
        Index(None, "status", info=SPECIFIED),
        Index(None, "created_at", info=SPECIFIED),
        Index(
            "idx_sessions_user_id_created_at",
            "user_id",
            text("created_at DESC"),
            info=serves("newest sessions"),
        ),
        Index(
            "idx_sessions_user_id_status_created_at",
            "user_id",
            "status",
            text("created_at DESC"),
            info=serves("sessions by status"),
        ),
        # Room for the next version of a row beside it, so that counting up touches no index.
        {"postgresql_with": {"fillfactor": 90}},
    )

    id: str = Field(primary_key=True, max_length=255, description="Session UUID")
    user_id: str = Field(
        max_length=255, foreign_key="users.id", ondelete="CASCADE", description="Session owner"
    )
    problem_statement: str = Field(sa_type=Text, description="User's problem description")
    problem_context: dict[str, Any] | None = Field(
        default=None,
        sa_type=JSON(none_as_null=True),
        description="Additional problem context",
    )
    status: SessionStatus = Field(
        default=SessionStatus.ACTIVE,
        sa_type=varchar_of(SessionStatus),
        sa_column_kwargs={"server_default": SessionStatus.ACTIVE.value},
        description="Status (active, paused, completed, failed, killed)",
    )
    phase: str = Field(
        default="problem_decomposition",
        max_length=50,
        sa_column_kwargs={"server_default": "problem_decomposition"},
        description="Current phase",
    )
    total_cost: Decimal = Field(
        default=Decimal("0.0"),
        ge=0,
        max_digits=10,
        decimal_places=4,
        sa_column_kwargs={"server_default": text("0.0")},
        description="Total LLM cost (USD)",
    )
    total_tokens: int = Field(
        default=0, ge=0, sa_column_kwargs={"server_default": text("0")}, description="Total tokens used"
    )
    round_number: int = Field(
        default=0, ge=0, sa_column_kwargs={"server_default": text("0")}, description="Current round number"
    )
    max_rounds: int = Field(
        default=10,
        ge=0,
        sa_column_kwargs={"server_default": text("10")},
        description="Maximum rounds allowed",
    )
    created_at: datetime = set_by_database("Session start time")
    updated_at: datetime = set_by_database("Last update time")
    completed_at: datetime | None = Field(default=None, description="Completion timestamp")
    killed_at: datetime | None = Field(default=None, description="Kill timestamp")
    killed_by: str | None = Field(default=None, max_length=255, description="User ID or 'admin'")
    kill_reason: str | None = Field(default=None, max_length=500, description="Reason for termination")
