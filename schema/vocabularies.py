"""The words a status-like column may hold: one enumeration feeds the Python type and the CHECK."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum


class AuthProvider(StrEnum):
    """Who vouches for a user's identity."""

    SUPABASE = "supabase"
    GOOGLE = "google"
    LINKEDIN = "linkedin"
    GITHUB = "github"


class SubscriptionTier(StrEnum):
    """What a user pays for."""

    FREE = "free"
    PRO = "pro"
    ENTERPRISE = "enterprise"


class SessionStatus(StrEnum):
    """Where a deliberation stands."""

    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    FAILED = "failed"
    KILLED = "killed"


class ContributionPhase(StrEnum):
    """When in the deliberation a persona spoke."""

    INITIAL_ROUND = "initial_round"
    DELIBERATION = "deliberation"
    MODERATOR_INTERVENTION = "moderator_intervention"


def varchar_of(vocabulary: type[StrEnum], length: int = 50) -> Enum:
    """A VARCHAR(length) column type whose values are members of ``vocabulary`` in Python.

    Not a PostgreSQL enum: its ``=`` is not leakproof, so its indexes are unusable under row level security.
    """
    return Enum(
        vocabulary,
        native_enum=False,
        create_constraint=False,
        length=length,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )


def check_of(column: str, vocabulary: type[StrEnum]) -> CheckConstraint:
    """The CHECK that lets ``column`` hold the words of ``vocabulary`` and no others."""
    words = ", ".join(f"'{member.value}'" for member in vocabulary)
    return CheckConstraint(f"{column} IN ({words})", name=column)


def not_negative(column: str) -> CheckConstraint:
    """The CHECK that an integer ``column`` is zero or more."""
    return CheckConstraint(f"{column} >= 0", name=column)


def cost(column: str) -> CheckConstraint:
    """The CHECK that a NUMERIC ``column`` is zero or more, and not NaN, which sorts above all."""
    return CheckConstraint(f"{column} >= 0 AND {column} <> 'NaN'", name=column)
