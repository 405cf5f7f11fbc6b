"""What a project declares beside its tables, and the SQL that each declaration means."""

import types

import psycopg
import pytest
from alembic_utils.pg_function import PGFunction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pgdrift.declare import DefaultPrivileges, Extension, Grant, RowSecurity, View, collect
from pgdrift.declare.identifiers import grantee, literal, quoted

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=15)


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("votes", "votes"),
        ("user", '"user"'),
        ("order", '"order"'),
        ("Votes", '"Votes"'),
        ("action items", '"action items"'),
        ("action-items", '"action-items"'),
        ('a"b', '"a""b"'),
        ("1st", '"1st"'),
        ("größe", '"größe"'),
    ],
)
def test_a_name_is_quoted_where_it_must_be(name: str, sql: str) -> None:
    assert quoted(name) == sql


def test_public_is_a_keyword_only_among_grantees() -> None:
    assert (grantee("public"), grantee("PUBLIC"), grantee("bo1_app")) == ("PUBLIC", "PUBLIC", "bo1_app")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, text=NAMES)
def test_postgresql_reads_back_the_name_and_the_text_that_were_quoted(
    superuser: psycopg.Connection, name: str, text: str
) -> None:
    for conforming in ("on", "off"):
        superuser.execute(f"SET standard_conforming_strings = {conforming}")
        cursor = superuser.execute(f"SELECT {literal(text)} AS {quoted(name)}".encode())
        assert cursor.fetchone() == (text,)
        assert cursor.description[0].name == name
    superuser.execute("RESET standard_conforming_strings")


def test_postgresqls_own_reserved_words_are_all_quoted(superuser: psycopg.Connection) -> None:
    words = superuser.execute("SELECT word FROM pg_get_keywords() WHERE catcode <> 'U'").fetchall()
    assert [word for (word,) in words if quoted(word) == word] == []


def test_a_grant_says_what_it_means() -> None:
    table = Grant(("SELECT", "DELETE"), "public.votes", "bo1_app")
    columns = Grant(("INSERT", "UPDATE"), "public.votes", "bo1_app", columns=("reasoning", "order"))
    database = Grant(("CONNECT",), "", "bo1_app", kind="DATABASE")
    assert table.sql() == "GRANT SELECT, DELETE ON TABLE public.votes TO bo1_app"
    assert columns.sql() == (
        'GRANT INSERT (reasoning, "order"), UPDATE (reasoning, "order") ON TABLE public.votes TO bo1_app'
    )
    assert database.sql("Board Of One") == 'GRANT CONNECT ON DATABASE "Board Of One" TO bo1_app'


def test_a_grant_of_nothing_or_on_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no privilege"):
        Grant((), "public.votes", "bo1_app")
    with pytest.raises(ValueError, match="'PLANET'"):
        Grant(("SELECT",), "public.votes", "bo1_app", kind="PLANET")


def test_a_view_must_say_whose_rights_it_runs_with() -> None:
    with pytest.raises(ValueError, match="security_invoker"):
        View("v", "SELECT 1")
    view = View("v", "SELECT 1;", options={"security_invoker": "true"}, comment="it's one")
    assert view.sql() == [
        "CREATE VIEW public.v WITH (security_invoker=true) AS SELECT 1",
        "COMMENT ON VIEW public.v IS 'it''s one'",
    ]


def test_row_security_is_forced_unless_it_is_said_otherwise() -> None:
    assert len(RowSecurity("votes").sql()) == 2
    assert RowSecurity("votes", force=False).sql() == ["ALTER TABLE public.votes ENABLE ROW LEVEL SECURITY"]


def test_default_privileges_have_no_schema_because_that_form_revokes_nothing() -> None:
    assert DefaultPrivileges("bo1_owner", "FUNCTIONS").sql() == (
        "ALTER DEFAULT PRIVILEGES FOR ROLE bo1_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC"
    )


def test_collecting_finds_every_public_declaration_once() -> None:
    first, second = types.ModuleType("first"), types.ModuleType("second")
    grant, extension = Grant(("SELECT",), "public.votes", "a"), Extension("vector")
    function = PGFunction(schema="public", signature="f()", definition="RETURNS int LANGUAGE sql RETURN 1")
    vars(first).update(READ=grant, _HIDDEN=Extension("hidden"), number=1)
    vars(second).update(AGAIN=grant, SEVERAL=(extension, function, "text"))
    assert list(map(id, collect(first, second))) == list(map(id, (grant, extension, function)))
