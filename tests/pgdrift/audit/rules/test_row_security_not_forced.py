from pgdrift.audit.rules.row_security_not_forced import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)"
ON = "ALTER TABLE votes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"


def test_the_owner_is_not_bound(breaches) -> None:
    statements = (VOTES, "ALTER TABLE votes OWNER TO app", "ALTER TABLE votes ENABLE ROW LEVEL SECURITY")
    (breach,) = breaches(RULE, *statements)
    assert breach.key.name == "public.votes"
    assert "binds app, who owns public.votes" in breach.consequence
    assert breaches(RULE, *statements, breach.remedy) == []


def test_forced_or_off(breaches) -> None:
    assert breaches(RULE, VOTES, ON) == []
    assert breaches(RULE, VOTES) == []
