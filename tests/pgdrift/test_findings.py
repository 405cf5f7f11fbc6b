"""What a person woken at night is told: who can now do what, and how bad it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.reading import read
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.findings import Finding, explain

ROLES = ("findings_app", "findings_service", "findings_owner")
SCHEMA = """
CREATE TABLE public.votes (id integer PRIMARY KEY, tenant text NOT NULL, choice text);
ALTER TABLE public.votes OWNER TO findings_owner;
ALTER TABLE public.votes ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.votes FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON public.votes TO findings_app
    USING (tenant = current_setting('app.tenant', true));
CREATE POLICY open_hours ON public.votes AS RESTRICTIVE TO findings_app USING (id > 0);
GRANT SELECT, DELETE ON public.votes TO findings_app;
GRANT INSERT (tenant, choice) ON public.votes TO findings_app;
GRANT ALL ON public.votes TO findings_service;
CREATE UNIQUE INDEX one_choice ON public.votes (tenant, choice)
"""

Tell = Callable[..., list[Finding]]


@pytest.fixture
def tell(database_factory: Callable[..., DatabaseURL]) -> Iterator[Tell]:
    """The findings after some statements, for a project whose tenants are the role findings_app."""
    reference = database_factory()
    with reference.connect(autocommit=True) as connection:
        for role in ROLES:
            connection.execute(f"CREATE ROLE {role}".encode())
        connection.execute("ALTER ROLE findings_service BYPASSRLS")
        connection.execute(SCHEMA.encode())
        declared = read(connection)
    live = database_factory(reference.database)

    def told(statements: str) -> list[Finding]:
        with live.connect(autocommit=True) as connection:
            connection.execute(statements.encode())
            found = read(connection)
        comparison = Comparison.of(declared, found, tenant_roles=("findings_app",))
        return explain(compare(declared, found), comparison, "migrated-live")

    yield told
    for url in (reference, live):
        with url.connect(autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {', '.join(ROLES)} CASCADE".encode())
    with reference.connect(autocommit=True) as connection:
        connection.execute(f"DROP ROLE {', '.join(ROLES)}".encode())


@pytest.mark.parametrize(
    ("statements", "identifier", "severity", "consequence"),
    [
        (
            "ALTER TABLE public.votes DISABLE ROW LEVEL SECURITY",
            "rls-disabled",
            "error",
            "Any tenant (findings_app) can read and delete every row of votes and add rows in anybody's "
            "name: row level security is off.",
        ),
        (
            "ALTER TABLE public.votes NO FORCE ROW LEVEL SECURITY",
            "rls-not-forced",
            "error",
            "findings_owner owns public.votes and so reads and writes every row of it, past its policies: "
            "RLS is not forced.",
        ),
        (
            "DROP POLICY own ON public.votes",
            "policy-missing",
            "error",
            "findings_app can read no votes: RLS is forced and no policy admits it.",
        ),
        (
            "DROP POLICY open_hours ON public.votes",
            "policy-missing",
            "error",
            "Any tenant (findings_app) can read and write rows of public.votes that open_hours should have "
            "kept away.",
        ),
        (
            "CREATE POLICY debug ON public.votes FOR SELECT TO findings_app USING (true)",
            "policy-extra",
            "error",
            "Any tenant (findings_app) can read every row of public.votes: debug admits all.",
        ),
        (
            "CREATE POLICY debug ON public.votes USING (id = 1)",
            "policy-extra",
            "error",
            "Everyone can read and write rows of public.votes that no declared policy admits: debug does.",
        ),
        (
            "ALTER POLICY own ON public.votes USING (true)",
            "policy-changed",
            "error",
            "Any tenant (findings_app) can read and write every row of public.votes: own admits all.",
        ),
        (
            "ALTER POLICY own ON public.votes TO PUBLIC",
            "policy-changed",
            "error",
            "The rows of public.votes that own decides on are another role's: PUBLIC, not findings_app.",
        ),
        (
            "DROP POLICY open_hours ON public.votes; "
            "CREATE POLICY open_hours ON public.votes TO findings_app USING (id > 0)",
            "policy-changed",
            "error",
            "Any tenant (findings_app) can read and write rows of public.votes that open_hours should only "
            "keep away: it admits them instead.",
        ),
        (
            "CREATE TABLE public.copy AS TABLE public.votes; GRANT SELECT ON public.copy TO findings_app",
            "table-extra",
            "error",
            "Any tenant (findings_app) can read every row of copy: nothing declares the table public.copy, "
            "and no policy protects it.",
        ),
        (
            "CREATE TABLE public.copy AS TABLE public.votes; GRANT SELECT ON public.copy TO findings_service",
            "table-extra",
            "warning",
            "Nothing declares the table public.copy, nor says who may reach what it holds.",
        ),
        (
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.one_choice'::regclass",
            "index-invalid",
            "error",
            "public.votes may hold duplicates that public.one_choice should refuse: building it was never "
            "finished.",
        ),
        (
            "CREATE FUNCTION public.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = '' "
            "AS 'SELECT count(*) FROM public.votes'",
            "function-extra",
            "error",
            "Whoever may call public.peek() acts with the rights of postgres in it, and nothing declares it.",
        ),
        (
            "CREATE VIEW public.all_votes AS SELECT * FROM public.votes",
            "view-extra",
            "error",
            "Whoever may read public.all_votes sees what its owner postgres may, and nothing declares it.",
        ),
        (
            "CREATE VIEW public.my_votes WITH (security_invoker = true) AS SELECT * FROM public.votes",
            "view-extra",
            "warning",
            "public.my_votes can be read, and nothing declares it.",
        ),
    ],
)
def test_it_is_said_who_can_do_what(
    statements: str, identifier: str, severity: str, consequence: str, tell: Tell
) -> None:
    (finding,) = tell(statements)
    assert (finding.id, finding.severity) == (identifier, severity)
    assert finding.consequence == consequence


def test_what_can_lose_data_is_commented_out_in_the_fix(tell: Tell) -> None:
    (finding,) = tell("CREATE TABLE public.copy AS TABLE public.votes")
    assert finding.destructive
    assert finding.fix.startswith("-- destructive: ")
    assert all(line.startswith("-- ") for line in finding.fix.splitlines())
    (harmless,) = [one for one in tell("DROP INDEX public.one_choice") if one.kind == "index"]
    assert not harmless.destructive
    assert harmless.fix == "CREATE UNIQUE INDEX one_choice ON public.votes USING btree (tenant, choice);"


def test_the_worst_comes_first(tell: Tell) -> None:
    found = tell("COMMENT ON TABLE public.votes IS 'x'; ALTER TABLE public.votes DISABLE ROW LEVEL SECURITY")
    assert [one.severity for one in found] == ["error", "warning"]


@pytest.mark.parametrize(
    ("statements", "severity", "consequence"),
    [
        (
            "CREATE ROLE findings_x LOGIN SUPERUSER BYPASSRLS",
            "error",
            "findings_x is a superuser, who may do anything in the whole cluster.",
        ),
        (
            "CREATE ROLE findings_x BYPASSRLS CREATEROLE REPLICATION",
            "error",
            "findings_x reads and writes past every policy (BYPASSRLS); it creates roles and makes itself a "
            "member of others (CREATEROLE); it copies every row of the whole cluster (REPLICATION).",
        ),
        (
            "CREATE ROLE findings_x IN ROLE findings_between",
            "error",
            "findings_x may act as findings_owner, which owns the table public.votes.",
        ),
        (
            "CREATE ROLE findings_x IN ROLE findings_service, pg_write_server_files",
            "error",
            "findings_x may act as findings_service, which reads and writes past every policy (BYPASSRLS); "
            "it may act as pg_write_server_files, which writes the server's files.",
        ),
        (
            "CREATE ROLE findings_x LOGIN IN ROLE findings_app",
            "warning",
            "The role findings_x exists, and the reference has none of that name.",
        ),
    ],
)
def test_it_is_said_what_a_role_can_do_that_nobody_knows(
    statements: str, severity: str, consequence: str, superuser: psycopg.Connection
) -> None:
    superuser.execute("BEGIN")  # roles belong to the whole server: these are never really there
    for role in ROLES:
        superuser.execute(f"CREATE ROLE {role}".encode())
    superuser.execute("ALTER ROLE findings_service BYPASSRLS")
    superuser.execute("CREATE ROLE findings_between IN ROLE findings_owner")
    superuser.execute(SCHEMA.encode())
    declared = read(superuser)
    superuser.execute(statements.encode())
    found = read(superuser)
    superuser.execute("ROLLBACK")
    findings = explain(compare(declared, found), Comparison.of(declared, found), "reference-target")
    (role,) = [one for one in findings if one.kind == "role"]
    # An entry that ignores a harmless role is none for what it may become.
    identifier = "role-extra-powerful" if severity == "error" else "role-extra"
    assert (role.id, role.severity) == (identifier, severity)
    assert role.consequence.removesuffix(" The reference has no role of that name.") == consequence
    # What it is a member of is told besides, whoever ignores the role; a superuser needs no membership.
    assert {one.kind for one in findings} == {"role", *(["membership"] if "IN ROLE" in statements else [])}
