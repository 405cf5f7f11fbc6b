import pytest

from pgdrift.audit.rules.policy_cast_raises import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id uuid, size integer, name text)"


@pytest.mark.parametrize(
    "rule",
    ["tenant_id = current_setting('app.tenant', true)::uuid", "size < current_setting('app.size')::integer"],
)
def test_an_empty_setting_raises(breaches, rule: str) -> None:
    (breach,) = breaches(RULE, VOTES, f"CREATE POLICY own ON votes USING ({rule})")
    assert breach.key.name == "public.votes.own"
    assert "fail where app." in breach.consequence


@pytest.mark.parametrize(
    "rule",
    [
        "tenant_id = NULLIF(current_setting('app.tenant', true), '')::uuid",
        "tenant_id::text = current_setting('app.tenant', true)",
        "name = current_setting('app.name', true)::varchar",
    ],
)
def test_an_empty_setting_is_nobody(breaches, rule: str) -> None:
    assert breaches(RULE, VOTES, f"CREATE POLICY own ON votes USING ({rule})") == []
