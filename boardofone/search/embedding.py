"""Embedding what has changed, with a function of the user's own."""

from collections.abc import Callable

from sqlmodel import Session

from boardofone.search.answers import Embed
from boardofone.search.batches import Progress, embedded
from boardofone.search.sources import CONTRIBUTIONS, PERSONAS, SESSIONS


def embed_contributions(
    session: Session,
    embed: Embed,
    *,
    model: str,
    batch: int = 64,
    progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """Give each contribution in reach of ``session`` an embedding by ``model``, unless its text has one.

    ``session`` is a tenant session, or one of the service, which embeds for every tenant. Each batch is
    committed, and ``embed`` runs outside a transaction: whatever ends this early, the next call goes on where
    it stopped. ``embed`` returns None in place of a vector for a text that is to be left out; the next call
    asks for it again. ``progress`` is called at the start and after each batch; it may use ``session`` if it
    commits or rolls back what it does there.

    Raises SearchRefused when ``session`` is no Session or is in a transaction, whose changes it would commit,
    or may not write embeddings, ``model`` cannot be a name, ``embed`` cannot be called, or ``batch`` is less
    than 1; EmbeddingFailed when ``embed`` raises, uses ``session``, also if it commits there, or returns
    something else than a usable vector or None for each text, of which batch nothing is written, and when
    ``progress`` leaves something open in ``session``. What either has left open there is rolled back.
    """
    return embedded(session, CONTRIBUTIONS, embed, model, batch, progress)


def embed_sessions(
    session: Session,
    embed: Embed,
    *,
    model: str,
    batch: int = 64,
    progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """The same for the problem statements of sessions."""
    return embedded(session, SESSIONS, embed, model, batch, progress)


def embed_personas(
    session: Session,
    embed: Embed,
    *,
    model: str,
    batch: int = 64,
    progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """The same for name, expertise and prompt of the personas, which only the service may write."""
    return embedded(session, PERSONAS, embed, model, batch, progress)
