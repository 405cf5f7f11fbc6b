"""A column that is no longer computed keeps what could be read in it until its loss is allowed."""

from __future__ import annotations

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient


def test_what_a_virtual_column_shows_is_not_given_up_silently(
    empty_database: DatabaseURL, cluster: Cluster
) -> None:
    if cluster.binaries.major < 18:
        pytest.skip("this PostgreSQL cannot have the fault: virtual columns came with 18")
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE public.t (a integer, b integer)")
        sick = Patient.healthy(cluster, connection, empty_database)
        connection.execute("ALTER TABLE public.t DROP b, ADD b integer GENERATED ALWAYS AS (a * 2) VIRTUAL")
        connection.execute("INSERT INTO public.t VALUES (4)")
        assert sick.run(sick.text()) == ""
        assert sick.rows("SELECT a, b FROM public.t") == [(4, 8)]
        sick.mended(allow_destructive=True)


def test_a_written_column_below_a_computed_one_is_left_to_a_person(
    empty_database: DatabaseURL, cluster: Cluster
) -> None:
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE public.parent (a integer)")
        connection.execute("CREATE TABLE public.heir (b integer) INHERITS (public.parent)")
        connection.execute("ALTER TABLE public.parent ADD b integer GENERATED ALWAYS AS (a * 2) STORED")
        connection.execute("INSERT INTO public.heir VALUES (4, 5)")
        sick = Patient.healthy(cluster, connection, empty_database)
        connection.execute("DROP TABLE public.heir")
        connection.execute("CREATE TABLE public.heir () INHERITS (public.parent)")
        connection.execute("CREATE TABLE public.extra ()")
        advice = "public.heir.b should be written to, although it is inherited from public.parent.b"
        assert advice in sick.text()
        assert sick.run(sick.text(allow_destructive=True)) == ""
        assert sick.rows("SELECT to_regclass('public.extra')") == [(None,)]
        connection.execute("DROP TABLE public.heir")
        assert advice in sick.text()


def test_a_check_that_postgresql_took_from_an_heir_is_missed_and_left_to_a_person(
    empty_database: DatabaseURL, cluster: Cluster
) -> None:
    if cluster.binaries.major < 17:
        pytest.skip("this PostgreSQL cannot have the fault: SET EXPRESSION came with 17")
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE public.parent (a integer, b bigint GENERATED ALWAYS AS (a + 1) STORED,"
            " CONSTRAINT positive CHECK (b > 0))"
        )
        connection.execute("CREATE TABLE public.heir () INHERITS (public.parent)")
        sick = Patient.healthy(cluster, connection, empty_database)
        connection.execute("ALTER TABLE public.heir ALTER b SET EXPRESSION AS (a * 5)")
        connection.execute("INSERT INTO public.heir VALUES (-1)")  # which the check would have refused
        script = sick.text()
        assert "public.heir has lost the check positive that it inherits from public.parent" in script
        assert sick.run(script) == ""
        assert [difference.name for difference in sick.differences()] == ["public.heir.positive"]
