import pytest

from pgdrift.audit.rules.tenant_column_without_foreign_key import RULE

USERS = 'CREATE SCHEMA "S"; CREATE TABLE "S"."Users" ("Id" text PRIMARY KEY)'
OTHER = 'CREATE TABLE boards (id text PRIMARY KEY, user_id text REFERENCES "S"."Users" ON DELETE CASCADE)'
VOTES = "CREATE TABLE votes (id text PRIMARY KEY, board_id text, user_id text)"


@pytest.mark.parametrize("other", [OTHER, ""])
def test_rows_of_nobody(breaches, other: str) -> None:
    (breach,) = breaches(RULE, USERS, other, VOTES)
    assert (breach.key.kind, breach.key.name) == ("column", "public.votes.user_id")
    assert 'public.votes keeps the rows of a user_id that "S"."Users" does not know' in breach.consequence
    assert ("ON DELETE CASCADE" in breach.remedy) is bool(other), "as the others do"
    assert breaches(RULE, USERS, other, VOTES, breach.remedy) == []


def test_a_composite_key_is_enough(breaches) -> None:
    tie = (
        "ALTER TABLE boards ADD UNIQUE (id, user_id); ALTER TABLE votes ADD FOREIGN KEY (board_id, user_id) "
    )
    assert breaches(RULE, USERS, OTHER, VOTES, tie + "REFERENCES boards (id, user_id)") == []


def test_where_no_table_knows_tenants_nothing_is_missing(breaches) -> None:
    assert breaches(RULE, VOTES) == []
    number = USERS.replace("text", "bigint")
    assert breaches(RULE, number, VOTES) == [], "a key of another type is another thing's"
    itself = "CREATE TABLE users (user_id text PRIMARY KEY)"
    assert breaches(RULE, itself) == []


def test_partitions_have_the_key_of_the_whole_and_children_none(breaches) -> None:
    whole = 'CREATE TABLE events (user_id text REFERENCES "S"."Users") PARTITION BY LIST (user_id)'
    part = "CREATE TABLE events_1 PARTITION OF events FOR VALUES IN ('a')"
    assert breaches(RULE, USERS, whole, part) == []
    child = "CREATE TABLE child () INHERITS (boards)"
    assert [breach.key.name for breach in breaches(RULE, USERS, OTHER, child)] == ["public.child.user_id"]
