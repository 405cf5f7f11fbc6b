"""A partition in the place that another should have: its rows stay where they are until somebody says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient

TABLES = """
CREATE SCHEMA old;
CREATE TABLE public.days (day integer) PARTITION BY RANGE (day);
CREATE TABLE public.first PARTITION OF public.days FOR VALUES FROM (0) TO (10);
"""


@pytest.fixture
def moved(cluster: Cluster, database_factory: Callable[..., DatabaseURL]) -> Patient:
    """The partition is in another schema than it should be, with a row."""
    url = database_factory()
    connection = url.connect(autocommit=True)
    connection.execute(TABLES)
    patient = Patient.healthy(cluster, connection, url)
    connection.execute("INSERT INTO public.days VALUES (1); ALTER TABLE public.first SET SCHEMA old")
    return patient


def test_it_keeps_its_place_and_its_rows_when_nothing_may_be_lost(moved: Patient) -> None:
    script = moved.text()
    assert "-- destructive: takes the rows out of the partitioned table" in script
    assert moved.run(script) == ""
    assert moved.rows("SELECT day FROM public.days") == [(1,)]


def test_it_makes_way_when_its_rows_may_go(moved: Patient) -> None:
    moved.mended(allow_destructive=True)
