"""Search by meaning: the contributions and sessions of a tenant, and the personas, nearest to a vector."""

from boardofone.search.asynchronous import (
    async_matching_personas,
    async_similar_contributions,
    async_similar_sessions,
)
from boardofone.search.batches import Progress
from boardofone.search.embedding import embed_contributions, embed_personas, embed_sessions
from boardofone.search.match import Match
from boardofone.search.refused import EmbeddingFailed, SearchRefused
from boardofone.search.searches import matching_personas, similar_contributions, similar_sessions

__all__ = [
    "EmbeddingFailed",
    "Match",
    "Progress",
    "SearchRefused",
    "async_matching_personas",
    "async_similar_contributions",
    "async_similar_sessions",
    "embed_contributions",
    "embed_personas",
    "embed_sessions",
    "matching_personas",
    "similar_contributions",
    "similar_sessions",
]
