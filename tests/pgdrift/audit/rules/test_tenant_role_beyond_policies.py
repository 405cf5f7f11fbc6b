import pytest

from pgdrift.audit.rules.tenant_role_beyond_policies import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)"
ON = "ALTER TABLE votes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
POLICY = "CREATE POLICY own ON votes TO app USING (tenant_id = current_user)"
BOUND = (VOTES, "CREATE ROLE keeper; ALTER TABLE votes OWNER TO keeper", ON, POLICY)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("ALTER TABLE votes OWNER TO app", "It owns public.votes"),
        ("GRANT keeper TO app", "It may become keeper, which owns public.votes"),
        ("GRANT service TO app", "It may become service, which sees every row"),
        ("CREATE ROLE between; GRANT service TO between; GRANT between TO app", "It may become service"),
    ],
)
def test_a_role_that_gets_past_its_policies(breaches, statement: str, said: str) -> None:
    (breach,) = breaches(RULE, *BOUND, statement)
    assert breach.key.name == "app"
    assert said in breach.consequence


def test_a_membership_is_taken_away(breaches) -> None:
    (breach,) = breaches(RULE, *BOUND, "GRANT service TO app")
    assert breaches(RULE, *BOUND, "GRANT service TO app", breach.remedy) == []


def test_a_login_that_may_become_more_than_a_tenant(breaches) -> None:
    login = "CREATE ROLE web LOGIN; GRANT app TO web; GRANT service TO web"
    (breach,) = breaches(RULE, *BOUND, login)
    assert breach.key.name == "web"
    assert "It may become service" in breach.consequence


def test_who_is_bound_and_who_has_nothing_to_do_with_tenants(breaches) -> None:
    others = (
        "CREATE ROLE web LOGIN; GRANT app TO web; CREATE ROLE admin LOGIN; GRANT service, keeper TO admin"
    )
    assert breaches(RULE, *BOUND, others) == []
