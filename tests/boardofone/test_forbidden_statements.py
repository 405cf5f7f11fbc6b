"""A statement that would switch the tenant is refused however it is spelled, and no other statement is."""

import itertools
import timeit
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import ClauseElement, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlmodel import col

from boardofone import TenantRefused, forbidden_statements
from schema import DeliberationSession, Persona, Vote

SWITCHES = [
    "SET app.current_user_id = 'bob'",
    "SET LOCAL app.current_user_id = 'bob'",
    "set session app.current_user_id to 'bob'",
    "SET app . current_user_id TO 'bob'",
    """SET LOCAL "app"."current_user_id" = 'bob'""",
    """SET "app.current_user_id" = 'bob'""",
    """SET App."Current_User_Id" = 'bob'""",
    """SET U&"\\0061pp".current_user_id = 'bob'""",
    "RESET app.current_user_id",
    'RESET "app".current_user_id',
    "RESET ALL",
    "DISCARD ALL",
    "SET ROLE bo1_service",
    "SET LOCAL ROLE NONE",
    "SET SESSION ROLE NONE",
    "SET \"role\" = 'none'",
    "RESET ROLE",
    "SET SESSION AUTHORIZATION DEFAULT",
    "SET LOCAL SESSION AUTHORIZATION bob",
    "SET SESSION SESSION AUTHORIZATION bob",
    "SET session_authorization = bob",
    "RESET SESSION AUTHORIZATION",
    "SELECT set_config('app.current_user_id', 'bob', true)",
    "SELECT pg_catalog.set_config( 'ROLE', 'none', false)",
    """SELECT "set_config"('app.current_user_id', 'bob', true)""",
    """SELECT "pg_catalog" . "set_config" ('app.current_user_id', 'bob', true)""",
    """SELECT U&"set\\005fconfig"('app.current_user_id', 'bob', true)""",
    "SELECT set_config(E'app.current_user_id', 'bob', true)",
    "SELECT set_config(E'\\x61pp.current_user_id', 'bob', true)",
    "SELECT set_config(U&'\\0061pp.current_user_id', 'bob', true)",
    "SELECT set_config(N'app.current_user_id', 'bob', true)",
    "SELECT set_config($$app.current_user_id$$, 'bob', true)",
    "SELECT set_config($x$role$x$, 'bob', true)",
    "SELECT set_config(('app.current_user_id'), 'bob', true)",
    "SELECT set_config('app.current_user_id'::text, 'bob', true)",
    "SELECT set_config('app.' || 'current_user_id', 'bob', true)",
    "SELECT set_config('app.'\n'current_user_id', 'bob', true)",
    "SELECT set_config(concat('ro', 'le'), 'none', true)",
    "SELECT set_config($1, 'none', true)",
    "SELECT set_config(name, 'bob', true) FROM (VALUES ('app.current_user_id')) AS v (name)",
    "SELECT set_config(/* which? */ 'role', 'none', true)",
    "WITH a AS (SELECT set_config('role', 'none', true)) SELECT * FROM a",
    "PREPARE p AS SELECT set_config('role', 'none', true)",
    "UPDATE pg_settings SET setting = 'bob' WHERE name = 'app.current_user_id'",
    'UPDATE ONLY pg_catalog."pg_settings" SET setting = $$bob$$',
]
ENDINGS = [
    *("BEGIN", "START TRANSACTION", "COMMIT", "END", "ROLLBACK", "ROLLBACK WORK", "ABORT"),
    *("ROLLBACK AND CHAIN", "PREPARE TRANSACTION 'x'", "COMMIT PREPARED 'x'"),
]
HARMLESS = [
    "SELECT current_setting('app.current_user_id')",
    "SELECT 'SET ROLE bo1_service; COMMIT'",
    "SELECT $$; RESET ROLE; $$, E'\\'; SET ROLE x'",
    'SELECT 1 AS "; RESET ROLE; "',
    "SELECT 1 -- ; RESET ROLE",
    "/* SET ROLE x; COMMIT; */ SELECT 1",
    "SELECT CASE WHEN true THEN 1 END",
    "SELECT id AS role FROM sessions OFFSET 1",
    "UPDATE sessions SET status = 'role'",
    "UPDATE sessions SET role = 'x', session_authorization = 'y'",
    "INSERT INTO users (id) VALUES ('a') ON CONFLICT (id) DO UPDATE SET role = 'x'",
    "SET LOCAL statement_timeout = '5s'",
    "SET LOCAL hnsw.ef_search = 100",
    "SET app.current_user_identity = 'x'",
    "SET rolex.a = 'role'",
    "SET LOCAL TIME ZONE 'UTC'",
    "SET TRANSACTION READ ONLY",
    "SET CONSTRAINTS ALL DEFERRED",
    "RESET statement_timeout",
    "DISCARD TEMP",
    "SELECT set_config('hnsw.ef_search', 'role', true)",
    "SELECT set_config($$hnsw.ef_search$$::text, 'role', true)",
    "SELECT set_config FROM sessions",
    "SAVEPOINT mine",
    "ROLLBACK TO mine",
    "ROLLBACK WORK TO SAVEPOINT mine",
    "RELEASE mine",
    "DO $$ BEGIN PERFORM 1; END $$",
    "PREPARE mine AS SELECT 1",
    "SELECT name FROM pg_settings",
    "",
    ";",
]
BEFORE = [
    "",
    " \n",
    "/* route=x */ ",
    "/* a /* b */ ' */",
    "-- it's\n",
    "SELECT 1; ",
    "SELECT ';', $$';$$;",
    ";",
]


