import pytest

from pgdrift.audit.rules.policy_without_check import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)"
ON = "ALTER TABLE votes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
OWN = "tenant_id = current_setting('app.tenant', true)"


@pytest.mark.parametrize("command", ["ALL", "UPDATE"])
def test_what_a_row_may_become_is_not_said(breaches, command: str) -> None:
    policy = f'CREATE POLICY "Own rows" ON votes FOR {command} TO app USING ({OWN})'
    (breach,) = breaches(RULE, VOTES, ON, policy)
    assert breach.key.name == 'public.votes."Own rows"'
    assert breaches(RULE, VOTES, ON, policy, breach.remedy) == []


@pytest.mark.parametrize(
    "policy", [f"FOR SELECT USING ({OWN})", f"FOR DELETE USING ({OWN})", f"FOR INSERT WITH CHECK ({OWN})"]
)
def test_what_does_not_change_rows_or_says_it(breaches, policy: str) -> None:
    assert breaches(RULE, VOTES, ON, f"CREATE POLICY own ON votes {policy}") == []
