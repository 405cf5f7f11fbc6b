"""What a script would cost is counted in the target, or estimated where nobody may count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from pgdrift.catalog import read
from pgdrift.database_url import DatabaseURL
from pgdrift.repair import at_stake
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient

SCHEMA = """
CREATE TABLE public.goods (id integer, price numeric(10, 2), note varchar(5), old text, amount integer);
INSERT INTO public.goods VALUES (1, 1.25, 'short', 'a', 1), (2, 2.50, 'x', NULL, NULL), (3, 3, NULL, 'c', 3);
"""


@pytest.fixture
def healthy(empty_database: DatabaseURL, cluster: Cluster) -> Iterator[Patient]:
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(SCHEMA)
        yield Patient.healthy(cluster, connection, empty_database)


def costs(patient: Patient, url: DatabaseURL | None = None) -> list[str]:
    script = at_stake.counted(patient.written(), url or patient.url)
    return [statement.comment for statement in script.whole if statement.destructive]


EXTRA = "CREATE TABLE public.extra AS SELECT 1 FROM generate_series(1, 7)"
CHANGING = "ALTER TABLE public.goods ALTER"


@pytest.mark.parametrize(
    ("fault", "rows", "cost"),
    [
        (EXTRA, "", "its rows: 7 rows"),
        ("CREATE TABLE public.extra (id integer)", "", "its rows: no row"),
        ("ALTER TABLE public.goods ADD extra text", "extra = old", "in it: 2 rows"),
        (f"{CHANGING} price TYPE numeric(10, 4)", "price = price + 0.001 WHERE id = 1", "cannot hold: 1 row"),
        (f"{CHANGING} note TYPE text", "note = 'longer' WHERE id < 3", "cannot hold: 2 rows"),
        (f"{CHANGING} note TYPE text", "", "cannot hold: no row"),
        (f"{CHANGING} amount TYPE text", "amount = 'many'", "a value that cannot be converted at all"),
    ],
)
def test_the_rows_that_have_what_is_lost_are_counted(
    fault: str, rows: str, cost: str, healthy: Patient
) -> None:
    healthy.connection.execute(fault.encode())
    if rows:
        healthy.connection.execute(f"UPDATE public.goods SET {rows}".encode())
    (said,) = costs(healthy)
    assert said.endswith(cost)


def test_who_may_not_count_is_given_the_estimate(healthy: Patient, cluster: Cluster) -> None:
    cluster.ensure_login("stake_reader")
    connection: psycopg.Connection = healthy.connection
    connection.execute(EXTRA)
    reader = cluster.url(user="stake_reader", database=str(healthy.url.database))
    assert costs(healthy, reader)[0].endswith("how many rows is not known, not readable by this role")
    connection.execute("ANALYZE public.extra")
    assert costs(healthy, reader)[0].endswith("about 7 rows in the table, not readable by this role")


@pytest.mark.parametrize("copied", [False, True])
def test_an_attribute_that_goes_takes_values_along_from_wherever_its_type_is_used(
    copied: bool, healthy: Patient
) -> None:
    """Also from a table that is copied by the same script: only its rows come back."""
    healthy.connection.execute(
        "CREATE TYPE public.pair AS (one integer, two text); CREATE TABLE public.typed OF public.pair; "
        "CREATE TABLE public.pairs (a integer, single public.pair, many public.pair[]) "
    )
    reference = replace(healthy, reference=read(healthy.connection))
    healthy.connection.execute("ALTER TYPE public.pair ADD ATTRIBUTE extra integer CASCADE")
    if copied:
        healthy.connection.execute("ALTER TABLE public.pairs DROP a; ALTER TABLE public.pairs ADD a integer")
    healthy.connection.execute(
        """INSERT INTO public.typed VALUES (1, 'a', 1), (2, 'b', NULL);
        INSERT INTO public.pairs (single, many) VALUES
            ((1, 'a', 1), NULL), (NULL, '{"(1,a,1)","(1,a,)"}'), ((1, 'a', NULL), '{"(1,a,)"}')"""
    )
    said = costs(reference)
    assert "drops the attribute and what every row has in it: 3 rows" in said
    assert len(said) == 1 + copied


def test_what_cannot_be_compared_is_counted_by_what_it_is_written_like(healthy: Patient) -> None:
    healthy.connection.execute(
        """CREATE TABLE public.notes (held jsonb);
        INSERT INTO public.notes VALUES ('{"a": 1}'), ('{"a": 2}'), (NULL)"""
    )
    reference = replace(healthy, reference=read(healthy.connection))
    healthy.connection.execute(
        """ALTER TABLE public.notes ALTER held TYPE json;
        UPDATE public.notes SET held = '{"a": 1, "a": 2}' WHERE held::text LIKE '%2%'"""
    )
    (said,) = costs(reference)
    assert said.endswith("that jsonb cannot hold: 1 row")


def test_a_count_that_fails_says_why(healthy: Patient) -> None:
    """Of this composite type no two values can be compared, whoever asks."""
    healthy.connection.execute(
        "CREATE TYPE public.pair AS (held json); CREATE TABLE public.pairs (one text, old integer)"
    )
    reference = replace(healthy, reference=read(healthy.connection))
    healthy.connection.execute(
        "ALTER TABLE public.pairs ALTER one TYPE public.pair USING NULL; "
        "INSERT INTO public.pairs VALUES (ROW('1'))"
    )
    (said,) = costs(reference)
    assert "counting fails: could not identify an equality operator for type json" in said
    assert "not readable" not in said


def test_rows_behind_a_policy_are_not_passed_over(healthy: Patient, cluster: Cluster) -> None:
    cluster.ensure_login("stake_tenant")
    healthy.connection.execute(
        f"{EXTRA}; ANALYZE public.extra; ALTER TABLE public.extra ENABLE ROW LEVEL SECURITY; "
        "GRANT SELECT ON public.extra TO stake_tenant"
    )
    tenant = cluster.url(user="stake_tenant", database=str(healthy.url.database))
    assert "about 7 rows" in costs(healthy, tenant)[0]


def test_a_table_in_exclusive_use_is_not_waited_for(healthy: Patient) -> None:
    healthy.connection.execute(f"{EXTRA}; ANALYZE")
    script = healthy.written()
    with healthy.url.connect() as other:
        other.execute("LOCK TABLE public.extra")
        counted = at_stake.counted(script, healthy.url)
    assert counted.whole[0].comment.endswith("about 7 rows in the table")
