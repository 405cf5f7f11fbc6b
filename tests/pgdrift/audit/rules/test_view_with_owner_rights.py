import pytest

from pgdrift.audit.rules.view_with_owner_rights import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)"
ON = "ALTER TABLE votes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
VIEW = 'CREATE VIEW "All votes" AS SELECT * FROM votes'
GRANT = 'GRANT SELECT ON "All votes" TO app'


def test_a_view_that_looks_with_its_owners_rights(breaches) -> None:
    (breach,) = breaches(RULE, VOTES, ON, VIEW, GRANT)
    assert breach.key.name == 'public."All votes"'
    assert breach.consequence.startswith("app reads every row of public.votes")
    assert breaches(RULE, VOTES, ON, VIEW, GRANT, breach.remedy) == []


def test_a_view_of_a_view(breaches) -> None:
    second = 'CREATE VIEW few AS SELECT id FROM "All votes"; GRANT SELECT ON few TO app'
    (breach,) = breaches(RULE, VOTES, ON, VIEW, second)
    assert breach.key.name == "public.few"


@pytest.mark.parametrize(
    "statements",
    [
        (VOTES, VIEW, GRANT),
        (VOTES, ON, VIEW),
        (VOTES, ON, VIEW, 'GRANT SELECT ON "All votes" TO service'),
        (VOTES, ON, VIEW, GRANT, 'ALTER VIEW "All votes" SET (security_invoker = on)'),
        (
            VOTES,
            ON,
            VIEW,
            GRANT,
            'CREATE ROLE o; ALTER TABLE votes OWNER TO o; ALTER VIEW "All votes" OWNER TO o',
        ),
    ],
    ids=[
        "open anyway",
        "nobody may ask",
        "asked by who sees all",
        "the caller's rights",
        "an owner who is bound",
    ],
)
def test_a_view_that_shows_nothing_more(breaches, statements: tuple[str, ...]) -> None:
    assert breaches(RULE, *statements) == []
