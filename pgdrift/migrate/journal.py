"""How far a revision has come whose parts are committed one by one.

A revision with an autocommit block is several transactions. What stands before the block is committed when
the block begins, and Alembic stamps the revision after the last of them: ended in between, a run would start
over and stop at what is already there, for ever. So each part notes in its own transaction that it is done,
and the next run passes over it. The note is the comment on the table of revisions: it needs no object of its
own, and the transaction that stamps the revision takes it away.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from pgdrift.declare.identifiers import literal
from pgdrift.migrate.version_table import VERSION_TABLE

MARK = "half applied, run the migration again: "


@dataclass(frozen=True)
class Journal:
    """``done`` parts of ``revision``, going "up" or "down", are committed; ``started``: the next one, a
    statement of its own, has begun, and may or may not be.

    ``statements`` is a digest of what was done, ``file`` one of the revision's source; ``comment`` is what
    the table's comment was before.
    """

    revision: str
    direction: str
    done: int = 0
    started: bool = False
    statements: str = ""
    file: str = ""
    comment: str | None = None

    def begun(self) -> "Journal":
        """The same when the next part, a statement of its own, is about to run."""
        return replace(self, started=True)

    def advanced(self, done: int, statements: str) -> "Journal":
        """The same after ``done`` parts."""
        return replace(self, done=done, started=False, statements=statements)

    def noting(self) -> str:
        """The statement that writes it down."""
        fields = {key: value for key, value in vars(self).items() if value not in (None, "", False)}
        return _comment(MARK + json.dumps(fields))

    def clearing(self) -> str:
        """The statement that takes it away."""
        return _comment(self.comment)


def load(connection: psycopg.Connection[Any]) -> Journal | None:
    """What the last run left behind in this database; None when no revision is half applied."""
    return parsed(_commented(connection))


def parsed(comment: str | None) -> Journal | None:
    """What the comment on the table of revisions says; None when no revision is half applied."""
    if comment is None or not comment.startswith(MARK):
        return None
    try:
        return Journal(**json.loads(comment.removeprefix(MARK)))
    except (ValueError, TypeError):
        return None


def file_digest(file: Path) -> str:
    """What tells a revision's source from another."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def fresh(connection: psycopg.Connection[Any], revision: str, direction: str, file: str) -> Journal:
    """The journal of a revision that is about to begin."""
    return Journal(revision, direction, file=file, comment=_commented(connection))


def _commented(connection: psycopg.Connection[Any]) -> str | None:
    row = connection.execute(
        "SELECT pg_catalog.obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relname = %s",
        [VERSION_TABLE],
    ).fetchone()
    return row[0] if row else None


def _comment(text: str | None) -> str:
    return f"COMMENT ON TABLE public.{VERSION_TABLE} IS {'NULL' if text is None else literal(text)}"
