"""Becoming somebody else: roles, row level security off, and another tenant's name."""

from tests.isolation.attacks.attack import Attack, Gives, Outcome, Refused, Tells, TellsNothing

OWN = Gives((("anns-session",),))
NAME_BOB = "set_config('app.current_user_id', {bob}, true)"


def _refused(name: str, *steps: str, outcome: Outcome | None = None) -> Attack:
    return Attack(name, steps, outcome or Refused())


def _gains_nothing(name: str, *steps: str) -> Attack:
    return Attack(name, (*steps, "SELECT id FROM sessions"), OWN)


def _names_bob(name: str, *steps: str) -> Attack:
    return Attack(name, steps, Tells(), signed=TellsNothing(), remains=True)


ATTACKS = (
    _refused("row_security off", "SET row_security = off", "SELECT id FROM sessions"),
    _gains_nothing("RESET ROLE", "RESET ROLE"),
    _gains_nothing("SET ROLE NONE", "SET ROLE NONE"),
    _gains_nothing("SET SESSION AUTHORIZATION DEFAULT", "SET SESSION AUTHORIZATION DEFAULT"),
    *(
        _refused(f"SET ROLE {role}", f"SET ROLE {role}")
        for role in ("bo1_owner", "bo1_service", "bo1_migrator", "pg_read_all_data", "postgres")
    ),
    _refused("role by set_config", "SELECT set_config('role', 'bo1_service', true)"),
    _refused("role in a DO block", "DO $$ BEGIN PERFORM set_config('role', 'bo1_owner', true); END $$"),
    _refused("SET SESSION AUTHORIZATION", "SET SESSION AUTHORIZATION bo1_service"),
    _refused("row level security off for the table", "ALTER TABLE sessions DISABLE ROW LEVEL SECURITY"),
    _refused("BYPASSRLS for oneself", "RESET ROLE", "ALTER ROLE CURRENT_USER BYPASSRLS"),
    _refused("membership for oneself", "RESET ROLE", "GRANT bo1_service TO CURRENT_USER"),
    _refused("foreign keys switched off", "SET session_replication_role = replica"),
    _refused("logging switched off", "SET log_statement = 'none'"),
    _refused("settings of the database", "ALTER DATABASE template1 SET app.current_user_id = 'x'"),
    # The name of a tenant is a setting that everybody may set: only a signature makes it more than that.
    _names_bob("another's name", f"SELECT {NAME_BOB}", "SELECT problem_statement FROM sessions"),
    _names_bob(
        "another's name by SET, injected behind a statement",
        "SELECT 1; SET LOCAL app.current_user_id = {bob}; SELECT problem_statement FROM sessions",
    ),
    _names_bob(
        "another's name in the reading statement",
        f"SELECT problem_statement FROM sessions, (SELECT {NAME_BOB} AS x OFFSET 0) s WHERE s.x <> ''",
        f"SELECT (SELECT {NAME_BOB}), string_agg(problem_statement, ' ') FROM sessions",
        "SELECT problem_statement FROM sessions",
    ),
    _names_bob(
        "another's name in a DO block",
        f"DO $$ DECLARE t text; BEGIN PERFORM {NAME_BOB}; SELECT string_agg(problem_statement, ' ') INTO t "
        "FROM sessions; RAISE NOTICE '%', t; END $$",
    ),
    _refused(
        "tenant preset for all later connections of the login",
        "RESET ROLE",
        "ALTER ROLE CURRENT_USER SET app.current_user_id = 'ann'",
    ),
    # A role may always change its own password and presets of settings that everybody may set.
    Attack(
        "settings preset for all later connections of the login",
        (
            "RESET ROLE",
            "ALTER ROLE CURRENT_USER SET statement_timeout = 1",
            "SELECT array_to_string(setconfig, ',') FROM pg_db_role_setting "
            "WHERE setrole = session_user::regrole",
        ),
        Tells("statement_timeout=1"),
        remains=True,
    ),
    Attack(
        "password of the login",
        ("RESET ROLE", "ALTER ROLE CURRENT_USER PASSWORD 'mine'", "SELECT 'changed'"),
        Tells("changed"),
        remains=True,
    ),
)
