"""Two databases are held against each other, down to the revisions they say they are at."""

from __future__ import annotations

from collections.abc import Callable

from pgdrift.database_url import DatabaseURL
from pgdrift.diff import diff


def test_another_recorded_revision_is_a_finding_of_its_own(
    database_factory: Callable[..., DatabaseURL],
) -> None:
    reference, target = database_factory(), database_factory()
    for url, revision in ((reference, "b2"), (target, "a1")):
        with url.connect(autocommit=True) as connection:
            connection.execute("CREATE TABLE public.alembic_version (version_num varchar(32) PRIMARY KEY)")
            connection.execute("INSERT INTO public.alembic_version VALUES (%s)", (revision,))
    (finding,) = diff(reference, target).findings
    assert (finding.id, finding.severity) == ("revision-changed", "warning")
    assert finding.object == "public.alembic_version"
    assert "a1, not b2" in finding.consequence


def test_equal_revisions_are_none(database_factory: Callable[..., DatabaseURL]) -> None:
    reference = database_factory()
    with reference.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE public.alembic_version (version_num varchar(32) PRIMARY KEY)")
        connection.execute("INSERT INTO public.alembic_version VALUES ('a1'), ('b1')")
    assert list(diff(reference, database_factory(reference.database)).findings) == []
