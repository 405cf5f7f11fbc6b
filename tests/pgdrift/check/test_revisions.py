"""A database is held against the revision it is at, and not at all when it is at none."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.project import Project
from pgdrift.references import migrated
from pgdrift.report import Report
from pgdrift.reports import as_sql
from tests.newest_revisions import ALL, BEFORE, NEWEST
from tests.pgdrift.check.telling import told


def test_a_database_that_is_behind_says_so_and_is_held_against_its_own_revision(
    project: Project, run: Callable[[DatabaseURL], Report], empty_database: DatabaseURL
) -> None:
    migrated.build(project, empty_database, "396e8f26d0a5")
    (behind,) = run(empty_database).findings
    assert (behind.id, behind.severity) == ("revision-behind", "warning")
    pending = len(ALL) - 2
    assert behind.consequence.startswith(
        f"The database is {pending} revisions behind, at 396e8f26d0a5: it lacks dd4a2fdd08f4 "
        "(003_who_is_asking: "
    )
    assert behind.consequence.index("aa2719979016 (004") < behind.consequence.index(f"{NEWEST} (")
    assert behind.fix.startswith("./noxw -s migrate   (revision dd4a2fdd08f4, ")
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("DROP INDEX public.idx_votes_session_id")
        connection.execute("ALTER TABLE public.votes DISABLE ROW LEVEL SECURITY")
        connection.execute("CREATE TABLE public.leftover (id integer)")
    report = run(empty_database)
    assert sorted(told(report)) == [
        ("migrated-live", "index-missing", "public.idx_votes_session_id"),
        ("migrated-live", "revision-behind", "public.alembic_version"),
        ("migrated-live", "rls-disabled", "public.votes"),
        ("migrated-live", "table-extra", "public.leftover"),
    ]
    # The repair leads back to the revision it is at, and runs nothing that is pending.
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(as_sql.render(report, allow_destructive=True).encode())
    assert [finding.id for finding in run(empty_database).findings] == ["revision-behind"]


def test_one_revision_behind_is_told_as_one(
    project: Project, run: Callable[[DatabaseURL], Report], empty_database: DatabaseURL
) -> None:
    migrated.build(project, empty_database, BEFORE)
    (behind,) = run(empty_database).findings
    assert behind.consequence.startswith(
        f"The database is 1 revision behind, at {BEFORE}: it lacks {NEWEST} "
    )
    assert behind.fix == f"./noxw -s migrate   (revision {NEWEST} is pending)"


def test_an_empty_database_is_no_clean_one(
    run: Callable[[DatabaseURL], Report], empty_database: DatabaseURL
) -> None:
    with pytest.raises(PgdriftError, match="is empty, so there is nothing to compare"):
        run(empty_database)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DROP TABLE public.alembic_version", "has no table alembic_version"),
        ("DELETE FROM public.alembic_version", "objects but no revision"),
        ("UPDATE public.alembic_version SET version_num = 'beef'", "at revision beef, which is not in"),
        ("INSERT INTO public.alembic_version VALUES ('beef')", "2 revisions at once"),
    ],
)
def test_a_database_that_no_revision_describes_cannot_be_checked(
    change: str,
    said: str,
    run: Callable[[DatabaseURL], Report],
    migrated_database: DatabaseURL,
    admin: psycopg.Connection,
) -> None:
    admin.execute(change.encode())
    with pytest.raises(PgdriftError, match=said):
        run(migrated_database)
