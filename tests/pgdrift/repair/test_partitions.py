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


WHOLE = """
CREATE TABLE public.days (day integer NOT NULL, note text) PARTITION BY RANGE (day);
CREATE TABLE public.early PARTITION OF public.days FOR VALUES FROM (0) TO (10);
CREATE TABLE public.late PARTITION OF public.days FOR VALUES FROM (10) TO (20) PARTITION BY LIST (day);
CREATE TABLE public.latest PARTITION OF public.late FOR VALUES IN (11, 12);
ALTER TABLE public.days ADD PRIMARY KEY (day); CREATE INDEX notes ON public.days (note);
CREATE VIEW public.all_days AS SELECT * FROM public.days;
"""
PLAIN = """
CREATE TABLE public.days (day integer PRIMARY KEY, note text);
CREATE INDEX notes ON public.days (note);
CREATE VIEW public.all_days AS SELECT * FROM public.days;
"""
ROWS = "INSERT INTO public.days VALUES (1, 'a'), (11, 'b')"


@pytest.mark.parametrize(("wanted", "found"), [(WHOLE, PLAIN), (PLAIN, WHOLE)], ids=["partitioned", "plain"])
def test_a_table_is_partitioned_or_not_any_more_and_keeps_its_rows(
    wanted: str, found: str, cluster: Cluster, database_factory: Callable[..., DatabaseURL]
) -> None:
    url = database_factory()
    connection = url.connect(autocommit=True)
    connection.execute(wanted.encode())
    patient = Patient.healthy(cluster, connection, url)
    connection.execute(f"DROP TABLE public.days CASCADE; {found} {ROWS}".encode())
    cautious = patient.text()
    assert "-- destructive: copies the table" in cautious
    assert patient.run(cautious) == ""
    assert patient.rows("SELECT * FROM public.days ORDER BY 1") == [(1, "a"), (11, "b")]
    # Not `mended`: NOT NULL gets another name when a partition has the one that PostgreSQL would choose.
    assert patient.run(patient.text(allow_destructive=True)) == ""
    assert patient.differences() == []
    assert patient.rows("SELECT * FROM public.days ORDER BY 1") == [(1, "a"), (11, "b")]


def test_rows_that_fit_in_no_partition_stay_where_they_are(
    cluster: Cluster, database_factory: Callable[..., DatabaseURL]
) -> None:
    url = database_factory()
    connection = url.connect(autocommit=True)
    connection.execute(WHOLE)
    patient = Patient.healthy(cluster, connection, url)
    connection.execute(f"DROP TABLE public.days CASCADE; {PLAIN}".encode())
    connection.execute("INSERT INTO public.days VALUES (99)")
    assert "no partition of relation" in patient.run(patient.text(allow_destructive=True))
    assert patient.rows("SELECT day FROM public.days") == [(99,)]


def test_it_makes_way_when_its_rows_may_go(moved: Patient) -> None:
    moved.mended(allow_destructive=True)
