import pytest

from pgdrift.audit.rules.definer_beyond_policies import RULE

PROTECTED = """
CREATE TABLE public.boards (id bigint PRIMARY KEY, tenant_id text NOT NULL);
ALTER TABLE public.boards ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON public.boards TO app USING (tenant_id = current_setting('app.tenant', true));
GRANT SELECT ON public.boards TO app, service"""
FUNCTION = (
    "CREATE FUNCTION public.count_all() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = '' "
    "AS 'SELECT count(*) FROM public.boards'"
)


@pytest.mark.parametrize("owner", ["postgres", "service"])
def test_it_runs_as_a_role_that_no_policy_binds(breaches, owner: str) -> None:
    given = f"ALTER FUNCTION public.count_all() OWNER TO {owner}"
    (breach,) = breaches(RULE, PROTECTED, FUNCTION, given)
    assert breach.key.name == "public.count_all()"
    assert f"PUBLIC may call public.count_all(), which reads and writes as {owner}" in breach.consequence
    assert breaches(RULE, PROTECTED, FUNCTION, given, breach.remedy) == []


def test_a_procedure_that_tenants_alone_may_call(breaches) -> None:
    procedure = "CREATE PROCEDURE tidy() LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM public.boards'"
    grant = "REVOKE ALL ON PROCEDURE tidy() FROM PUBLIC; GRANT EXECUTE ON PROCEDURE tidy() TO app"
    (breach,) = breaches(RULE, PROTECTED, procedure, grant)
    assert breach.consequence.startswith("app may call public.tidy()")
    assert breaches(RULE, PROTECTED, procedure, grant, breach.remedy) == []


@pytest.mark.parametrize(
    "otherwise",
    [
        "ALTER FUNCTION public.count_all() OWNER TO app",
        "REVOKE ALL ON FUNCTION public.count_all() FROM PUBLIC",
        "REVOKE ALL ON FUNCTION public.count_all() FROM PUBLIC; "
        "GRANT EXECUTE ON FUNCTION public.count_all() TO service",
    ],
)
def test_policies_bind_its_owner_or_no_tenant_may_call_it(breaches, otherwise: str) -> None:
    assert breaches(RULE, PROTECTED, FUNCTION, otherwise) == []


def test_what_a_trigger_fires_is_called_by_nobody(breaches) -> None:
    fired = (
        "CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        "AS 'BEGIN RETURN NULL; END'"
    )
    assert breaches(RULE, PROTECTED, fired) == []


def test_where_no_table_is_protected_there_is_nothing_to_pass(breaches) -> None:
    unprotected = FUNCTION.replace("public.boards", "pg_catalog.pg_class")
    assert breaches(RULE, unprotected) == []
