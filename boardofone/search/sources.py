"""What is embedded: a table with a text in each row, and the table that keeps the embeddings."""

from dataclasses import dataclass
from typing import Any

_SELF_DESCRIPTION = "s.name || E'\\n' || s.expertise || E'\\n' || s.system_prompt"


@dataclass(frozen=True)
class Source:
    """SQL names of a table ``s`` of texts and of its embeddings."""

    row: str  # what one is called
    table: str
    embeddings: str
    key: str  # the column that finds a row of `table`
    key_type: str
    reference: str  # the column of `embeddings` that holds it
    text: str  # an expression
    carried: tuple[str, ...]  # columns that `embeddings` has from its parent
    who: str = "a tenant session, or one of the service"  # may embed it

    def pending(self, *, onwards: bool) -> str:
        """Keys and texts whose embedding is missing or outdated; ``onwards``: from the key ``after``."""
        further = f"AND s.{self.key} > :after" if onwards else ""
        # Of the embeddings too, or a plan that merges both by key reads those before it for each batch anew.
        embedded = f"AND e.{self.reference} > :after" if onwards else ""
        return f"""
            SELECT s.{self.key} AS key, {self.text} AS content {self._outdated(embedded)} {further}
             ORDER BY s.{self.key} LIMIT :batch
        """

    def count(self) -> str:
        """How many are pending."""
        return f"SELECT count(*) {self._outdated()}"

    def may_write(self) -> str:
        """Whether the role that asks may read what is embedded, and write embeddings."""
        return f"""
            SELECT pg_catalog.has_any_column_privilege('public.{self.table}', 'SELECT')
               AND pg_catalog.has_any_column_privilege('public.{self.embeddings}', 'INSERT')
               AND pg_catalog.has_any_column_privilege('public.{self.embeddings}', 'UPDATE')
        """

    def write(self) -> str:
        """Write one batch; a text that has changed or gone since it was read is left for another time."""
        columns = ", ".join((self.reference, *self.carried))
        values = ", ".join(f"s.{name}" for name in (self.key, *self.carried))
        return f"""
            INSERT INTO public.{self.embeddings} ({columns}, model, content_sha256, embedding)
            SELECT {values}, :model, made.hash, made.embedding
              FROM unnest(CAST(:keys AS {self.key_type}[]), CAST(:hashes AS bytea[]),
                          CAST(:vectors AS public.vector[])) AS made (key, hash, embedding)
              JOIN public.{self.table} s ON s.{self.key} = made.key
             WHERE made.hash = {self._hash()}
             ORDER BY s.{self.key}
            ON CONFLICT ({self.reference}, model) DO UPDATE
               SET content_sha256 = excluded.content_sha256, embedding = excluded.embedding
        """

    def named(self, key: Any) -> str:
        """A row, for somebody who has to find it."""
        return f"{self.row} {key!r:.100}"

    def _outdated(self, embedded: str = "") -> str:
        return f"""
              FROM public.{self.table} s
              LEFT JOIN public.{self.embeddings} e
                ON e.{self.reference} = s.{self.key} AND e.model = :model {embedded}
             WHERE e.content_sha256 IS DISTINCT FROM {self._hash()}
        """

    def _hash(self) -> str:
        return f"sha256(convert_to({self.text}, 'UTF8'))"


CONTRIBUTIONS = Source(
    "contribution",
    "contributions",
    "contribution_embeddings",
    "id",
    "bigint",
    "contribution_id",
    "s.content",
    ("session_id", "user_id"),
)
SESSIONS = Source(
    "session",
    "sessions",
    "session_embeddings",
    "id",
    "text",
    "session_id",
    "s.problem_statement",
    ("user_id",),
)
PERSONAS = Source(
    "persona",
    "personas",
    "persona_embeddings",
    "code",
    "text",
    "persona_code",
    _SELF_DESCRIPTION,
    (),
    "a session of the service",
)
