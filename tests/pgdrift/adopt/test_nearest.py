"""When no revision makes what is there, the nearest is named, with what differs and what mends it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

from pgdrift.adopt import Adoption
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.server.cluster import Cluster
from tests.facts import facts
from tests.pgdrift.adopt.databases import run
from tests.pgdrift.migrate import tiny_project
from tests.pgdrift.migrate.tiny_project import TinyProject
from tests.pgdrift.repair import psql


def test_when_none_fits_the_nearest_is_named_with_what_differs(
    adopting: Callable[..., Adoption], shop: DatabaseURL, cluster: Cluster
) -> None:
    run(shop, "ALTER TABLE books ADD shelf integer", "ALTER TABLE books NO FORCE ROW LEVEL SECURITY")
    before = facts(shop)
    outcome = adopting(shop)
    assert (outcome.fits, outcome.exit_code) == (False, 1)
    assert [(finding.id, finding.object) for finding in outcome.report.findings] == [
        ("rls-not-forced", "public.books"),
        ("column-extra", "public.books.shelf"),
    ]
    assert "the nearest is second (second): 2 things above are different." in outcome.said
    assert "`alembic stamp second`" in outcome.said
    assert "Nothing was changed" in outcome.said
    assert "\n" not in outcome.said
    assert compare(before, facts(shop)) == []


def test_the_sql_it_prints_makes_the_database_fit(
    tiny: TinyProject, shop: DatabaseURL, cluster: Cluster
) -> None:
    run(shop, "ALTER TABLE books ADD shelf integer", "DROP INDEX idx_books_title")
    told = command(tiny, cluster, shop, "--revision", "second")
    assert told.returncode == 1
    assert "warning[column-extra] public.books.shelf" in told.stdout
    assert "adopt: 0 errors, 2 warnings" in told.stdout
    (paragraph,) = told.stderr.splitlines()
    assert "is not what revision second (second) makes: 2 things above are different" in paragraph
    script = command(tiny, cluster, shop, "--revision", "second", "--sql", "--allow-destructive")
    assert script.returncode == 1
    assert psql.run(cluster, shop, script.stdout) == ""
    done = command(tiny, cluster, shop, "--format", "json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["status"], document["revision"]) == ("clean", "second")


def command(
    tiny: TinyProject, cluster: Cluster, url: DatabaseURL, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """`python -m pgdrift adopt` as a person runs it."""
    environment = {**tiny_project.environment(url), "PGDRIFT_SCRATCH_URL": cluster.url().shown}
    done = subprocess.run(
        [sys.executable, "-m", "pgdrift", "adopt", "--no-cache", *arguments],
        cwd=tiny.folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return done
