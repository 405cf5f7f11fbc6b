from pgdrift.audit.rules.schema_create_privilege import RULE

VOTES = (
    "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text); "
    "ALTER TABLE votes ENABLE ROW LEVEL SECURITY; "
    "CREATE POLICY own ON votes TO app USING (tenant_id = current_setting('app.tenant', true))"
)


def test_everyone_may_put_functions_before_those_of_others(breaches) -> None:
    grant = "GRANT CREATE ON SCHEMA public TO PUBLIC"
    (breach,) = breaches(RULE, grant)
    assert (breach.key.kind, breach.key.name) == ("schema", "public")
    assert breach.consequence.startswith("Everyone can create functions and operators in public")
    assert breaches(RULE, grant, breach.remedy) == []


def test_a_tenant_may_not_either_nor_a_role_it_is_a_member_of(breaches) -> None:
    schema = 'CREATE SCHEMA "My Schema"; CREATE ROLE team; GRANT team TO app'
    for grantee in ("app", "team"):
        grant = f'GRANT USAGE, CREATE ON SCHEMA "My Schema" TO {grantee}'
        (breach,) = breaches(RULE, VOTES, schema, grant)
        assert breach.key.name == '"My Schema"'
        assert breaches(RULE, VOTES, schema, grant, breach.remedy) == []


def test_it_may_use_a_schema_and_a_service_may_create_in_it(breaches) -> None:
    grants = "CREATE SCHEMA s; GRANT USAGE ON SCHEMA s TO PUBLIC, app; GRANT CREATE ON SCHEMA s TO service"
    assert breaches(RULE, VOTES, grants) == []


def test_a_schema_that_came_with_postgresql(breaches) -> None:
    grant = "GRANT CREATE ON SCHEMA pg_catalog TO PUBLIC"
    (breach,) = breaches(RULE, grant)
    assert breach.key.name == "pg_catalog"
    assert breaches(RULE, grant, breach.remedy) == []
