import pytest

from pgdrift.audit.rules.redundant_index import RULE

TABLE = 'CREATE TABLE "Votes" (id integer PRIMARY KEY, by text, said text, at date)'
NARROW = 'CREATE INDEX "Narrow" ON "Votes" (by)'
WIDE = 'CREATE INDEX wide ON "Votes" (by, at DESC)'


def test_an_index_that_begins_another_one_goes(breaches) -> None:
    (breach,) = breaches(RULE, TABLE, NARROW, WIDE)
    assert breach.key.name == 'public."Narrow"'
    assert 'public."Votes"' in breach.consequence
    assert "wide" in breach.consequence
    assert breaches(RULE, TABLE, NARROW, WIDE, breach.remedy.replace("CONCURRENTLY ", "")) == []


@pytest.mark.parametrize(
    "narrow",
    [
        'CREATE UNIQUE INDEX ON "Votes" (by)',
        'ALTER TABLE "Votes" ADD UNIQUE (by)',
        'CREATE INDEX ON "Votes" (at)',
        'CREATE INDEX ON "Votes" (by DESC)',
        """CREATE INDEX ON "Votes" (by) WHERE said <> ''""",
        'CREATE INDEX ON "Votes" (by) INCLUDE (said)',
        'CREATE INDEX ON "Votes" USING hash (by)',
        'CREATE INDEX again ON "Votes" (by, at DESC)',
    ],
)
def test_an_index_that_does_anything_else_stays(breaches, narrow: str) -> None:
    assert breaches(RULE, TABLE, narrow, WIDE) == []


def test_beside_a_unique_index_on_the_same_columns_an_ordinary_one_goes(breaches) -> None:
    (breach,) = breaches(RULE, TABLE, 'CREATE INDEX same ON "Votes" (id)')
    assert breach.key.name == "public.same"


def test_included_columns_may_come_from_wherever_the_wider_has_them(breaches) -> None:
    narrow = 'CREATE INDEX n ON "Votes" (by) INCLUDE (at)'
    assert [breach.key.name for breach in breaches(RULE, TABLE, narrow, WIDE)] == ["public.n"]


def test_of_a_partitioned_table_the_index_of_the_whole_is_told(breaches) -> None:
    statements = (
        "CREATE TABLE events (at date, said text) PARTITION BY RANGE (at)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
        "CREATE INDEX narrow ON events (said)",
        "CREATE INDEX wide ON events (said, at)",
    )
    (breach,) = breaches(RULE, *statements)
    assert (breach.key.name, breach.remedy) == ("public.narrow", "DROP INDEX public.narrow;")
    assert breaches(RULE, *statements, breach.remedy) == []
