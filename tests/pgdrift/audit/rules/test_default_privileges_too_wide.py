import pytest

from pgdrift.audit.rules.default_privileges_too_wide import RULE

VOTES = (
    "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text); "
    "ALTER TABLE votes ENABLE ROW LEVEL SECURITY; "
    "CREATE POLICY own ON votes TO app USING (tenant_id = current_setting('app.tenant', true)); "
    'CREATE ROLE "Maker"; CREATE SCHEMA "S"'
)


def default(said: str, where: str = "") -> str:
    return f'ALTER DEFAULT PRIVILEGES FOR ROLE "Maker" {where} {said}'


@pytest.mark.parametrize("where", ["", 'IN SCHEMA "S"'])
def test_tenants_reach_a_table_before_it_has_a_policy(breaches, where: str) -> None:
    grant = default("GRANT SELECT, INSERT ON TABLES TO app", where)
    (breach,) = breaches(RULE, VOTES, grant)
    assert breach.key.kind == "default_privilege"
    assert 'app can insert into and read whatever tables "Maker" creates' in breach.consequence
    assert ('in "S"' in breach.consequence) is bool(where)
    assert breaches(RULE, VOTES, grant, breach.remedy) == []


@pytest.mark.parametrize(
    "said",
    [
        "GRANT USAGE ON SEQUENCES TO PUBLIC",
        "GRANT SELECT ON TABLES TO PUBLIC",
        "GRANT EXECUTE ON FUNCTIONS TO app",
    ],
)
def test_everyone_and_everything_counts(breaches, said: str) -> None:
    (breach,) = breaches(RULE, VOTES, default(said))
    assert breaches(RULE, VOTES, default(said), breach.remedy) == []


@pytest.mark.parametrize(
    "said",
    [
        "GRANT ALL ON TABLES TO service",
        "REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        "GRANT USAGE ON TYPES TO app",
    ],
)
def test_what_tenants_gain_nothing_by_is_left_alone(breaches, said: str) -> None:
    assert breaches(RULE, VOTES, default(said)) == []
