"""What search says when it cannot do what it was asked."""

from pgdrift.errors import PgdriftError


class SearchRefused(PgdriftError, ValueError):
    """A search was asked for something that has no answer; nothing was read."""


class EmbeddingFailed(PgdriftError):
    """A function that was passed to embed raised, returned what cannot be stored, or used the session."""
