from pgdrift.audit.rules.setting_names_differ import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)"
ON = "ALTER TABLE votes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
MORE = [VOTES, *(VOTES.replace("votes", name) for name in ("boards", "notes"))]


def policy(table: str, rule: str) -> str:
    return f"CREATE POLICY own ON {table} USING (tenant_id = {rule})"


def test_the_one_that_reads_another_setting(breaches) -> None:
    policies = [policy(table, "current_setting('app.tenant', true)") for table in ("votes", "boards")]
    odd = policy("notes", "current_setting('app.tenant_id', true)")
    (breach,) = breaches(RULE, *MORE, *policies, odd)
    assert breach.key.name == "public.notes.own"
    assert "from app.tenant_id, most others from app.tenant" in breach.consequence


def test_a_setting_that_a_function_reads(breaches) -> None:
    function = (
        "CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE RETURN current_setting('app.tenant', true)"
    )
    same = [policy("votes", "me()"), policy("boards", "current_setting('App.Tenant', true)")]
    assert breaches(RULE, *MORE, function, *same) == []
    odd = policy("notes", "current_setting('my.tenant', true)")
    assert len(breaches(RULE, *MORE, function, *same, odd)) == 1


def test_another_setting_beside_the_usual_one(breaches) -> None:
    policies = [policy(table, "current_setting('app.tenant', true)") for table in ("votes", "boards")]
    both = policy("notes", "current_setting('app.tenant', true) AND current_setting('app.proof', true) = '1'")
    assert breaches(RULE, *MORE, *policies, both) == []


def test_another_setting_for_something_else(breaches) -> None:
    policies = [policy(table, "current_setting('app.tenant', true)") for table in ("votes", "boards")]
    other = "CREATE POLICY open ON notes USING (current_setting('app.maintenance', true) = 'on')"
    assert breaches(RULE, *MORE, *policies, other) == []
