"""What a migration's statement is, as far as locks, interruptions and progress depend on it."""

import re
from dataclasses import dataclass

_NAME = r'(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)'
_QUALIFIED = rf"{_NAME}(?:\s*\.\s*{_NAME})?"
_COMMENT = re.compile(r"\A(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?\*/)+", re.DOTALL)
_CREATE_INDEX = re.compile(
    rf"CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?P<concurrently>CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?"
    rf"(?P<name>{_NAME})\s+ON\s+(?P<only>ONLY\s+)?(?P<table>{_QUALIFIED})",
    re.IGNORECASE,
)
_DROP_INDEX = re.compile(
    rf"DROP\s+INDEX\s+CONCURRENTLY\s+(?:IF\s+EXISTS\s+)?(?P<name>{_QUALIFIED})", re.IGNORECASE
)
_REINDEX = re.compile(
    rf"REINDEX\s+(?:\([^)]*\)\s*)?(?P<what>INDEX|TABLE)\s+CONCURRENTLY\s+(?P<name>{_QUALIFIED})",
    re.IGNORECASE,
)
_VALIDATE = re.compile(
    rf"ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(?P<table>{_QUALIFIED})\s+"
    rf"VALIDATE\s+CONSTRAINT\s+(?P<name>{_NAME})\s*;?\s*\Z",
    re.IGNORECASE,
)
_DETACH = re.compile(
    rf"ALTER\s+TABLE\s+(?P<table>{_QUALIFIED})\s+DETACH\s+PARTITION\s+(?P<name>{_QUALIFIED})\s+CONCURRENTLY",
    re.IGNORECASE,
)
# What PostgreSQL runs outside a transaction only is left out, and what may be such a thing.
_TRANSACTIONAL = re.compile(
    r"(?:INSERT|UPDATE|DELETE|MERGE|WITH|TRUNCATE|GRANT|REVOKE|COMMENT|LOCK"
    r"|(?:CREATE|ALTER|DROP)\s+(?!(?:SYSTEM|DATABASE|TABLESPACE|SUBSCRIPTION)\b))\b",
    re.IGNORECASE,
)
_SETS_SESSION = re.compile(r"(?:SET|RESET)\s", re.IGNORECASE)
_READS = re.compile(r"(?:SELECT|VALUES|SHOW|TABLE)\b", re.IGNORECASE)
_MOVES_SEQUENCE = re.compile(r"\b(?:setval|nextval)\s*\(", re.IGNORECASE)
_LOCK_TIMEOUT = re.compile(r"SET\s+(?:LOCAL\s+|SESSION\s+)?lock_timeout\b", re.IGNORECASE)
_WORDS = re.compile(r"[A-Za-z]+(?:\s+[A-Za-z]+)?")


@dataclass(frozen=True)
class Statement:
    """One statement: ``label`` names it to a person without quoting a value.

    ``only_waits``: takes no lock that readers or writers queue behind. ``sets_session``: changes nothing but
    this session. ``reads``: changes nothing at all. ``transactional``: may run in a transaction. ``index``
    and ``table`` are the names, as written, of the index that it creates; of a REINDEX, ``rebuilt`` is what
    is rebuilt ("INDEX" or "TABLE", name).
    """

    label: str
    only_waits: bool = False
    sets_session: bool = False
    sets_lock_timeout: bool = False
    reads: bool = False
    transactional: bool = False
    index: str | None = None
    table: str | None = None
    rebuilt: tuple[str, str] | None = None


def recognised(sql: str) -> Statement:
    """What ``sql``, one statement or several, is; of several the first decides the label."""
    text = _COMMENT.sub("", sql, count=1)
    alone = ";" not in text.rstrip().rstrip(";")
    if _SETS_SESSION.match(text):
        limits = _LOCK_TIMEOUT.match(text) is not None
        return Statement("SET", sets_session=alone, sets_lock_timeout=limits)
    if _READS.match(text):
        moves = _MOVES_SEQUENCE.search(text) is not None
        return Statement("SELECT", reads=alone and not moves)
    if match := _CREATE_INDEX.match(text):
        # ON ONLY makes the index of a partitioned table, INVALID until the last partition has its own.
        ours = alone and not match["only"]
        return Statement(
            f"CREATE INDEX {match['name']}",
            only_waits=alone and match["concurrently"] is not None,
            transactional=match["concurrently"] is None,
            index=match["name"] if ours else None,
            table=match["table"] if ours else None,
        )
    if match := _DROP_INDEX.match(text):
        return Statement(f"DROP INDEX {match['name']}", only_waits=alone)
    if match := _REINDEX.match(text):
        rebuilt = (match["what"].upper(), match["name"])
        return Statement(f"REINDEX {match['name']}", only_waits=alone, rebuilt=rebuilt if alone else None)
    if match := _VALIDATE.match(text):
        label = f"VALIDATE CONSTRAINT {match['name']} of {match['table']}"
        return Statement(label, only_waits=alone)
    if match := _DETACH.match(text):
        return Statement(f"DETACH PARTITION {match['name']}", only_waits=alone)
    words = _WORDS.match(text)
    label = " ".join(words.group().upper().split()) if words else "a statement"
    return Statement(label, transactional=_TRANSACTIONAL.match(text) is not None)
