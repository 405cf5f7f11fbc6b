"""The same statements on two versions of PostgreSQL make no difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.fuzz.between_versions import BetweenVersions, another_version
from tests.pgdrift.fuzz.laboratory import Laboratory
from tests.pgdrift.fuzz.properties import Broken

ALIKE = {
    # Since 17 a partition has the identity of its table.
    "an identity of a partitioned table": [
        """CREATE TABLE public.p (id bigint GENERATED ALWAYS AS IDENTITY, a integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (0) TO (10);
        CREATE TABLE public.d (id bigint NOT NULL, a integer);
        ALTER TABLE public.p ATTACH PARTITION public.d FOR VALUES FROM (10) TO (20)"""
    ],
    # Since 18 NOT NULLs are constraints with names.
    "a key and what it makes of its columns": [
        "CREATE TABLE public.t (a integer PRIMARY KEY, b text NOT NULL); ALTER TABLE public.t RENAME b TO c"
    ],
}


@pytest.fixture(scope="module")
def versions(cluster: Cluster, database_factory: Callable[..., DatabaseURL]) -> Iterator[BetweenVersions]:
    """The server of the tests beside another one."""
    with another_version(cluster) as another:
        mine, spelled = (Laboratory(cluster, database_factory()) for _ in range(2))
        yield BetweenVersions(mine, Laboratory(another, another.url()), spelled)
        for laboratory in (mine, spelled):
            laboratory.close()


@pytest.mark.parametrize("what", ALIKE)
def test_what_the_versions_keep_otherwise_is_no_difference(what: str, versions: BetweenVersions) -> None:
    versions.replay(ALIKE[what])


def test_random_schemas_are_the_same(versions: BetweenVersions) -> None:
    judged = [versions.run(seed, []) for seed in range(4)]
    assert any(judged)


def test_a_difference_is_not_taken_for_one_of_versions(versions: BetweenVersions) -> None:
    by_version = """DO $$ BEGIN IF current_setting('server_version_num')::integer < 180000
        THEN CREATE TABLE public.t (a integer); ELSE CREATE TABLE public.t (a bigint); END IF; END $$"""
    with pytest.raises(Broken, match=r"column public\.t\.a"):
        versions.replay([by_version])
