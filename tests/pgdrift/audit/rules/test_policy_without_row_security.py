from pgdrift.audit.rules.policy_without_row_security import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)"
ON = "ALTER TABLE votes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
POLICY = "CREATE POLICY own ON votes USING (tenant_id = current_user)"


def test_a_policy_that_does_nothing(breaches) -> None:
    (breach,) = breaches(RULE, VOTES, POLICY)
    assert breach.key.name == "public.votes"
    assert "(own) do nothing" in breach.consequence
    assert breaches(RULE, VOTES, POLICY, breach.remedy) == []


def test_a_table_without_policies_has_none_that_do_nothing(breaches) -> None:
    assert breaches(RULE, VOTES) == []
    assert breaches(RULE, VOTES, ON, POLICY) == []
