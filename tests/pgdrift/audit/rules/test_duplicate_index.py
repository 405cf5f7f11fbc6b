import pytest

from pgdrift.audit.rules.duplicate_index import RULE

TABLE = (
    'CREATE SCHEMA "My Data"; CREATE TABLE "My Data"."Votes" (id integer PRIMARY KEY, "By" text, said text)'
)
FIRST = 'CREATE INDEX "One" ON "My Data"."Votes" ("By", said)'


def test_of_two_indexes_of_one_meaning_the_second_goes(breaches) -> None:
    second = FIRST.replace("One", "Two")
    (breach,) = breaches(RULE, TABLE, FIRST, second)
    assert breach.key.name == '"My Data"."Two"'
    assert "every row written to" in breach.consequence.lower()
    assert '"One"' in breach.consequence
    assert breaches(RULE, TABLE, FIRST, second, breach.remedy.replace("CONCURRENTLY ", "")) == []


@pytest.mark.parametrize(
    "other",
    [
        'CREATE UNIQUE INDEX ON "My Data"."Votes" ("By", said)',
        'CREATE INDEX ON "My Data"."Votes" (said, "By")',
        'CREATE INDEX ON "My Data"."Votes" ("By", said DESC)',
        'CREATE INDEX ON "My Data"."Votes" ("By", said text_pattern_ops)',
        'CREATE INDEX ON "My Data"."Votes" ("By", said COLLATE "C")',
        """CREATE INDEX ON "My Data"."Votes" ("By", said) WHERE said <> ''""",
        'CREATE INDEX ON "My Data"."Votes" ("By", said) INCLUDE (id)',
        'CREATE INDEX ON "My Data"."Votes" USING brin ("By", said)',
        'CREATE INDEX ON "My Data"."Votes" ("By", lower(said))',
    ],
)
def test_an_index_that_finds_other_rows_or_says_more_is_no_duplicate(breaches, other: str) -> None:
    assert breaches(RULE, TABLE, FIRST, other) == []


def test_a_constraint_that_repeats_the_primary_key_goes_unless_a_foreign_key_needs_it(breaches) -> None:
    table = (
        "CREATE TABLE boards (id integer PRIMARY KEY); ALTER TABLE boards ADD CONSTRAINT again UNIQUE (id)"
    )
    (breach,) = breaches(RULE, table)
    assert (breach.key.kind, breach.key.name) == ("constraint", "public.boards.again")
    assert breaches(RULE, table, breach.remedy) == []
    needed = "CREATE TABLE votes (board_id integer REFERENCES boards (id))"
    tied = "UPDATE pg_constraint SET conindid = 'again'::regclass WHERE conrelid = 'votes'::regclass"
    (breach,) = breaches(RULE, table, needed, tied)
    assert breach.remedy.startswith("-- Foreign keys")


def test_what_partitions_inherit_is_told_once(breaches) -> None:
    parent = (
        "CREATE TABLE events (at date, said text) PARTITION BY RANGE (at)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
        "CREATE INDEX events_said ON events (said)",
    )
    (breach,) = breaches(RULE, *parent, "CREATE INDEX events_said_again ON events (said)")
    assert breach.key.name == "public.events_said_again"
    assert breaches(RULE, *parent, "CREATE INDEX events_said_again ON events (said)", breach.remedy) == []
    (breach,) = breaches(RULE, *parent, "CREATE INDEX aaa ON events_1 (said)")
    assert breach.key.name == "public.aaa", "the partition's own goes, not its part of the whole"