def refused(statement: str, parameters: Any = None) -> bool:
    try:
        forbidden_statements.refuse(statement, parameters)
    except TenantRefused:
        return True
    return False


@pytest.mark.parametrize("statement", SWITCHES + ENDINGS)
def test_what_switches_or_ends_is_refused_whatever_stands_around_it(statement: str) -> None:
    for before, after in itertools.product(BEFORE, ("", ";", " -- bye", "; SELECT 1")):
        assert refused(before + statement + after)


@pytest.mark.parametrize("statement", HARMLESS)
def test_other_statements_pass_whatever_stands_around_them(statement: str) -> None:
    for before, after in itertools.product(BEFORE, ("", ";", "\n/* SET ROLE x */", "\n; SELECT 1")):
        assert not refused(before + statement + after)


@given(st.lists(st.sampled_from([" ", "\n", "\t", "/**/", "/* ' */", '-- "\n']), min_size=1).map("".join))
def test_nothing_between_its_words_hides_a_switch(gap: str) -> None:
    for words in (
        ["SET", "LOCAL", "app", ".", "current_user_id", "=", "'bob'"],
        ["RESET", "ROLE"],
        ["SELECT", "pg_catalog", ".", "set_config", "(", "'role'", ",", "'none'", ",", "true", ")"],
    ):
        assert refused(gap.join(words))


def test_parameters_are_judged_where_they_name_the_setting() -> None:
    named = "SELECT set_config(%(name)s::VARCHAR, %(value)s::VARCHAR, true)"
    assert refused(named, {"name": "App.Current_User_ID", "value": "bob"})
    assert refused(named, [{"name": "x.y", "value": "1"}, {"name": "role", "value": "none"}])
    assert not refused(named, {"name": "hnsw.ef_search", "value": "role"})
    assert refused("SELECT set_config(%s, %s, true)", ("role", "none"))
    assert not refused("SELECT set_config(%s, %s, true)", ("hnsw.ef_search", "100"))
    assert not refused("SELECT %(name)s", {"name": "role"})


DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]
texts = st.text() | st.sampled_from(SWITCHES + ENDINGS + ["role", "app.current_user_id", "'; RESET ROLE; --"])


@settings(max_examples=40, deadline=None)
@given(value=texts, comment=st.sampled_from(["", "/* a='b' */ ", "-- x\n"]), inline=st.booleans())
def test_what_the_orm_writes_is_never_refused(value: str, comment: str, inline: bool) -> None:
    statements: list[ClauseElement] = [
        select(DeliberationSession).where(col(DeliberationSession.id) == value).limit(3).offset(1),
        select(literal(value).label(value or "x"), func.set_config("hnsw.ef_search", value, True)),
        update(DeliberationSession)
        .values(problem_statement=value)
        .where(col(DeliberationSession.id) == value),
        insert(Vote).values(reasoning=value),
        upsert(Persona)
        .values(code=value)
        .on_conflict_do_update(index_elements=["code"], set_={"name": value}),
    ]
    for statement in statements:
        compiled = statement.compile(
            dialect=DIALECT, compile_kwargs={"literal_binds": True} if inline else {}
        )
        assert not refused(comment + str(compiled), compiled.params)


def test_judging_costs_next_to_nothing() -> None:
    ordinary = "INSERT INTO votes (a, b, c) VALUES (%(a)s, %(b)s, %(c)s) ON CONFLICT DO UPDATE SET a = 1"
    forbidden_statements.refuse(ordinary, {})
    assert min(timeit.repeat(lambda: refused(ordinary, {}), number=1000, repeat=5)) / 1000 < 20e-6
    long = "INSERT INTO votes VALUES " + "(%(a)s, %(b)s)," * 10_000
    assert min(timeit.repeat(lambda: refused(long, {}), number=1, repeat=5)) < 0.1
