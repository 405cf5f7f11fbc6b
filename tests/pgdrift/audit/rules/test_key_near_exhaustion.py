import pytest

from pgdrift.audit.rules.key_near_exhaustion import RULE

IDENTITY = (
    'CREATE SCHEMA "S"; CREATE TABLE "S"."Votes" ("Id" integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY)'
)
SEQUENCE = """'"S"."Votes_Id_seq"'"""


def at(position: int, sequence: str = SEQUENCE) -> str:
    return f"SELECT setval({sequence}, {position})"


def test_an_identity_column_that_has_used_more_than_half(breaches) -> None:
    (breach,) = breaches(RULE, IDENTITY, at(2_000_000_000))
    assert (breach.key.kind, breach.key.name) == ("column", '"S"."Votes"."Id"')
    assert breach.consequence.startswith('After 147,483,647 more numbers every INSERT into "S"."Votes" fails')
    assert "93%" in breach.consequence
    assert breaches(RULE, IDENTITY, at(2_000_000_000), breach.remedy) == []
    assert breaches(RULE, IDENTITY, at(1_000_000_000)) == []
    assert breaches(RULE, IDENTITY) == [], "one that was never used"


@pytest.mark.parametrize("owned", [True, False])
def test_the_narrower_of_the_column_and_its_sequence_counts(breaches, owned: bool) -> None:
    table = "CREATE SEQUENCE s; CREATE TABLE votes (id integer PRIMARY KEY DEFAULT nextval('s'))"
    owner = "ALTER SEQUENCE s OWNED BY votes.id" if owned else "SELECT"
    assert breaches(RULE, table, owner, at(900_000_000, "'s'")) == []
    (breach,) = breaches(RULE, table, owner, at(2_147_483_647, "'s'"))
    assert breach.consequence.startswith("From now on every INSERT into public.votes fails")
    assert breaches(RULE, table, owner, at(2_147_483_647, "'s'"), breach.remedy) == []


def test_a_sequence_may_count_down_or_by_steps(breaches) -> None:
    down = "CREATE SEQUENCE s INCREMENT -5 MINVALUE -100 MAXVALUE -1 START -1"
    assert breaches(RULE, down, at(-40, "'s'")) == []
    (breach,) = breaches(RULE, down, at(-81, "'s'"))
    assert (breach.key.kind, breach.key.name) == ("sequence", "public.s")
    assert breach.consequence.startswith("After 3 more numbers public.s gives none")
    assert breaches(RULE, down, at(-81, "'s'"), breach.remedy) == []


def test_one_that_begins_again_brings_keys_back(breaches) -> None:
    cycle = "CREATE SEQUENCE s MAXVALUE 1000 CYCLE"
    assert breaches(RULE, cycle, at(999, "'s'")) == [], "nothing is fed by it"
    table = "CREATE TABLE votes (id bigint PRIMARY KEY DEFAULT nextval('s'))"
    (breach,) = breaches(RULE, cycle, table, at(999, "'s'"))
    assert "public.s begins again, and public.votes gets id it has had" in breach.consequence


def test_beyond_bigint_there_is_nothing_wider(breaches) -> None:
    table = IDENTITY.replace("integer", "bigint")
    (breach,) = breaches(RULE, table, at(9_000_000_000_000_000_000))
    assert breach.remedy.startswith("-- No type is wider")


def test_partitions_are_told_with_their_whole(breaches) -> None:
    table = (
        "CREATE SEQUENCE s",
        "CREATE TABLE events (id integer DEFAULT nextval('s'), at date) PARTITION BY RANGE (at)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    )
    (breach,) = breaches(RULE, *table, at(2_000_000_000, "'s'"))
    assert breach.key.name == "public.events.id"
    assert breaches(RULE, *table, at(2_000_000_000, "'s'"), breach.remedy) == []
