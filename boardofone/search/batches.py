"""One batch of texts after the other: read, embedded outside a transaction, and committed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

from boardofone.search import questions, sessions
from boardofone.search.answers import Embed, answer
from boardofone.search.refused import EmbeddingFailed, SearchRefused
from boardofone.search.sources import Source
from boardofone.search.watched_session import is_in_use, watched
from schema.embeddings import DIMENSIONS

MOST = 1_000_000_000
"""Texts of one batch."""


@dataclass(frozen=True)
class Progress:
    """How many texts are embedded and kept, of how many that were pending at the start.

    ``left_out`` are those for which the function returned None. They are still pending.
    """

    done: int
    total: int
    left_out: int = 0


def embedded(
    given: Session,
    source: Source,
    embed: Embed,
    model: str,
    batch: int,
    progress: Callable[[Progress], None] | None,
) -> Progress:
    """Embed what is pending of ``source``; embed_contributions says what is raised when."""
    session: Session = sessions.synchronous(
        given, "Embedding", "pass the one that its run_sync gives to a function"
    )
    size = _require(session, embed, model, batch)
    _require_writable(session, source)
    total = session.execute(text(source.count()), {"model": model}).scalar_one()
    session.rollback()
    state = Progress(0, total)
    after: Any = None
    _report(session, source, progress, state)
    while True:
        asked = {"model": model, "after": after, "batch": size}
        pending = session.execute(text(source.pending(onwards=after is not None)), asked).all()
        session.rollback()  # nothing stays open, and no row is locked, while a model is at work
        if not pending:
            return state
        made = _vectors_of(session, source, embed, pending, state.done)
        kept = [(row, vector) for row, vector in zip(pending, made, strict=True) if vector is not None]
        done = state.done + _write(session, source, model, kept)
        left_out = state.left_out + len(pending) - len(kept)
        state = Progress(done, max(state.total, done + left_out), left_out)
        after = pending[-1].key
        _report(session, source, progress, state)


def _require(session: Session, embed: Any, model: str, batch: int) -> int:
    """The size of a batch, if all is as it must be."""
    if is_in_use(session):
        raise SearchRefused(
            "Embedding commits after each batch, and this session is in a transaction or has changes that "
            "are not written yet, which would be committed with it. Nothing was done. Commit or roll back "
            "first, or give the embedding a session of its own."
        )
    if not callable(embed):
        raise SearchRefused(
            "Embedding calls a function that takes a list of texts and returns a vector for each, and got "
            f"something of type {type(embed).__name__} in its place. Nothing was done. Pass such a function."
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


def _vectors_of(
    session: Session, source: Source, embed: Embed, pending: Sequence[Row[Any]], done: int
) -> list[list[float] | None]:
    """What ``embed`` makes of the texts that are pending, if it leaves ``session`` alone."""
    names = [source.named(row.key) for row in pending]
    whose = names[0] if len(names) == 1 else f"{len(names)} texts, {names[0]} to {names[-1]}"
    kept = (
        f"Nothing of this batch ({whose}) was written, and the {done} embeddings of {source.table} "
        "before it are kept. Put the function right and start again: it goes on from here."
    )
    with watched(session) as watch:
        made = answer(embed, [row.content for row in pending], names, DIMENSIONS, kept)
    if watch.used:
        raise EmbeddingFailed(
            "The embedding function used the session that embeds, and needs one of its own. What it had "
            f"committed there stays, what it had not was rolled back. {kept}"
        )
    return made


def _write(session: Session, source: Source, model: str, made: list[tuple[Row[Any], list[float]]]) -> int:
    """Write and commit the vectors of rows; how many of these were still what they had been."""
    given = {
        "model": model,
        "keys": [row.key for row, _ in made],
        "hashes": [sha256(row.content.encode()).digest() for row, _ in made],
        "vectors": [str(vector) for _, vector in made],
    }
    written = session.execute(text(source.write()), given)
    session.commit()
    return int(getattr(written, "rowcount", 0))


def _report(
    session: Session, source: Source, progress: Callable[[Progress], None] | None, state: Progress
) -> None:
    if progress is None:
        return
    with watched(session) as watch:
        progress(state)
    if watch.left_open:
        raise EmbeddingFailed(
            "The function that is told of the progress left something open in the session that embeds, where "
            f"the next batch would have lost it. It was rolled back, and the {state.done} embeddings of "
            f"{source.table} made so far are kept. Commit in that function, or give it a session of its own."
        )
