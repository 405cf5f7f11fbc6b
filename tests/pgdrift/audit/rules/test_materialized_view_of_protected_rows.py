import pytest

from pgdrift.audit.rules.materialized_view_of_protected_rows import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)"
ON = "ALTER TABLE votes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
VIEW = "CREATE MATERIALIZED VIEW counted AS SELECT tenant_id, count(*) FROM votes GROUP BY tenant_id"


@pytest.mark.parametrize("role", ["app", "PUBLIC"])
def test_rows_kept_where_no_policy_is(breaches, role: str) -> None:
    statements = (VOTES, ON, VIEW, f"GRANT SELECT ON counted TO {role}")
    (breach,) = breaches(RULE, *statements)
    assert breach.key.name == "public.counted"
    assert breach.consequence.startswith(f"{role} reads in public.counted")
    assert breaches(RULE, *statements, breach.remedy) == []


def test_what_nobody_may_read_or_is_open_anyway(breaches) -> None:
    assert breaches(RULE, VOTES, ON, VIEW) == []
    assert breaches(RULE, VOTES, ON, VIEW, "GRANT SELECT ON counted TO service") == []
    assert breaches(RULE, VOTES, VIEW, "GRANT SELECT ON counted TO app") == []
