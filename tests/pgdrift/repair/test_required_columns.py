"""A required column that rows get without a value is refused by PostgreSQL: the script says so before."""

from __future__ import annotations

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient

COLUMNS = [
    ("author text NOT NULL", "add the column without NOT NULL, fill it, then SET NOT NULL"),
    ("author text NOT NULL DEFAULT CURRENT_USER", "Write an UPDATE that fills them before this"),
]


@pytest.mark.parametrize(("column", "advice"), COLUMNS)
def test_the_script_says_what_to_do_before_postgresql_refuses(
    column: str, advice: str, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(f"CREATE TABLE public.goods (id integer, {column})".encode())
        patient = Patient.healthy(cluster, connection, empty_database)
        connection.execute("ALTER TABLE public.goods DROP author; INSERT INTO public.goods VALUES (1)")
        text = patient.text(allow_destructive=True)
        assert "contains null values" in patient.run(text)
        before = text.partition("ALTER COLUMN author SET NOT NULL")[0]
        assert "-- refused if the table has rows, which get no value" in before
        assert advice in before
        connection.execute("DELETE FROM public.goods")
        patient.mended(allow_destructive=True)


@pytest.mark.parametrize(
    "column",
    ["author text NOT NULL DEFAULT 'x'", "author text", "n integer GENERATED ALWAYS AS (id) STORED NOT NULL"],
)
def test_nothing_is_said_where_every_row_has_a_value(
    column: str, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(f"CREATE TABLE public.goods (id integer, {column})".encode())
        patient = Patient.healthy(cluster, connection, empty_database)
        name = column.partition(" ")[0]
        connection.execute(f"ALTER TABLE public.goods DROP {name}".encode())
        connection.execute("INSERT INTO public.goods VALUES (1)")
        assert "refused" not in patient.mended()
