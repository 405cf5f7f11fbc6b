import pytest

from pgdrift.audit.rules.tenant_column_without_index import RULE

VOTES = 'CREATE SCHEMA "S"; CREATE TABLE "S"."Votes" (id integer PRIMARY KEY, tenant_id text, said text)'


def test_without_an_index_a_tenant_reads_the_rows_of_all(breaches) -> None:
    (breach,) = breaches(RULE, VOTES)
    assert breach.key.name == '"S"."Votes"'
    assert 'the rows of all in "S"."Votes", because no index begins with tenant_id' in breach.consequence
    assert breaches(RULE, VOTES, breach.remedy.replace("CONCURRENTLY ", "")) == []


@pytest.mark.parametrize(
    ("index", "helps"),
    [
        ("(tenant_id, said)", True),
        ("USING hash (tenant_id)", True),
        ("(tenant_id) WHERE tenant_id IS NOT NULL", True),
        ("(said, tenant_id)", False),
        ("(tenant_id) WHERE said <> ''", False),
        ("(lower(tenant_id))", False),
        ("USING brin (tenant_id)", False),
    ],
)
def test_an_index_has_to_begin_with_the_column_for_every_row(breaches, index: str, helps: bool) -> None:
    assert (breaches(RULE, VOTES, f'CREATE INDEX ON "S"."Votes" {index}') == []) is helps


def test_a_column_of_any_name_that_policies_compare(breaches) -> None:
    table = (
        'CREATE TABLE notes (id integer PRIMARY KEY, "Of" text)',
        "ALTER TABLE notes ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own ON notes USING (\"Of\" = current_setting('app.tenant', true))",
    )
    (breach,) = breaches(RULE, *table)
    assert 'begins with "Of"' in breach.consequence
    assert breaches(RULE, *table, breach.remedy.replace("CONCURRENTLY ", "")) == []
    through = 'ALTER POLICY own ON notes USING (EXISTS (SELECT FROM pg_roles r WHERE rolname = "Of"))'
    assert breaches(RULE, *table, through) == [], "another table says whose a row is"


def test_a_partitioned_table_is_told_once(breaches) -> None:
    whole = "CREATE TABLE events (at date, tenant_id text) PARTITION BY RANGE (at)"
    part = "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"
    (breach,) = breaches(RULE, whole, part)
    assert breach.key.name == "public.events"
    assert breaches(RULE, whole, part, breach.remedy) == []
    assert breaches(RULE, whole, part, "CREATE INDEX ON events_1 (tenant_id)") == [], (
        "its partitions have one"
    )
    by_tenant = "CREATE TABLE events (at date, tenant_id text) PARTITION BY LIST (tenant_id)"
    of_one = "CREATE TABLE events_1 PARTITION OF events FOR VALUES IN ('a')"
    assert breaches(RULE, by_tenant, of_one) == []
