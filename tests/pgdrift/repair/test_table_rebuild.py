"""A table whose columns are in another order is copied, and everything about it comes back."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient

ROLES = ("mend_owner", "mend_app", "mend_service")
COLUMNS = {
    "id": "id integer GENERATED ALWAYS AS IDENTITY (INCREMENT BY 2)",
    "tenant": "tenant varchar(20) NOT NULL",
    "size": "size integer NOT NULL DEFAULT 10",
    "twice": "twice integer GENERATED ALWAYS AS (size * 2) STORED",
    "ticket": "ticket bigint NOT NULL DEFAULT nextval('public.tickets')",
    "remark": 'remark text COLLATE "C"',
}
BEFORE = """
CREATE SEQUENCE public.tickets;
CREATE TABLE public.tenants (id varchar(20) PRIMARY KEY);
INSERT INTO public.tenants VALUES ('ann'), ('bob');
CREATE FUNCTION public.me() RETURNS text STABLE RETURN current_setting('mend.me', true);
CREATE FUNCTION public.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
"""
AFTER = """
ALTER SEQUENCE public.tickets OWNED BY public.desks.ticket;
ALTER TABLE public.desks ADD CONSTRAINT desks_pkey PRIMARY KEY (id), ADD UNIQUE (id, tenant),
    ADD CONSTRAINT sizes CHECK (size > 0), ADD FOREIGN KEY (tenant) REFERENCES public.tenants,
    ALTER remark SET STORAGE EXTERNAL, ALTER size SET STATISTICS 200, SET (fillfactor = 80);
CREATE TABLE public.notes (desk integer, tenant varchar(20), body text,
    FOREIGN KEY (desk, tenant) REFERENCES public.desks (id, tenant) ON DELETE CASCADE);
ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_a_desk ON public.notes USING (desk IN (SELECT id FROM public.desks));
CREATE UNIQUE INDEX tickets_once ON public.desks (ticket);
ALTER TABLE public.desks REPLICA IDENTITY USING INDEX tickets_once, CLUSTER ON tickets_once;
CREATE INDEX on_upper ON public.desks (upper(remark)) WHERE size > 5;
CREATE STATISTICS public.together (ndistinct) ON tenant, size FROM public.desks;
CREATE TRIGGER noted BEFORE UPDATE OF size ON public.desks FOR EACH ROW WHEN (OLD.size <> NEW.size)
    EXECUTE FUNCTION public.noted();
CREATE RULE kept AS ON DELETE TO public.desks WHERE OLD.size = 99 DO INSTEAD NOTHING;
CREATE VIEW public.sizes WITH (security_invoker = true) AS SELECT tenant, size FROM public.desks;
CREATE VIEW public.large AS SELECT tenant FROM public.sizes WHERE size > 10;
CREATE MATERIALIZED VIEW public.total AS SELECT count(*) AS number FROM public.desks;
CREATE FUNCTION public.first_desk() RETURNS integer BEGIN ATOMIC SELECT size FROM public.desks LIMIT 1; END;
CREATE FUNCTION public.area(public.desks) RETURNS integer LANGUAGE sql AS 'SELECT $1.size';
CREATE PUBLICATION large_ones FOR TABLE public.desks (id, ticket, size) WHERE (size > 10)
    WITH (publish = 'insert');
