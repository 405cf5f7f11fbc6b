"""A database with tables and no revision: which one it is at is found out and written down."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator

import pytest

from pgdrift import project as projects
from pgdrift.adopt import Adoption, adopt
from pgdrift.check import check
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from pgdrift.ignoring import from_option
from pgdrift.references import migrated
from pgdrift.server.cluster import Cluster
from tests.facts import facts
from tests.memory import cluster_in_memory
from tests.newest_revisions import ALL, NEWEST
from tests.pgdrift.adopt.databases import PASSWORD, revisions, run
from tests.pgdrift.migrate.tiny_project import TinyProject
from tests.pgdrift.repair import psql

PROJECT = projects.find()
SPECIFIED = "396e8f26d0a5"


@pytest.mark.parametrize("revision", ["first", "second"])
def test_it_is_stamped_with_the_revision_that_makes_the_same(
    tiny: TinyProject, adopting: Callable[..., Adoption], empty_database: DatabaseURL, revision: str
) -> None:
    tiny.migrate(empty_database, revision)
    before = facts(empty_database)
    run(empty_database, "DROP TABLE alembic_version")
    outcome = adopting(empty_database)
    assert (outcome.fits, outcome.exit_code) == (True, 0)
    assert f"is what revision {revision} ({revision}) makes. That is written down now" in outcome.said
    assert revisions(empty_database) == [revision]
    # The table of revisions has the owner and the privileges that migrating gives it.
    assert compare(before, facts(empty_database)) == []
    tiny.migrate(empty_database)
    assert revisions(empty_database) == ["second"]


def test_this_projects_newest_revision_is_clean_afterwards(
    cluster: Cluster, migrated_database: DatabaseURL
) -> None:
    before = facts(migrated_database)
    run(migrated_database, "DROP TABLE alembic_version")
    outcome = adopt(PROJECT, migrated_database, scratch_url=cluster.url())
    assert f"is what revision {NEWEST} (" in outcome.said
    assert "No revision is pending" in outcome.said
    assert compare(before, facts(migrated_database)) == []
    report = check(PROJECT, migrated_database, scratch_url=cluster.url())
    assert [finding.id for finding in report.findings] == []


@pytest.fixture
def restored(cluster: Cluster, empty_database: DatabaseURL) -> Iterator[DatabaseURL]:
    """The specified tables, restored from a dump by an ordinary login on a server without our roles."""
    migrated.build(PROJECT, empty_database, SPECIFIED)
    dump = [cluster.binaries.tool("pg_dump"), "--no-owner", "--no-acl", "-T", "alembic_version"]
    script = subprocess.run([*dump, empty_database.shown], check=True, capture_output=True, text=True).stdout
    script = re.sub(r"^.* EXTENSION .*$", "", script, flags=re.M)
    with cluster_in_memory(cluster.binaries.major) as server:
        run(
            server.url(),
            f"CREATE ROLE bo1 LOGIN PASSWORD '{PASSWORD}'",
            "CREATE DATABASE boardofone OWNER bo1",
        )
        url = server.url(database="boardofone")
        assert psql.run(cluster, url, f"SET SESSION AUTHORIZATION bo1;\n{script}") == ""
        yield url


def test_a_restored_dump_is_recognised_without_any_of_our_roles(
    cluster: Cluster, restored: DatabaseURL
) -> None:
    bo1, before = restored.replace(user="bo1", password=PASSWORD), facts(restored)
    outcome = adopt(PROJECT, bo1, scratch_url=cluster.url())
    assert f"is what revision {SPECIFIED} (002_create_rls_policies) makes." in outcome.said
    assert "It lacks what belongs to no revision" in outcome.said
    assert f"`./noxw -s migrate` sets that up, and runs {len(ALL) - 2} revisions." in outcome.said
    assert revisions(restored) == [SPECIFIED]
    changed = compare(before, facts(restored))
    # Nothing but the table of revisions, which is the login's that owns the others.
    assert {d.name for d in changed if "alembic_version" not in d.name} == set()
    (table,) = [d for d in changed if d.kind == "table"]
    assert table.fact["owner"] == "bo1"
    # When it is the administrator who adopts, the login that migrates afterwards must be able to read it.
    run(restored, "DROP TABLE alembic_version")
    assert adopt(PROJECT, restored, scratch_url=cluster.url(), revision=SPECIFIED).fits
    assert facts(restored).of_kind("table")["public.alembic_version"]["owner"] == "bo1"


@pytest.fixture
def rows_only(tiny: TinyProject) -> TinyProject:
    """The tiny project with a third revision, which changes rows and nothing else."""
    tiny.revision("third", "second", "op.execute(\"SELECT 'UPDATE books'\")")
    return tiny


def test_revisions_that_change_rows_alone_are_told_apart_by_a_person(
    rows_only: TinyProject, adopting: Callable[..., Adoption], shop: DatabaseURL
) -> None:
    before, outcome = facts(shop), adopting(shop)
    assert (outcome.fits, outcome.exit_code) == (False, 1)
    assert "2 revisions make what is in the database" in outcome.said
    assert "third (third), second (second)" in outcome.said
    assert compare(before, facts(shop)) == []
    with pytest.raises(
        PgdriftError, match=r"--revision names fourth, which is not in .* It has first, second"
    ):
        adopting(shop, revision="fourth")
    assert not adopting(shop, revision="first").fits
    assert adopting(shop, revision="second").fits
    assert revisions(shop) == ["second"]


@pytest.mark.parametrize(
    ("answer", "revision"), [("true", "third"), ("false", "second"), ("1 / 0 = 1", "second")]
)
def test_a_revision_that_can_be_recognised_by_its_rows_is(
    tiny: TinyProject, adopting: Callable[..., Adoption], shop: DatabaseURL, answer: str, revision: str
) -> None:
    constant = f'RECOGNISED_BY = "SELECT {answer}"'
    tiny.revision("third", "second", "op.execute(\"SELECT 'UPDATE books'\")", constants=constant)
    assert adopting(shop).fits
    assert revisions(shop) == [revision]


def test_what_the_project_ignores_stops_nothing(adopting: Callable[..., Adoption], shop: DatabaseURL) -> None:
    run(shop, "CREATE TABLE theirs (id integer)")
    outcome = adopting(shop, ignore=[from_option("table-extra:public.theirs")])
    assert outcome.fits
    assert "leaving out 1 finding that the project ignores" in outcome.said
    assert revisions(shop) == ["second"]
