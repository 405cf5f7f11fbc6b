"""A small project, and the database that it makes, which nobody has told its revision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pgdrift.adopt import Adoption, adopt
from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.adopt.databases import run
from tests.pgdrift.migrate import tiny_project
from tests.pgdrift.migrate.tiny_project import TinyProject


@pytest.fixture
def tiny(tmp_path: Path) -> TinyProject:
    """A project with two revisions: a table, and an index on it."""
    tiny = tiny_project.write(tmp_path / "tiny")
    tiny.revision("second", "first", 'op.execute("CREATE INDEX idx_books_title ON books (title)")')
    return tiny


@pytest.fixture
def shop(tiny: TinyProject, empty_database: DatabaseURL) -> DatabaseURL:
    """What the tiny project's newest revision makes, without the table of revisions."""
    tiny.migrate(empty_database)
    run(empty_database, "DROP TABLE alembic_version")
    return empty_database


@pytest.fixture
def adopting(tiny: TinyProject, cluster: Cluster) -> Callable[..., Adoption]:
    """Adopts for the tiny project; the references are built on the test server."""
    return lambda url, **options: adopt(tiny.project, url, scratch_url=cluster.url(), **options)
