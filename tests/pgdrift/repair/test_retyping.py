"""A column gets its type back, and whatever is built on it makes way and comes back whole."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient

SCHEMA = """
CREATE TABLE public.shops (code varchar(40) PRIMARY KEY, rank integer NOT NULL DEFAULT 1);
CREATE TABLE public.goods (
    id integer PRIMARY KEY, shop varchar(40) REFERENCES public.shops, price numeric(10, 2), note varchar(200),
    label varchar(50) COLLATE "C", code name
);
INSERT INTO public.shops VALUES ('a'), ('b');
INSERT INTO public.goods VALUES (1, 'a', 10.25, 'short'), (2, 'b', 20, NULL);
"""
USERS = {
    "a generated column": "ALTER TABLE public.goods ADD twice numeric "
    "GENERATED ALWAYS AS (price * 2) STORED; CREATE INDEX by_twice ON public.goods (twice); "
    "GRANT SELECT (twice) ON public.goods TO retype_reader",
    "a required generated column": "ALTER TABLE public.goods ADD known boolean NOT NULL "
    "GENERATED ALWAYS AS (price IS NULL) STORED; ALTER TABLE public.goods ADD after text",
    "an index expression": "CREATE INDEX rounded ON public.goods (round(price)) WHERE price > 5; "
    "COMMENT ON INDEX public.rounded IS 'fast'",
    "views": "CREATE VIEW public.cheap WITH (security_barrier = true, security_invoker = true) AS "
    "SELECT id, price FROM public.goods WHERE price < 100; "
    "CREATE VIEW public.cheapest AS SELECT min(price) AS least FROM public.cheap; "
    "GRANT SELECT ON public.cheap TO retype_reader; "
    "GRANT SELECT (least) ON public.cheapest TO retype_reader; "
    "COMMENT ON VIEW public.cheap IS 'For all'; COMMENT ON COLUMN public.cheap.price IS 'Net'; "
    "ALTER VIEW public.cheap OWNER TO retype_owner; ALTER VIEW public.cheap ALTER price SET DEFAULT 7",
    "a materialized view": "CREATE MATERIALIZED VIEW public.sums AS SELECT shop, sum(price) AS total "
    "FROM public.goods GROUP BY shop; CREATE UNIQUE INDEX by_shop ON public.sums (shop); "
    "GRANT SELECT ON public.sums TO retype_reader",
    "policies": "ALTER TABLE public.goods ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; "
    "CREATE POLICY cheap ON public.goods AS RESTRICTIVE FOR SELECT TO retype_reader USING (price < 100); "
    "CREATE POLICY all_of_them ON public.goods USING (true); COMMENT ON POLICY cheap ON public.goods IS 'c'; "
    "ALTER TABLE public.shops ENABLE ROW LEVEL SECURITY; CREATE POLICY with_goods ON public.shops "
    "USING (EXISTS (SELECT FROM public.goods g WHERE g.shop = code AND g.price > 1))",
    "triggers": "CREATE FUNCTION public.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
    "CREATE TRIGGER dearer BEFORE UPDATE OF price ON public.goods FOR EACH ROW "
    "WHEN (NEW.price > OLD.price) EXECUTE FUNCTION public.noted(); "
    "ALTER TABLE public.goods ENABLE ALWAYS TRIGGER dearer; COMMENT ON TRIGGER dearer ON public.goods IS 't'",
    "a rule": "CREATE RULE kept AS ON DELETE TO public.goods WHERE OLD.price > 1000 DO INSTEAD NOTHING",
    "statistics": "CREATE STATISTICS public.together (dependencies) ON shop, price FROM public.goods",
    "a publication's row filter": "ALTER TABLE public.goods REPLICA IDENTITY FULL; "
    "CREATE PUBLICATION dear FOR TABLE public.goods WHERE (price > 100), public.shops",
    "the row filters of a parent and its heir": "ALTER TABLE public.goods REPLICA IDENTITY FULL; "
    "CREATE TABLE public.old_goods () INHERITS (public.goods); "
    "ALTER TABLE public.old_goods REPLICA IDENTITY FULL; "
    "CREATE PUBLICATION dear FOR TABLE ONLY public.goods WHERE (price > 100), "
    "public.old_goods WHERE (price > 7); "
    "CREATE PUBLICATION cheap FOR TABLE ONLY public.goods WHERE (price < 9)",
    "a function's parsed body": "CREATE FUNCTION public.dearest() RETURNS numeric "
    "BEGIN ATOMIC SELECT max(price) FROM public.goods; END; "
    "REVOKE ALL ON FUNCTION public.dearest() FROM PUBLIC; "
    "CREATE VIEW public.one AS SELECT public.dearest() AS price",
    "a check": "ALTER TABLE public.goods ADD CONSTRAINT positive CHECK (price > 0)",
}


@pytest.fixture(scope="module", autouse=True)
def _roles(cluster: Cluster) -> None:
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute("CREATE ROLE retype_owner; CREATE ROLE retype_reader")


@pytest.fixture
def connection(empty_database: DatabaseURL) -> Iterator[psycopg.Connection]:
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(SCHEMA)
        yield connection


@pytest.mark.parametrize("user", USERS)
def test_what_uses_a_column_comes_back_whole(
    user: str, connection: psycopg.Connection, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    connection.execute("ALTER TABLE public.goods ALTER price TYPE numeric(8, 2)")
    connection.execute(USERS[user].encode())
    other = Patient.healthy(cluster, connection, empty_database)
    rows = other.rows("SELECT id, price FROM public.goods ORDER BY id")
    # The fault itself, made by the same engine the other way round, would prove nothing: a new database does.
    with cluster.url().connect(autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS retyped")
        admin.execute("CREATE DATABASE retyped")
    url = cluster.url(database="retyped")
    with url.connect(autocommit=True) as spoilt:
        spoilt.execute(SCHEMA)
        spoilt.execute("ALTER TABLE public.goods ALTER price TYPE numeric(6, 2)")
        spoilt.execute(USERS[user].encode())
        if user == "a materialized view":
            spoilt.execute("REFRESH MATERIALIZED VIEW public.sums")
        sick = Patient(cluster, url, spoilt, other.reference, other.dump)
        text = sick.mended(allow_destructive=cluster.binaries.major < 17 and "generated" in user)
        assert "destructive" not in text or "generated" in user
        assert sick.rows("SELECT id, price FROM public.goods ORDER BY id") == rows


@pytest.mark.parametrize(
    ("fault", "cautious"),
    [
        ("ALTER TABLE public.goods ALTER note TYPE varchar(300)", False),
        ("ALTER TABLE public.goods ALTER price TYPE numeric(10, 4)", False),
        ("ALTER TABLE public.goods ALTER note TYPE varchar(100)", True),
        ('ALTER TABLE public.goods ALTER label TYPE varchar(50) COLLATE pg_catalog."default"', True),
        ("ALTER TABLE public.goods ALTER label TYPE varchar(60)", False),
        ('ALTER TABLE public.goods ALTER label TYPE varchar(60) COLLATE "C"', False),
        ('ALTER TABLE public.goods ALTER code TYPE name COLLATE pg_catalog."default"', True),
        ("ALTER TABLE public.shops ALTER rank TYPE smallint", True),
        ("ALTER TABLE public.shops ALTER rank TYPE bigint", False),
    ],
)
def test_only_what_may_lose_a_value_is_held_back(
    fault: str, cautious: bool, connection: psycopg.Connection, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    sick = Patient.healthy(cluster, connection, empty_database)
    connection.execute(fault.encode())
    if cautious:
        assert "destructive" not in sick.mended()
    else:
        text = sick.text()
        assert "\n-- destructive: changes or refuses values of" in text
        assert "\nALTER" not in text
        sick.mended(allow_destructive=True)


def test_both_ends_of_a_foreign_key_are_retyped(
    connection: psycopg.Connection, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    connection.execute("CREATE TABLE public.n (id integer PRIMARY KEY, of integer REFERENCES public.n)")
    connection.execute("INSERT INTO public.n VALUES (1, 1), (2, 1)")
    sick = Patient.healthy(cluster, connection, empty_database)
    connection.execute("ALTER TABLE public.n DROP CONSTRAINT n_of_fkey")
    connection.execute("ALTER TABLE public.n ALTER id TYPE text, ALTER of TYPE text")
    connection.execute("ALTER TABLE public.n ADD FOREIGN KEY (of) REFERENCES public.n")
    sick.mended(allow_destructive=True)
    assert sick.rows("SELECT id, of FROM public.n ORDER BY id") == [(1, 1), (2, 1)]


@pytest.mark.parametrize(
    ("column", "value", "shorter", "fitting", "kind"),
    [
        ("varchar(40)", "'much too long'", "varchar(4)", "'much'", " PARTITION BY LIST (v)"),
        ("varchar(40)", "'much too long'", "varchar(4)", "'much'", ""),
        ("text[]", "ARRAY['much too long']", "varchar(4)[]", "ARRAY['much']", ""),
        ("char(40)", "'much too long'", "char(4)", "'much'", ""),
        ("integer", "123456", "varchar(4)", "1234", ""),
        ("bit varying(9)", "B'101010'", "bit(4)", "B'1010'", ""),
        ("bigint", "123456", "smallint", "1234", ""),
        ("public.words", "'much'", "varchar(3)", "'so'", ""),
        ("public.words[]", "'{much}'", "varchar(3)[]", "'{so}'", ""),
        ("text", "'much'", "public.short", "'so'", ""),
    ],
)
def test_what_does_not_fit_is_refused_and_never_cut(
    column: str,
    value: str,
    shorter: str,
    fitting: str,
    kind: str,
    connection: psycopg.Connection,
    empty_database: DatabaseURL,
    cluster: Cluster,
) -> None:
    connection.execute(
        "CREATE TYPE public.words AS ENUM ('so', 'much'); CREATE DOMAIN public.short AS varchar(3)"
    )
    table = f"public.n (id integer, v {{}}, w text){kind}"
    part = "CREATE TABLE public.rest PARTITION OF public.n DEFAULT" if kind else ""
    connection.execute(f"CREATE TABLE {table.format(shorter)}; {part}".encode())
    sick = Patient.healthy(cluster, connection, empty_database)
    connection.execute(f"DROP TABLE public.n; CREATE TABLE {table.format(column)}; {part}".encode())
    connection.execute(f"INSERT INTO public.n VALUES (1, {value})".encode())
    rows = sick.rows("SELECT id, v::text FROM public.n")
    assert "ERROR" in sick.run(sick.text(allow_destructive=True))
    assert sick.rows("SELECT id, v::text FROM public.n") == rows
    connection.execute(f"UPDATE public.n SET v = {fitting}".encode())
    rows = sick.rows("SELECT id, v::text FROM public.n")
    sick.mended(allow_destructive=True)
    assert [(i, str(v).strip()) for i, v in sick.rows("SELECT id, v::text FROM public.n")] == [
        (i, str(v).strip()) for i, v in rows
    ]
