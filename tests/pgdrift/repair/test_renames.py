"""What was renamed is renamed back: at once if nothing can be lost, as an offer where rows are at stake."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient

SCHEMA = """
CREATE SCHEMA shop;
CREATE TYPE shop.size AS ENUM ('s', 'l');
CREATE TYPE shop.days AS RANGE (SUBTYPE = date);
CREATE TABLE shop.closed (
    days shop.days_multirange NOT NULL DEFAULT '{}', CHECK (days <> shop.days_multirange())
);
INSERT INTO shop.closed VALUES ('{[2026-12-24,2026-12-27)}');
CREATE FUNCTION shop.me() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('rename.me', true) $$;
CREATE FUNCTION shop.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE SEQUENCE shop.tickets START 100;
CREATE TABLE shop.goods (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL DEFAULT 'x', size shop.size,
    owner text DEFAULT shop.me(), number serial, twice integer GENERATED ALWAYS AS (length(name) * 2) STORED,
    CONSTRAINT named CHECK (name <> ''), UNIQUE (name, owner)
);
CREATE TABLE shop.orders (good integer REFERENCES shop.goods, amount integer);
CREATE INDEX by_name ON shop.goods (lower(name)) WHERE name <> 'a';
CREATE STATISTICS shop.together (ndistinct) ON name, owner FROM shop.goods;
CREATE TRIGGER note BEFORE UPDATE OF name ON shop.goods FOR EACH ROW EXECUTE FUNCTION shop.noted();
CREATE RULE kept AS ON DELETE TO shop.goods WHERE OLD.name = 'kept' DO INSTEAD NOTHING;
ALTER TABLE shop.goods ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.goods USING (owner = shop.me());
CREATE POLICY named ON shop.orders USING (EXISTS (SELECT FROM shop.goods WHERE id = good AND name > ''));
CREATE VIEW shop.names WITH (security_invoker = true) AS SELECT name, size FROM shop.goods;
CREATE MATERIALIZED VIEW shop.counted AS SELECT count(*) AS number FROM shop.goods;
CREATE PUBLICATION feed FOR TABLE shop.goods (id, name, owner);
GRANT SELECT (name), UPDATE (name) ON shop.goods TO rename_reader;
GRANT SELECT ON shop.names TO rename_reader;
GRANT USAGE ON SCHEMA shop TO rename_reader;
COMMENT ON COLUMN shop.goods.name IS 'What it is called';
INSERT INTO shop.goods (name, size) VALUES ('a', 's'), ('b', 'l');
INSERT INTO shop.orders VALUES (1, 5);
"""
HARMLESS = {
    "index": "ALTER INDEX shop.by_name RENAME TO by_other",
    "constraint": "ALTER TABLE shop.goods RENAME CONSTRAINT named TO called",
    "key": "ALTER TABLE shop.goods RENAME CONSTRAINT goods_pkey TO other_pkey",
    "policy": "ALTER POLICY own ON shop.goods RENAME TO theirs",
    "trigger": "ALTER TRIGGER note ON shop.goods RENAME TO other",
    "rule": "ALTER RULE kept ON shop.goods RENAME TO other",
    "statistics": "ALTER STATISTICS shop.together RENAME TO other",
    "view": "ALTER VIEW shop.names RENAME TO other",
    "materialized view": "ALTER MATERIALIZED VIEW shop.counted RENAME TO other",
    "function": "ALTER FUNCTION shop.me() RENAME TO other",
    "trigger function": "ALTER FUNCTION shop.noted() RENAME TO other",
    "type": "ALTER TYPE shop.size RENAME TO other",
    "multirange": "ALTER TYPE shop.days_multirange RENAME TO other",
    "multirange that moves": "ALTER TYPE shop.days_multirange RENAME TO other; "
    "ALTER TYPE shop.other SET SCHEMA public",
    "publication": "ALTER PUBLICATION feed RENAME TO other",
    "sequence of an identity": "ALTER SEQUENCE shop.goods_id_seq RENAME TO other_seq",
    "sequence of a serial": "ALTER SEQUENCE shop.goods_number_seq RENAME TO other_seq",
}
AT_STAKE = {
    "column": (
        "ALTER TABLE shop.goods RENAME COLUMN name TO title",
        "shop.goods RENAME COLUMN title TO name",
    ),
    "table": ("ALTER TABLE shop.goods RENAME TO things", "TABLE shop.things RENAME TO goods"),
    "schema": ("ALTER SCHEMA shop RENAME TO store", "ALTER SCHEMA store RENAME TO shop"),
    "sequence": ("ALTER SEQUENCE shop.tickets RENAME TO numbers", "shop.numbers RENAME TO tickets"),
}


@pytest.fixture(scope="module", autouse=True)
def _roles(cluster: Cluster) -> None:
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute("CREATE ROLE rename_reader")


@pytest.fixture
def healthy(empty_database: DatabaseURL, cluster: Cluster) -> Iterator[Patient]:
    """A shop with everything that can have a name, and rows."""
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(SCHEMA)
        yield Patient.healthy(cluster, connection, empty_database)


def contents(patient: Patient) -> list[tuple[object, ...]]:
    return patient.rows(
        "SELECT g.*, o.* FROM shop.goods g LEFT JOIN shop.orders o ON o.good = g.id ORDER BY g.id"
    )


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_holds_no_rows_is_renamed_at_once(kind: str, healthy: Patient) -> None:
    before = contents(healthy)
    healthy.connection.execute(HARMLESS[kind].encode())
    text = healthy.mended()
    assert " RENAME " in text
    assert "DROP " not in text.replace("DROP VIEW", "") or kind == "view"
    assert contents(healthy) == before


def test_statistics_in_another_schema_were_not_renamed(healthy: Patient) -> None:
    healthy.connection.execute("ALTER STATISTICS shop.together SET SCHEMA public")
    text = healthy.mended()
    assert "\nCREATE STATISTICS shop.together (ndistinct)" in text
    assert "\nDROP STATISTICS public.together;" in text


@pytest.mark.parametrize("kind", AT_STAKE)
def test_what_holds_rows_is_offered_beside_the_drop(kind: str, healthy: Patient) -> None:
    fault, offer = AT_STAKE[kind]
    before = contents(healthy)
    healthy.connection.execute(fault.encode())
    found = len(healthy.differences())
    text = healthy.text()
    (offered,) = [line for line in text.splitlines() if line.startswith("-- likely a rename: ")]
    assert offered.endswith(f"{offer};")
    assert "-- destructive: drops the" in text
    # As it stands the script leaves both names alone; nothing is made beside the other that it might be.
    assert healthy.run(text) == "", text
    assert len(healthy.differences()) <= found
    text = healthy.mended(allow_destructive=True)
    assert f"{offer};\n" in text
    assert contents(healthy) == before


def test_a_column_in_another_place_was_not_renamed(healthy: Patient) -> None:
    healthy.connection.execute("ALTER TABLE shop.orders DROP COLUMN good CASCADE, ADD other integer")
    text = healthy.text()
    assert "likely a rename" not in text
    assert "\nALTER TABLE shop.orders ADD COLUMN good integer;" in text
    # The column's place is in the middle, so the table is copied, and the copy leaves the other one out.
    assert "; drops other and what is in there" in text
    assert "\n-- INSERT INTO shop.orders (amount)" in text


def test_two_that_look_alike_are_no_guess(healthy: Patient) -> None:
    healthy.connection.execute("CREATE SEQUENCE shop.one START 100; CREATE SEQUENCE shop.two START 100")
    healthy.connection.execute("DROP SEQUENCE shop.tickets")
    assert "likely a rename" not in healthy.text()