ALTER TABLE public.desks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON public.desks TO mend_app USING (tenant = public.me()) WITH CHECK (tenant = public.me());
CREATE POLICY "some" ON public.desks AS RESTRICTIVE FOR SELECT TO mend_app USING (size < 1000);
GRANT SELECT, INSERT (tenant, size), UPDATE (remark) ON public.desks TO mend_app;
GRANT USAGE ON SEQUENCE public.tickets TO mend_app;
GRANT SELECT ON public.sizes, public.large, public.total TO mend_app;
REVOKE ALL ON FUNCTION public.first_desk() FROM PUBLIC;
COMMENT ON TABLE public.desks IS 'Where people sit';
COMMENT ON COLUMN public.desks.size IS 'In cm';
COMMENT ON POLICY own ON public.desks IS 'Own rows';
COMMENT ON VIEW public.sizes IS 'How large';
COMMENT ON CONSTRAINT sizes ON public.desks IS 'Positive';
GRANT ALL ON SCHEMA public TO mend_owner;
ALTER TABLE public.desks OWNER TO mend_owner;
ALTER VIEW public.sizes OWNER TO mend_owner;
"""
ROWS = """
INSERT INTO public.desks (tenant, size, remark) VALUES ('ann', 20, 'a'), ('bob', 30, NULL), ('ann', 40, 'c');
DELETE FROM public.desks WHERE size = 40;
INSERT INTO public.notes VALUES (1, 'ann', 'hers'), (3, 'bob', 'his');
REFRESH MATERIALIZED VIEW public.total;
"""


@pytest.fixture(scope="module", autouse=True)
def _roles(cluster: Cluster) -> None:
    with cluster.url().connect(autocommit=True) as connection:
        for role in ROLES:
            connection.execute(f"CREATE ROLE {role}".encode())
        connection.execute("ALTER ROLE mend_service BYPASSRLS; GRANT mend_owner TO mend_service")


def built(url: DatabaseURL, columns: list[str]) -> psycopg.Connection:
    connection = url.connect(autocommit=True)
    connection.execute(BEFORE.encode())
    connection.execute(f"CREATE TABLE public.desks ({', '.join(COLUMNS[name] for name in columns)})".encode())
    connection.execute(AFTER.encode())
    return connection


def patient(
    cluster: Cluster, database_factory: Callable[..., DatabaseURL], wanted: list[str], found: list[str]
) -> Patient:
    """A database whose desks have their columns in the order `found`, and rows; `wanted` is the right one."""
    urls = database_factory(), database_factory()
    with built(urls[0], wanted) as reference:
        healthy = Patient.healthy(cluster, reference, urls[0])
    connection = built(urls[1], found)
    connection.execute(ROWS.encode())
    return Patient(cluster, urls[1], connection, healthy.reference, healthy.dump)


def test_columns_in_another_order_are_put_right_and_nothing_else_changes(
    cluster: Cluster, database_factory: Callable[..., DatabaseURL]
) -> None:
    names = list(COLUMNS)
    sick = patient(cluster, database_factory, names, names[::-1])
    before = sick.rows("SELECT id, tenant, size, twice, ticket, remark FROM public.desks ORDER BY id")
    (difference,) = sick.differences()
    assert (difference.name, difference.fields) == ("public.desks", ("columns",))
    cautious = sick.text()
    assert "-- destructive: copies the table, which nobody can read or write meanwhile" in cautious
    assert "\nALTER" not in cautious
    sick.mended(allow_destructive=True)
    assert sick.rows("SELECT id, tenant, size, twice, ticket, remark FROM public.desks ORDER BY id") == before
    assert len(sick.rows("SELECT FROM public.notes")) == 2
    # The next numbers are those that would have come without the repair.
    (new,) = sick.rows("INSERT INTO public.desks (tenant) VALUES ('bob') RETURNING id, ticket")
    assert new == (7, 4)


def test_whoever_sees_not_every_row_cannot_lose_the_others(
    cluster: Cluster, database_factory: Callable[..., DatabaseURL]
) -> None:
    names = list(COLUMNS)
    sick = patient(cluster, database_factory, names, names[::-1])
    database = sick.url.database
    sick.connection.execute(f"GRANT CREATE ON DATABASE {database} TO mend_owner".encode())
    script = sick.text(allow_destructive=True)
    assert "has to see every row of public.desks" in sick.run(script, role="mend_owner")
    assert len(sick.rows("SELECT FROM public.desks")) == 2
