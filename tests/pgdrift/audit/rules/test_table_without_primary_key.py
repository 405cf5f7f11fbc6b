import pytest

from pgdrift.audit.rules.table_without_primary_key import RULE


def test_rows_that_nothing_tells_apart_get_a_key(breaches) -> None:
    table = 'CREATE SCHEMA "S"; CREATE TABLE "S"."Log" (said text)'
    (breach,) = breaches(RULE, table)
    assert breach.key.name == '"S"."Log"'
    assert 'two equal rows of "S"."Log"' in breach.consequence
    assert breaches(RULE, table, breach.remedy) == []


def test_columns_that_are_unique_and_never_null_become_the_key(breaches) -> None:
    table = 'CREATE TABLE log ("At" timestamptz NOT NULL, said text NOT NULL, UNIQUE ("At", said))'
    (breach,) = breaches(RULE, table)
    assert breach.remedy == 'ALTER TABLE public.log ADD PRIMARY KEY ("At", said);'
    assert breaches(RULE, table, breach.remedy) == []


@pytest.mark.parametrize(
    "table",
    [
        "CREATE TABLE log (id integer, said text UNIQUE)",
        "CREATE TABLE log (id integer NOT NULL); CREATE UNIQUE INDEX ON log (id) WHERE id > 0",
        "CREATE TABLE log (id integer NOT NULL); CREATE UNIQUE INDEX ON log (abs(id))",
    ],
)
def test_where_no_columns_are_sure_to_differ_a_person_chooses(breaches, table: str) -> None:
    (breach,) = breaches(RULE, table)
    assert breach.remedy.startswith("-- ")


def test_a_partition_is_told_with_its_whole_and_an_heir_by_itself(breaches) -> None:
    whole = "CREATE TABLE events (at date) PARTITION BY RANGE (at)"
    part = "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"
    assert [breach.key.name for breach in breaches(RULE, whole, part)] == ["public.events"]
    assert breaches(RULE, whole, part, "ALTER TABLE events_1 ADD PRIMARY KEY (at)") == []
    heirs = "CREATE TABLE votes (id integer PRIMARY KEY); CREATE TABLE heir () INHERITS (votes)"
    assert [breach.key.name for breach in breaches(RULE, heirs)] == ["public.heir"], "keys are not inherited"
