"""What errors and notices tell: functions that are shown rows before a policy keeps them away."""

from tests.isolation.attacks.attack import Attack, Tells, TellsNothing

OPEN = "ALTER TABLE sessions DISABLE ROW LEVEL SECURITY; ALTER TABLE sessions NO FORCE ROW LEVEL SECURITY"

# So that conditions are evaluated in the order of their cost, not by an index.
SCAN = "SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off"

NOISY = """
CREATE FUNCTION noisy(text) RETURNS boolean LANGUAGE plpgsql COST 0.000001 AS
$$ BEGIN RAISE NOTICE 'shown: %', $1; RETURN true; END $$;
GRANT EXECUTE ON FUNCTION noisy(text) TO {roles}
"""


def _raising(name: str, condition: str) -> Attack:
    # Any text fails, so what the error quotes is the first row that the condition was evaluated for.
    return Attack(
        name,
        (f"SELECT 1 FROM sessions WHERE {condition} ORDER BY id DESC",),
        TellsNothing("ANNS_WORDS"),
        weakened=f"{OPEN}; DELETE FROM sessions WHERE id <> 'bobs-session'",
        then=Tells(),
    )


ATTACKS = (
    _raising("cast that raises", "problem_statement::int = 1"),
    _raising("cast to date that raises", "problem_statement::date = now()"),
    _raising("operator that is not leakproof", "('[' || problem_statement || ']')::json ->> 0 = ''"),
    _raising("function that raises", "pg_size_bytes(problem_statement) > 0"),
    _raising("name that is looked up", "problem_statement::regclass IS NOT NULL"),
    Attack(
        "RAISE in a function of the database",
        (SCAN, "SELECT 1 FROM sessions WHERE noisy(problem_statement)"),
        TellsNothing("shown: ANNS_WORDS"),
        arranged=NOISY,
    ),
    Attack(
        "RAISE in a function that is said to be leakproof",
        (SCAN, "SELECT 1 FROM sessions WHERE quiet(problem_statement)"),
        Tells(),
        arranged="CREATE FUNCTION quiet(text) RETURNS boolean LANGUAGE plpgsql COST 0.000001 LEAKPROOF AS "
        "$$ BEGIN RAISE NOTICE 'shown: %', $1; RETURN true; END $$; "
        "GRANT EXECUTE ON FUNCTION quiet(text) TO {roles}",
        remains=True,
    ),
    Attack(
        "function in the condition of my_account",
        (SCAN, "SELECT 1 FROM my_account WHERE raising(email)"),
        TellsNothing("shown: ANNS_WORDS"),
        arranged=NOISY.replace("noisy", "raising"),
        weakened=f"{NOISY.replace('noisy', 'raising')}; ALTER VIEW my_account RESET (security_barrier)",
        then=Tells(),
    ),
    Attack(
        "RAISE in a DO block",
        (
            "DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM sessions LOOP RAISE NOTICE '%', r; "
            "END LOOP; END $$",
        ),
        TellsNothing("ANNS_WORDS"),
        weakened=OPEN,
        then=Tells(),
    ),
    Attack(
        "debugging messages",
        (
            "SET LOCAL client_min_messages = debug5",
            "SET LOCAL debug_print_plan = on",
            "SELECT * FROM sessions",
        ),
        TellsNothing("ANNS_WORDS"),
        weakened=OPEN,
        then=Tells(),
    ),
    Attack(
        "query in a function of the system",
        ("SELECT * FROM ts_stat('SELECT problem_statement::tsvector FROM public.sessions')",),
        TellsNothing("ANNS_WORDS"),
        weakened=OPEN,
        then=Tells(),
    ),
    Attack(
        "failing row in the error of a check",
        ("UPDATE sessions SET status = 'none'",),
        TellsNothing("sessions_status_check"),
    ),
)
