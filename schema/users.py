"""users: who may sign in, and what they pay for."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from pgdrift.tenancy import ServiceOnly
from schema.base import Base, set_by_database
from schema.vocabularies import AuthProvider, SubscriptionTier, check_of, varchar_of


class User(Base, table=True):
    """User accounts with authentication and subscription tracking.

    A tenant reaches its own row through the view ``my_account`` only: with SELECT on the table it could
    read every e-mail address.
    """

    __tablename__ = "users"  # pyright: ignore[reportAssignmentType]
    __tenancy__ = ServiceOnly()
    __table_args__ = (
        # The empty id is what the tenant setting reads once its transaction is over.
        CheckConstraint("id <> ''", name="id"),
        check_of("auth_provider", AuthProvider),
        check_of("subscription_tier", SubscriptionTier),
    )

    id: str = Field(
        primary_key=True, min_length=1, max_length=255, description="User ID (from Supabase Auth)"
    )
    email: str = Field(max_length=255, unique=True, description="User email address")
    auth_provider: AuthProvider = Field(
        sa_type=varchar_of(AuthProvider),
        description="Auth provider (supabase, google, linkedin, github)",
    )
    subscription_tier: SubscriptionTier = Field(
        default=SubscriptionTier.FREE,
        sa_type=varchar_of(SubscriptionTier),
        sa_column_kwargs={"server_default": SubscriptionTier.FREE.value},
        description="Subscription tier (free, pro, enterprise)",
    )
    gdpr_consent_at: datetime | None = Field(default=None, description="GDPR consent timestamp")
    created_at: datetime = set_by_database("Account creation timestamp")
    updated_at: datetime = set_by_database("Last update timestamp")
