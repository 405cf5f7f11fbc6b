"""A tiny project to migrate, ordinary logins, and servers that nobody has set up yet."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pgdrift import project as projects
from pgdrift.database_url import DatabaseURL
from pgdrift.migrate import bootstrap
from pgdrift.project import Project
from pgdrift.server.cluster import Cluster
from tests.memory import cluster_in_memory
from tests.pgdrift.migrate import tiny_project
from tests.pgdrift.migrate.tiny_project import TinyProject

CHECKOUT = Path(__file__).resolve().parents[3]

# Looked for in everything that is printed.
PASSWORD = "Zaphod-8472-never-shown"

LoginFactory = Callable[..., DatabaseURL]


@pytest.fixture(scope="session")
def project() -> Project:
    """The project of this checkout."""
    return projects.find(CHECKOUT)


@pytest.fixture
def tiny(tmp_path: Path) -> TinyProject:
    """A project with one table and one revision."""
    return tiny_project.write(tmp_path / "tiny")


@pytest.fixture(scope="module")
def bare_cluster(cluster: Cluster) -> Iterator[Cluster]:
    """A server of the same version that has no role of ours."""
    with cluster_in_memory(cluster.binaries.major) as server:
        yield server


@pytest.fixture
def scratch_here(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies and references are made on the test server."""
    monkeypatch.setenv("PGDRIFT_SCRATCH_URL", cluster.url().shown)


@pytest.fixture
def require_vector(cluster: Cluster) -> None:
    """Skip where the server lacks pgvector, without which a live database is never migrated."""
    with cluster.url().connect() as connection:
        if bootstrap.unavailable_extensions(connection, ["vector"]):
            pytest.skip("pgvector is not installed for this PostgreSQL")


@pytest.fixture
def login() -> Callable[[DatabaseURL, str], DatabaseURL]:
    """`login(superuser_url, name)` makes an ordinary login that owns the database; its URL with password."""

    def make(url: DatabaseURL, name: str) -> DatabaseURL:
        with url.connect(autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'".encode())
            connection.execute(f"ALTER DATABASE {url.database} OWNER TO {name}".encode())
        return url.replace(user=name, password=PASSWORD)

    return make
