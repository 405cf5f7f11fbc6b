from pgdrift.audit.rules.invalid_index import RULE

TABLE = (
    'CREATE TABLE "Votes" (id integer PRIMARY KEY, said text); CREATE UNIQUE INDEX "Said" ON "Votes" (said)'
)
# What an interrupted CREATE INDEX CONCURRENTLY leaves, which cannot run inside a test's transaction.
INTERRUPTED = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.\"Said\"'::regclass"


def test_an_interrupted_index_is_built_again(breaches) -> None:
    (breach,) = breaches(RULE, TABLE, INTERRUPTED)
    assert breach.key.name == 'public."Said"'
    assert breach.consequence.startswith('No query on public."Votes" uses "Said"')
    assert "older rows may have the same keys" in breach.consequence
    assert breaches(RULE, TABLE, INTERRUPTED, breach.remedy.replace("CONCURRENTLY ", "")) == []


def test_what_a_reindex_left_behind_is_dropped(breaches) -> None:
    left = 'ALTER INDEX "Said" RENAME TO "Said_ccnew"'
    (breach,) = breaches(RULE, TABLE, INTERRUPTED, left)
    assert breach.remedy == 'DROP INDEX CONCURRENTLY public."Said_ccnew";'


def test_a_partitioned_index_names_the_partitions_without_a_part(breaches) -> None:
    statements = (
        "CREATE TABLE events (at date, said text) PARTITION BY RANGE (at)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
        "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
        "CREATE INDEX whole ON ONLY events (said)",
        "CREATE INDEX part_1 ON events_1 (said); ALTER INDEX whole ATTACH PARTITION part_1",
    )
    (breach,) = breaches(RULE, *statements)
    assert breach.key.name == "public.whole"
    assert "public.events_2" in breach.consequence
    assert "public.events_1" not in breach.consequence
    mended = "CREATE INDEX part_2 ON events_2 (said); ALTER INDEX whole ATTACH PARTITION part_2"
    assert breaches(RULE, *statements, mended) == []
