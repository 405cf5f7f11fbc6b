import pytest

from pgdrift.audit.rules.privilege_of_public import RULE

VOTES = "CREATE TABLE votes (id integer, tenant_id text)"


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("GRANT SELECT, INSERT ON votes TO PUBLIC", "public.votes"),
        ("GRANT UPDATE (tenant_id) ON votes TO PUBLIC", "public.votes"),
        ("CREATE SEQUENCE numbers; GRANT USAGE ON numbers TO PUBLIC", "public.numbers"),
        ("CREATE VIEW few AS SELECT id FROM votes; GRANT SELECT ON few TO PUBLIC", "public.few"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", "public.f()"),
    ],
)
def test_every_login_has_it(breaches, statement: str, name: str) -> None:
    (breach,) = breaches(RULE, VOTES, statement)
    assert breach.key.name == name
    assert breaches(RULE, VOTES, statement, breach.remedy) == []


@pytest.mark.parametrize(
    "statement",
    ["GRANT SELECT ON votes TO app", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"],
)
def test_somebody_has_it_or_it_gives_nothing(breaches, statement: str) -> None:
    assert breaches(RULE, VOTES, statement) == []
