"""A script does the same wherever psql runs it, whatever the terminal and the database are set to."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from pgdrift.catalog import read
from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient

SCHEMA = r"""
CREATE TABLE public.t (id integer PRIMARY KEY, "größe" text DEFAULT 'a\b', tags text[] DEFAULT '{NULL,b}');
CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS $$SELECT 'übel'::text$$;
COMMENT ON TABLE public.t IS 'Schöne \ Tabelle';
"""
FAULT = """
DROP FUNCTION public.f(); COMMENT ON TABLE public.t IS NULL; ALTER TABLE public.t DROP tags;
ALTER TABLE public.t ALTER "größe" DROP DEFAULT
"""


@pytest.fixture
def latin(cluster: Cluster) -> DatabaseURL:
    """An empty database that is not in UTF8."""
    name = "surroundings_latin"
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        locale = "LC_COLLATE 'C' LC_CTYPE 'C'"
        provider = "LOCALE_PROVIDER libc"
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' {provider} {locale}".encode()
        )
    return cluster.url(database=name)


def test_a_script_for_a_database_in_another_encoding(
    latin: DatabaseURL, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")  # psql then takes the database's encoding for the script's
    with latin.connect(autocommit=True) as connection:
        connection.execute(SCHEMA)
        patient = Patient.healthy(cluster, connection, latin)
        connection.execute(FAULT)
        patient.mended()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("standard_conforming_strings", "off"),
        ("array_nulls", "off"),
        ("default_table_access_method", "other_heap"),
    ],
)
def test_a_script_for_a_database_that_reads_sql_by_other_rules(
    setting: str, value: str, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("CREATE ACCESS METHOD other_heap TYPE TABLE HANDLER heap_tableam_handler")
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET {} = {}").format(
                sql.Identifier(str(empty_database.database)), sql.Identifier(setting), sql.Literal(value)
            )
        )
        connection.execute(SCHEMA)
        patient = Patient.healthy(cluster, connection, empty_database)
        connection.execute("DROP FUNCTION public.f(); DROP TABLE public.t")
        patient.mended()


def test_the_setting_does_not_change_what_a_constant_is(superuser: psycopg.Connection) -> None:
    superuser.execute(SCHEMA)
    before = read(superuser).facts
    superuser.execute("SET standard_conforming_strings = off")
    assert read(superuser).facts == before
