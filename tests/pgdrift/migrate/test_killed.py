"""A revision of several transactions, killed with SIGKILL at random moments."""

from collections import Counter
from collections.abc import Callable

import psycopg

from pgdrift.catalog.reading import read
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.migrate import journal
from tests.pgdrift.migrate.killing import KILLS, duration, killed_after, moments
from tests.pgdrift.migrate.tiny_project import TinyProject

# Each part leaves one line, and takes long enough to be hit.
PARTS = """
for part in range(4):
    op.execute(f"ALTER TABLE log ADD COLUMN part_{part} integer")
    op.execute(f"INSERT INTO log (line) VALUES ('transaction {part}')")
    with op.get_context().autocommit_block():
        op.create_index(f"idx_log_{part}", "log", ["line", f"part_{part}"], postgresql_concurrently=True)
        op.execute(f"INSERT INTO log (line) VALUES ('alone {part}')")
        op.execute(f"REINDEX INDEX CONCURRENTLY idx_log_{part}")
        op.execute(f"DROP INDEX CONCURRENTLY idx_old_{part}")
"""


STEPS = 20


def test_no_part_is_done_twice_or_left_out(
    tiny: TinyProject, empty_database: DatabaseURL, database_factory: Callable[..., DatabaseURL]
) -> None:
    tiny.revision(
        "log",
        "first",
        """
        op.execute("CREATE TABLE log (line text)")
        op.execute("INSERT INTO log SELECT 'row' FROM generate_series(1, 20000)")
        for part in range(4):
            op.execute(f"CREATE INDEX idx_old_{part} ON log (line)")
        """,
    )
    tiny.migrate(empty_database)
    tiny.revision("parts", "log", PARTS)
    undisturbed = database_factory(empty_database.database)
    longest = duration(lambda: tiny.migrate(undisturbed))
    with undisturbed.connect() as connection:
        reference = read(connection)
        lines = connection.execute("SELECT line, count(*) FROM log GROUP BY 1 ORDER BY 1").fetchall()
    hit: Counter[int] = Counter()
    for stage, moment in moments(longest, STEPS):
        url = database_factory(empty_database.database)
        with url.connect(autocommit=True) as connection:

            def reached(stage: int = stage, connection: psycopg.Connection = connection) -> bool:
                noted = journal.load(connection)
                return stage == 0 or (noted is not None and noted.done >= stage)

            if not killed_after(tiny.project, url, moment, reached):
                continue
            noted = journal.load(connection)
            hit[noted.done if noted else 0] += 1
            tiny.migrate(url)
            assert compare(reference, read(connection)) == []
            assert (
                connection.execute("SELECT line, count(*) FROM log GROUP BY 1 ORDER BY 1").fetchall() == lines
            )
            assert journal.load(connection) is None
    print(dict(hit))
    if KILLS >= 50:
        assert len(hit) > 8, "the kills did not spread over the revision"
