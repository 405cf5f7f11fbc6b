"""What search says when it cannot do what it was asked."""

from pgdrift.errors import PgdriftError


class SearchRefused(PgdriftError, ValueError):
    """A search was asked for something that has no answer; nothing was read."""


class EmbeddingFailed(PgdriftError):
    """An embedding function raised or returned what cannot be stored; its batch was not written."""
