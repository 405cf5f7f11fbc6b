"""What rows take where they are stored, fewer than `row_security` publishes, and what an embedding takes.

The tables of tenants are filled with --contributions and measured as `row_security` measures them at its own
scale: the two sizes give the exponents of growth. Then some of the contributions get a vector of 1,024 random
numbers each: bytes of the table and its indexes, the time to build the HNSW index over rows that are there,
with memory for all of it and with PostgreSQL's default, which says after how many rows the graph no longer
fits, and the bytes of WAL of an embedding with the index and without.
"""

import argparse
import re
import time
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import command
from benchmarks.published import figures
from benchmarks.tenants import rows, storage
from pgdrift.errors import PgdriftError
from pgdrift.project import find
from pgdrift.references import migrated
from pgdrift.server.temporary import temporary_cluster

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = {"autovacuum": "off", "full_page_writes": "off", "max_wal_size": "4GB"}
HNSW = "idx_contribution_embeddings_embedding"
DEFAULT_MEMORY, ENOUGH_MEMORY = "64MB", "1GB"
FULL = re.compile(r"no longer fits into maintenance_work_mem after (\d+) tuples")
MORE_THAN_FIT = 16_000  # embeddings: the default memory is to be too little for them
SINGLE = 100  # embeddings that are written one by one to count their WAL

# Any numbers are stored in as many bytes; only a condition on the row has them drawn anew for each.
_EMBED = """
INSERT INTO contribution_embeddings (contribution_id, session_id, model, content_sha256, embedding, user_id)
SELECT id, session_id, 'random-1', sha256(content::bytea),
       (SELECT array_agg(random() - 0.5) FROM generate_series(1, 1024) WHERE c.id > 0)::vector, user_id
  FROM (SELECT * FROM contributions WHERE id > %s ORDER BY id LIMIT %s) c
"""
_HEAP = "SELECT pg_relation_size('contribution_embeddings')"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--contributions", type=command.at_least(1), default=100_000)
    parser.add_argument("--embeddings", type=command.at_least(MORE_THAN_FIT), default=20_000)
    parser.add_argument("--figures", type=Path, help="also write the results there, as JSON")
    options = parser.parse_args()
    chunks = max(1, options.contributions // rows.CONTRIBUTIONS_PER_CHUNK)
    if options.embeddings + 2 * SINGLE > chunks * rows.CONTRIBUTIONS_PER_CHUNK:
        raise PgdriftError(
            f"{options.embeddings:,} embeddings need more contributions than "
            f"{chunks * rows.CONTRIBUTIONS_PER_CHUNK:,}; nothing was measured. Give more --contributions."
        )
    with temporary_cluster(settings=SETTINGS) as cluster:
        cluster.ensure_database("bench")
        url = cluster.url(database="bench")
        migrated.build(find(ROOT), url)
        with url.connect(autocommit=True) as connection:
            rows.fill(connection, chunks, progress=command.show)
            rows.settle(connection)
            results: dict[str, Any] = {
                "contributions": chunks * rows.CONTRIBUTIONS_PER_CHUNK,
                "sizes": storage.sizes(connection),
            }
            results["embeddings"] = embeddings(connection, options.embeddings)
    for name, figure in results["embeddings"].items():
        print(f"{name}: {figure}")
    if options.figures:
        figures.keep(options.figures, results)
    return 0


def embeddings(connection: psycopg.Connection[Any], count: int) -> dict[str, Any]:
    """Sizes with and without the HNSW index, what building it takes, and the WAL of one embedding."""
    (definition,) = _one(connection, f"SELECT pg_get_indexdef('{HNSW}'::regclass)")
    connection.execute(f"DROP INDEX {HNSW}".encode())
    command.show(f"{count:,} embeddings")
    connection.execute(_EMBED, [0, count])
    without = written_singly(connection)
    connection.execute("VACUUM (ANALYZE, FREEZE) contribution_embeddings")
    found = {"rows": count + SINGLE, "wal_without": without, "heap": _one(connection, _HEAP)[0]}
    found |= storage.of_table(connection, "contribution_embeddings")
    found["build"] = {}
    for memory in (DEFAULT_MEMORY, ENOUGH_MEMORY):
        command.show(f"the HNSW index, with {memory}")
        found["build"][memory] = built(connection, definition, memory)
    found["hnsw"] = _one(connection, f"SELECT pg_relation_size('{HNSW}')")[0]
    found["wal_with"] = written_singly(connection)
    return found


def built(connection: psycopg.Connection[Any], definition: str, memory: str) -> dict[str, Any]:
    """Seconds of building the index by one process, and after how many rows its memory was full, if ever."""
    said: list[str] = []

    def hear(notice: psycopg.errors.Diagnostic) -> None:
        said.append(notice.message_primary or "")

    connection.execute(f"DROP INDEX IF EXISTS {HNSW}".encode())
    connection.execute("SET max_parallel_maintenance_workers = 0")
    connection.execute(f"SET maintenance_work_mem = '{memory}'".encode())
    connection.add_notice_handler(hear)
    started = time.perf_counter()
    connection.execute(definition.encode())
    seconds = time.perf_counter() - started
    connection.remove_notice_handler(hear)
    full = FULL.search(" ".join(said))
    return {"seconds": round(seconds, 1), "full_after": int(full[1]) if full else None}


def written_singly(connection: psycopg.Connection[Any]) -> int:
    """Bytes of WAL of an embedding that is written alone; the rows stay."""
    last = _one(connection, "SELECT coalesce(max(contribution_id), 0) FROM contribution_embeddings")[0]
    before = storage.position(connection)
    for number in range(SINGLE):
        connection.execute(_EMBED, [last + number, 1])
    return round((storage.position(connection) - before) / SINGLE)


def _one(connection: psycopg.Connection[Any], statement: str) -> tuple[Any, ...]:
    row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return row


if __name__ == "__main__":
    command.run(main)
