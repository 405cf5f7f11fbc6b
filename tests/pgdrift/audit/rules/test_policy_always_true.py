import pytest

from pgdrift.audit.rules.policy_always_true import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)"
ON = "ALTER TABLE votes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"


@pytest.mark.parametrize(
    "policy",
    [
        "USING (true)",
        "FOR SELECT USING (1 = 1)",
        "FOR INSERT WITH CHECK (true)",
        "TO app USING ('a' = 'a')",
        "TO app USING (tenant_id = current_user) WITH CHECK (true)",
    ],
)
def test_everybody_reaches_every_row(breaches, policy: str) -> None:
    (breach,) = breaches(RULE, VOTES, ON, f"CREATE POLICY open ON votes {policy}")
    assert breach.key.name == "public.votes.open"
    assert "is always true" in breach.consequence


@pytest.mark.parametrize(
    "policy",
    [
        "USING (tenant_id = current_user)",
        "AS RESTRICTIVE USING (true)",
        "TO service USING (true)",
        "USING (false)",
        "USING (id = id)",
    ],
)
def test_what_decides_or_binds_nobody(breaches, policy: str) -> None:
    assert breaches(RULE, VOTES, ON, f"CREATE POLICY own ON votes {policy}") == []


def test_a_table_of_no_tenant_may_be_read_by_all_and_not_written(breaches) -> None:
    table = "CREATE TABLE countries (code text); ALTER TABLE countries ENABLE ROW LEVEL SECURITY"
    assert breaches(RULE, table, "CREATE POLICY all_read ON countries FOR SELECT USING (true)") == []
    assert len(breaches(RULE, table, "CREATE POLICY all_do ON countries USING (true)")) == 1
