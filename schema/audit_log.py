"""audit_log: who did what, when."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from pgdrift.tenancy import OwnedBy
from schema.base import Base, generated_id, set_by_database
from schema.indexes import SPECIFIED, serves


class AuditLog(Base, table=True):
    """Compliance and security audit trail (GDPR, session kills, logins).

    A trail that its subject can edit is none: tenants read and add, and rows whose owner was erased are
    visible to the service alone.
    """

    __tablename__ = "audit_log"  # pyright: ignore[reportAssignmentType]
    __tenancy__ = OwnedBy("user_id", append_only=True)
    __table_args__ = (
        Index(None, "user_id", info=SPECIFIED),
        Index(None, "timestamp", info=SPECIFIED),
        Index("idx_audit_log_resource", "resource_type", "resource_id", info=SPECIFIED),
        Index(
            "idx_audit_log_user_id_timestamp", "user_id", text("timestamp DESC"), info=serves("audit tail")
        ),
    )

    id: int | None = generated_id()
    user_id: str | None = Field(
        default=None,
        max_length=255,
        foreign_key="users.id",
        ondelete="SET NULL",
        description="User who performed action",
    )
    action: str = Field(
        max_length=100, description="Action type (session_created, session_killed, user_login, etc.)"
    )
    resource_type: str = Field(max_length=50, description="Resource type (session, user, persona)")
    resource_id: str | None = Field(default=None, max_length=255, description="Resource ID")
    details: dict[str, Any] | None = Field(
        default=None,
        sa_type=JSON(none_as_null=True),
        description="Additional details",
    )
    ip_address: str | None = Field(default=None, max_length=45, description="IP address (IPv6 support)")
    user_agent: str | None = Field(default=None, max_length=500, description="User agent string")
    timestamp: datetime = set_by_database("Action timestamp")
