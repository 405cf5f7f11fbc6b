import pytest

from pgdrift.audit.rules.default_violates_check import RULE


def users(tier: str) -> str:
    return f'CREATE SCHEMA "S"; CREATE TABLE "S"."Users" (id integer PRIMARY KEY, "Tier" {tier})'


@pytest.mark.parametrize(
    "tier",
    [
        """text DEFAULT 'trial' CHECK ("Tier" IN ('free', 'pro'))""",
        """varchar(20) DEFAULT 'trial' CHECK ("Tier" IN ('free', 'pro'))""",
        """varchar(20) DEFAULT '' CHECK (length("Tier") > 0 AND "Tier" ~ '^[a-z]+$')""",
        """integer DEFAULT -1 CHECK ("Tier" BETWEEN 0 AND 5)""",
        """numeric(5, 2) DEFAULT 10 / 4 CHECK (coalesce("Tier", 0) > 2)""",
        """date DEFAULT '2026-01-01' CHECK ("Tier" < '2020-01-01')""",
        """text[] DEFAULT '{}' CHECK (cardinality("Tier") > 0)""",
    ],
)
def test_every_insert_that_relies_on_the_default_fails(breaches, tier: str) -> None:
    (breach,) = breaches(RULE, users(tier))
    assert (breach.key.kind, breach.key.name) == ("column", '"S"."Users"."Tier"')
    assert 'INSERT into "S"."Users" that leaves out "Tier" fails: "Users_Tier_check"' in breach.consequence
    assert breaches(RULE, users(tier), breach.remedy) == []


@pytest.mark.parametrize(
    "tier",
    [
        """text DEFAULT 'free' CHECK ("Tier" IN ('free', 'pro'))""",
        """text DEFAULT NULL CHECK ("Tier" <> '')""",
        """integer DEFAULT 0 CHECK (1 / "Tier" > 0)""",
        """timestamptz DEFAULT now() CHECK ("Tier" < '2000-01-01')""",
        """text DEFAULT 'trial' CHECK ("Tier" <> 'trial' OR id > 0)""",
    ],
)
def test_what_passes_or_cannot_be_known_is_left_alone(breaches, tier: str) -> None:
    assert breaches(RULE, users(tier)) == []


def test_one_that_raises_hides_no_other(breaches) -> None:
    raises = "CREATE TABLE a (n integer DEFAULT 0 CHECK (1 / n > 0))"
    (breach,) = breaches(RULE, raises, users("""text DEFAULT '' CHECK ("Tier" <> '')"""))
    assert breach.key.name == '"S"."Users"."Tier"'


def test_a_function_of_somebody_is_never_called(breaches) -> None:
    body = "$$ BEGIN RETURN false; END $$"
    function = f"CREATE FUNCTION good(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS {body}"
    table = users("""text DEFAULT 'x' CHECK (good("Tier"))""")
    domain = "CREATE DOMAIN tame AS text CHECK (good(VALUE))"
    of_domain = "CREATE TABLE b (t tame DEFAULT 'x' CHECK (t = 'y'))"
    assert breaches(RULE, function, table, domain, of_domain) == []


def test_values_of_an_enum(breaches) -> None:
    mood = "CREATE TYPE mood AS ENUM ('low', 'high')"
    (breach,) = breaches(RULE, mood, users("""mood DEFAULT 'low' CHECK ("Tier" > 'low')"""))
    assert "'low'::public.mood" in breach.consequence


def test_partitions_are_told_with_their_whole(breaches) -> None:
    whole = "CREATE TABLE events (kind text DEFAULT '' CHECK (kind <> '')) PARTITION BY LIST (kind)"
    part = "CREATE TABLE events_1 PARTITION OF events FOR VALUES IN ('a')"
    (breach,) = breaches(RULE, whole, part)
    assert breach.key.name == "public.events.kind"
    assert breaches(RULE, whole, "ALTER TABLE events ALTER kind DROP DEFAULT", part) == []
