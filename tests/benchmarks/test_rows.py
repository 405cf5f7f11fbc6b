"""Rows that are made for measuring: the same every time, also when the maker was killed half-way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.tenants import rows
from pgdrift.database_url import DatabaseURL
from tests.benchmarks.conftest import CHUNKS, Filled

ROOT = Path(__file__).resolve().parents[2]
FILL = f"""
import sys
from benchmarks.tenants import rows
from pgdrift.database_url import DatabaseURL
with DatabaseURL.parse(sys.argv[1]).connect(autocommit=True) as connection:
    rows.fill(connection, {CHUNKS})
"""
# Ids of rows that were rolled back are gone, so that ids themselves may differ.
DIGEST = """
SELECT (SELECT md5(string_agg(s::text, '' ORDER BY id)) FROM sessions s),
       (SELECT md5(string_agg(session_id || persona_code || content || cost || user_id || created_at, ''
                              ORDER BY session_id, created_at)) FROM contributions),
       (SELECT md5(string_agg(session_id || vote_choice || confidence || user_id, ''
                              ORDER BY session_id, confidence)) FROM votes),
       (SELECT count(*) FROM audit_log)
"""


def digest(url: DatabaseURL) -> object:
    with url.connect() as connection:
        connection.execute("SET timezone = 'UTC'")
        return connection.execute(DIGEST).fetchone()


def test_a_folder_of_a_larger_scale_is_refused(filled: Filled) -> None:
    with (
        filled.url.connect(autocommit=True) as connection,
        pytest.raises(rows.TooManyRows, match=r"60,000 contributions already.*folder of its own"),
    ):
        rows.fill(connection, CHUNKS - 1)


def test_a_killed_fill_goes_on_where_it_was(
    filled: Filled, migrated_factory: Callable[[], DatabaseURL]
) -> None:
    url = migrated_factory()
    command = [sys.executable, "-c", FILL, url.shown]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    with url.connect(autocommit=True) as connection:
        while connection.execute("SELECT to_regclass('bench.chunks') IS NULL").fetchone() == (True,):
            time.sleep(0.02)
            assert process.poll() is None
        while connection.execute("SELECT count(*) FROM bench.chunks").fetchone() == (0,):
            time.sleep(0.02)
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        said: list[str] = []
        rows.fill(connection, CHUNKS, progress=said.append)
    assert said[-1].startswith(f"{CHUNKS * rows.CONTRIBUTIONS_PER_CHUNK:,} of ")
    assert digest(url) == digest(filled.url)
