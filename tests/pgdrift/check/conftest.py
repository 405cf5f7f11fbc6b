"""This project, checked against databases that a test may spoil."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import psycopg
import pytest

from pgdrift import project as projects
from pgdrift.check import check
from pgdrift.database_url import DatabaseURL
from pgdrift.project import Project
from pgdrift.report import Report
from pgdrift.server.cluster import Cluster
from tests.pgdrift.check.telling import ROOT


@pytest.fixture
def project() -> Project:
    """This project, its declarations free to be changed by a test."""
    found = projects.find(ROOT)
    own = replace(found)
    vars(own).update(metadata=found.metadata, entities=found.entities, roles=found.roles)
    return own


@pytest.fixture
def run(project: Project, cluster: Cluster) -> Callable[[DatabaseURL], Report]:
    """Checks a database; the references are built on the test server."""
    return lambda url: check(project, url, scratch_url=cluster.url())


@pytest.fixture
def admin(migrated_database: DatabaseURL) -> Iterator[psycopg.Connection]:
    """A superuser's connection to the live database."""
    with migrated_database.connect(autocommit=True) as connection:
        yield connection
