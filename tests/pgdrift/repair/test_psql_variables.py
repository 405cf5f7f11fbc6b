"""What psql would put its variables into is run as it was, and equal afterwards."""

from __future__ import annotations

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient

SCHEMA = """
CREATE TABLE public.t (a integer[], "USER" integer, "PORT" integer, "VERSION_NUM" integer DEFAULT 1,
    CONSTRAINT k CHECK (a[1:"USER"] IS NOT NULL));
CREATE VIEW public.v AS SELECT a["USER":"PORT"] AS b, a[:"PORT"] AS c, ':"USER"'::text AS d FROM public.t;
CREATE INDEX i ON public.t ((a[1:"PORT"]));
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON public.t USING (a["PORT":"USER"] <> '{}');
CREATE FUNCTION public.f(a integer[], "USER" integer) RETURNS integer[] LANGUAGE sql
BEGIN ATOMIC
    SELECT a[1:"USER"];
    SELECT a["USER":2] /* :"USER" */;
END;
CREATE FUNCTION public.g(a integer[], "USER" integer) RETURNS integer[] LANGUAGE sql RETURN a[1:"USER"];
CREATE FUNCTION public.h(a integer[], "USER" integer) RETURNS integer[] LANGUAGE sql AS 'SELECT a[1:"USER"]';
COMMENT ON TABLE public.t IS ':"USER" :USER a[1:"USER"]';
"""


def test_slices_that_look_like_variables(cluster: Cluster, empty_database: DatabaseURL) -> None:
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(SCHEMA.encode())
        healthy = Patient.healthy(cluster, connection, empty_database)
        connection.execute("DROP TABLE public.t CASCADE; DROP FUNCTION public.f, public.g, public.h")
        assert 'a[1: "USER"]' in healthy.mended()
