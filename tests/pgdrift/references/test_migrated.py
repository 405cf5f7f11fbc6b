"""The migrated reference: built in this process, quietly, also by several threads."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from pgdrift import project as projects
from pgdrift.catalog.reading import read
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from pgdrift.references import migrated
from tests.pgdrift.migrate.conftest import CHECKOUT


def test_threads_build_equal_databases(database_factory):
    project = projects.find(CHECKOUT)
    urls = [database_factory() for _ in range(4)]
    with ThreadPoolExecutor(len(urls)) as pool:
        list(pool.map(lambda url: migrated.build(project, url), urls))
    snapshots = []
    for url in urls:
        with url.connect() as connection:
            snapshots.append(read(connection))
    assert all(compare(snapshots[0], other) == [] for other in snapshots[1:])


def test_it_prints_nothing(database_factory, capfd):
    migrated.build(projects.find(CHECKOUT), database_factory())
    assert capfd.readouterr() == ("", "")


def test_a_revision_that_does_not_exist_is_named(database_factory):
    with pytest.raises(PgdriftError, match="nowhere"):
        migrated.build(projects.find(CHECKOUT), database_factory(), "nowhere")
