import pytest

from pgdrift.audit.rules.policy_calls_function_per_row import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)"
ON = "ALTER TABLE votes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
SLOW = "CREATE FUNCTION me() RETURNS text LANGUAGE plpgsql STABLE AS 'BEGIN RETURN current_user; END'"
QUICK = "CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE RETURN current_user"


@pytest.mark.parametrize("function", [SLOW, QUICK.replace("STABLE", "STABLE SECURITY DEFINER")])
def test_a_function_that_is_called_for_each_row(breaches, function: str) -> None:
    (breach,) = breaches(RULE, VOTES, ON, function, "CREATE POLICY own ON votes USING (tenant_id = me())")
    assert breach.key.name == "public.votes.own"
    assert "calls public.me() for each row" in breach.consequence


def test_a_function_that_gets_something_of_the_row(breaches) -> None:
    member = (
        "CREATE FUNCTION is_mine(text) RETURNS boolean LANGUAGE plpgsql STABLE AS 'BEGIN RETURN true; END'"
    )
    policy = "CREATE POLICY own ON votes USING ((SELECT is_mine(tenant_id)))"
    assert len(breaches(RULE, VOTES, ON, member, policy)) == 1


@pytest.mark.parametrize(
    ("function", "rule"),
    [(QUICK, "tenant_id = me()"), (SLOW, "tenant_id = (SELECT me())"), (SLOW, "tenant_id = current_user")],
)
def test_what_is_inlined_or_called_once(breaches, function: str, rule: str) -> None:
    assert breaches(RULE, VOTES, ON, function, f"CREATE POLICY own ON votes USING ({rule})") == []
