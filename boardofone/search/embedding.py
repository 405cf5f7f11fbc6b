"""Embedding what has changed, batch by batch, with a function of the user's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from boardofone.search import questions, vectors
from boardofone.search.refused import EmbeddingFailed, SearchRefused
from boardofone.search.sources import CONTRIBUTIONS, PERSONAS, SESSIONS, Source
from schema.embeddings import DIMENSIONS

Embed = Callable[[Sequence[str]], Sequence[Sequence[float]]]
"""Takes texts and returns a vector of 1,024 numbers for each, in the same order."""

MOST = 1_000_000_000
"""Texts of one batch."""


@dataclass(frozen=True)
class Progress:
    """How many texts are embedded and kept, of how many that were pending at the start."""

    done: int
    total: int


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
    it stopped. ``progress`` is called at the start and after each batch.

    Raises SearchRefused when the session is in a transaction, whose changes it would commit, or may not write
    embeddings, or ``batch`` is less than 1; EmbeddingFailed when ``embed`` raises, uses ``session``, or
    returns something else than a usable vector for each text, of which batch nothing is written.
    """
    return _embed(session, CONTRIBUTIONS, embed, model, batch, progress)


def embed_sessions(
    session: Session,
    embed: Embed,
    *,
    model: str,
    batch: int = 64,
    progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """The same for the problem statements of sessions."""
    return _embed(session, SESSIONS, embed, model, batch, progress)


def embed_personas(
    session: Session,
    embed: Embed,
    *,
    model: str,
    batch: int = 64,
    progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """The same for name, expertise and prompt of the personas, which only the service may write."""
    return _embed(session, PERSONAS, embed, model, batch, progress)


def _embed(
    session: Session,
    source: Source,
    embed: Embed,
    model: str,
    batch: int,
    progress: Callable[[Progress], None] | None,
) -> Progress:
    size = _require(session, model, batch)
    _require_writable(session, source)
    total = session.execute(text(source.count()), {"model": model}).scalar_one()
    session.rollback()
    done = 0
    after: Any = None
    report = progress or (lambda _: None)
    report(Progress(done, total))
    while True:
        asked = {"model": model, "after": after, "batch": size}
        pending = session.execute(text(source.pending(onwards=after is not None)), asked).all()
        session.rollback()  # nothing stays open, and no row is locked, while a model is at work
        if not pending:
            return Progress(done, total)
        made = _vectors_of(embed, [row.content for row in pending], source, done)
        _require_untouched(session, source, done)
        given = {
            "model": model,
            "keys": [row.key for row in pending],
            "hashes": [sha256(row.content.encode()).digest() for row in pending],
            "vectors": [str(vector) for vector in made],
        }
        written = session.execute(text(source.write()), given)
        session.commit()
        done, after = done + int(getattr(written, "rowcount", 0)), pending[-1].key
        report(Progress(done, max(done, total)))


def _require(session: Session, model: str, batch: int) -> int:
    """The size of a batch, if all is as it must be."""
    if _is_in_use(session):
        raise SearchRefused(
            "Embedding commits after each batch, and this session is in a transaction or has changes that "
            "are not written yet, which would be committed with it. Nothing was done. Commit or roll back "
            "first, or give the embedding a session of its own."
        )
    if not questions.is_name(model) or not 1 <= len(model) <= 100:
        raise SearchRefused(
            "An embedding is kept under the name of its model, of 1 to 100 characters without NUL, and got "
            f"{model!r:.50}. Pass the name, with its version: under another name all are made anew."
        )
    number = questions.whole(batch)
    if number is None or not 1 <= number <= MOST:
        raise SearchRefused(
            f"A batch holds at least one text and at most {MOST:,}, and got {batch!r:.50}. Pass such a "
            "number."
        )
    return number


def _require_writable(session: Session, source: Source) -> None:
    """Whether the embeddings could be written, asked before a function is called that may cost money."""
    may = session.execute(text(source.may_write())).scalar_one()
    session.rollback()
    if not may:
        raise SearchRefused(
            f"Embedding {source.table} writes {source.embeddings}, which the role of this session may not. "
            f"Nothing was done, and the embedding function was not called. Embed with {source.who}."
        )


def _is_in_use(session: Session) -> bool:
    return bool(session.in_transaction() or session.new or session.dirty or session.deleted)


def _require_untouched(session: Session, source: Source, done: int) -> None:
    if _is_in_use(session):
        session.rollback()
        raise EmbeddingFailed(
            "The embedding function used the session that embeds, and what it changed there would be "
            "committed with its batch. It was rolled back, nothing of this batch was written, and the "
            f"{done} embeddings of {source.table} before it are kept. Give the function a session of its own."
        )


def _vectors_of(embed: Embed, texts: list[str], source: Source, done: int) -> list[list[float]]:
    """What ``embed`` makes of ``texts``, checked; raises EmbeddingFailed."""
    kept = (
        f"Nothing of this batch of {len(texts)} was written, and the {done} embeddings of {source.table} "
        "before it are kept. Put the function right and start again: it goes on from here."
    )
    try:
        returned: Any = list(embed(texts))
    except Exception as error:
        raise EmbeddingFailed(
            f"The embedding function raised {type(error).__name__}: {error}. {kept}"
        ) from error
    if len(returned) != len(texts):
        raise EmbeddingFailed(
            f"The embedding function returned {len(returned)} vectors for {len(texts)} texts. {kept}"
        )
    made = []
    for place, vector in enumerate(returned):
        try:
            made.append(vectors.storable(vector, DIMENSIONS))
        except vectors.Unusable as fault:
            raise EmbeddingFailed(
                f"Of what the embedding function returned, the vector at place {place} {fault}. {kept}"
            ) from None
    return made
