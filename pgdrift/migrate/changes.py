"""What a migration added and removed, counted in the catalog before and after."""

from collections.abc import Mapping
from typing import Any

import psycopg

_COUNTS = """
SELECT count(*) FILTER (WHERE c.relkind IN ('r', 'p')), count(*) FILTER (WHERE c.relkind IN ('v', 'm')),
       count(*) FILTER (WHERE c.relkind IN ('i', 'I')),
       (SELECT count(*) FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class t ON t.oid = a.attrelid
         JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace
        WHERE a.attnum > 0 AND NOT a.attisdropped AND t.relkind IN ('r', 'p') AND {ours}),
       (SELECT count(*) FROM pg_catalog.pg_constraint k
          JOIN pg_catalog.pg_namespace s ON s.oid = k.connamespace
        WHERE k.contype <> 'n' AND {ours}),
       (SELECT count(*) FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace s ON s.oid = p.pronamespace
        WHERE {ours} AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = p.oid
                                      AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')),
       (SELECT count(*) FROM pg_catalog.pg_trigger WHERE NOT tgisinternal),
       (SELECT count(*) FROM pg_catalog.pg_policy)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
 WHERE {ours} AND c.relname NOT LIKE 'alembic\\_version%'
""".replace(
    "{ours}", "s.nspname NOT IN ('pg_catalog', 'information_schema') AND s.nspname !~ '^pg_(toast|temp)'"
)
_WORDS = (
    ("table", "tables"),
    ("view", "views"),
    ("index", "indexes"),
    ("column", "columns"),
    ("constraint", "constraints"),
    ("function", "functions"),
    ("trigger", "triggers"),
    ("policy", "policies"),
)
_ALEMBICS_OWN = {"column": 1, "constraint": 1}


def count(connection: psycopg.Connection[Any]) -> Mapping[str, int]:
    """How many objects of each kind the database has, PostgreSQL's and Alembic's own left out."""
    row = connection.execute(_COUNTS.encode()).fetchone() or (0,) * len(_WORDS)
    versioned = connection.execute("SELECT to_regclass('public.alembic_version') IS NOT NULL").fetchone()
    own = _ALEMBICS_OWN if versioned and versioned[0] else {}
    return {word: number - own.get(word, 0) for (word, _), number in zip(_WORDS, row, strict=True)}


def described(before: Mapping[str, int], after: Mapping[str, int]) -> str:
    """Part of a sentence: "6 tables, 2 indexes more, 1 constraint less"; of what balances nothing is said."""
    change = {words: after[words[0]] - before[words[0]] for words in _WORDS}
    more = [_counted(number, *words) for words, number in change.items() if number > 0]
    less = [_counted(-number, *words) for words, number in change.items() if number < 0]
    parts = [f"{', '.join(found)} {word}" for found, word in ((more, "more"), (less, "less")) if found]
    return ", ".join(parts) or "no object more or less"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
