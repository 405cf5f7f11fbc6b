from pgdrift.audit.rules.row_security_without_policy import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)"
ON = "ALTER TABLE votes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"


def test_a_privilege_that_reaches_no_row(breaches) -> None:
    (breach,) = breaches(RULE, VOTES, ON, "GRANT SELECT ON votes TO app")
    assert breach.key.name == "public.votes"
    assert breach.consequence.startswith("app may use public.votes and find no row")


def test_a_table_that_is_closed_on_purpose(breaches) -> None:
    assert breaches(RULE, VOTES, ON) == []
    assert breaches(RULE, VOTES, ON, "GRANT SELECT ON votes TO service") == []


def test_a_privilege_with_a_policy(breaches) -> None:
    policy = "CREATE POLICY own ON votes TO app USING (tenant_id = current_user)"
    assert breaches(RULE, VOTES, ON, "GRANT SELECT ON votes TO app", policy) == []
