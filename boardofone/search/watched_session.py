"""Whether somebody else's function has used a session, and left something open in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import event
from sqlalchemy.orm import Session


@dataclass
class Watch:
    """What happened to a session."""

    used: bool = False
    left_open: bool = False


def is_in_use(session: Session) -> bool:
    """Whether a transaction is open in ``session``, or changes are not written yet."""
    return bool(session.in_transaction() or session.new or session.dirty or session.deleted)


@contextmanager
def watched(session: Session) -> Iterator[Watch]:
    """Watch ``session``, which is not in use; at the end of the block, roll back what is open in it.

    It is rolled back also when the block raises, so that nobody who goes on after that commits it unawares.
    """
    watch = Watch()

    def note(*_: object) -> None:
        watch.used = True

    # Whatever one does with a session begins a transaction, and may have ended it again afterwards.
    event.listen(session, "after_transaction_create", note)
    try:
        yield watch
    finally:
        event.remove(session, "after_transaction_create", note)
        watch.left_open = is_in_use(session)
        session.rollback()
