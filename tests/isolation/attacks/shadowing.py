"""Objects of one's own that stand before those of the database: temporary ones, search_path, operators."""

from tests.isolation.attacks.attack import Attack, Gives, Refused, Tells, TellsNothing

OWN = Gives((("anns-session",),))
TEMP = "DO $$ BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO {roles}', current_database()); END $$"
PLAYGROUND = "CREATE SCHEMA {name}; GRANT USAGE, CREATE ON SCHEMA {name} TO {{roles}}"


def _temporary(name: str, create: str, show: str, shown: str) -> Attack:
    return Attack(name, (create, show), Refused(), weakened=TEMP, then=Tells(shown))


def _writable(name: str, schema: str, *steps: str) -> Attack:
    """In a schema that somebody made writable, which the audit finds."""
    return Attack(
        name,
        tuple(step.replace("playground", schema) for step in steps),
        TellsNothing("ANNS_WORDS"),
        arranged=PLAYGROUND.format(name=schema),
        audited=(f"schema-create-privilege {schema}",),
    )


ATTACKS = (
    _temporary(
        "temporary table before sessions",
        "CREATE TEMP TABLE sessions AS SELECT 'forged' AS id",
        "SELECT id FROM sessions",
        "forged",
    ),
    _temporary(
        "temporary view before sessions",
        "CREATE TEMP VIEW sessions AS SELECT 'forged' AS id",
        "SELECT id FROM sessions",
        "forged",
    ),
    _temporary(
        "temporary function",
        "CREATE FUNCTION pg_temp.f() RETURNS text LANGUAGE sql RETURN 'forged'",
        "SELECT pg_temp.f()",
        "forged",
    ),
    Attack(
        "temporary function in place of current_user_id()",
        (
            "CREATE FUNCTION pg_temp.current_user_id() RETURNS text LANGUAGE sql RETURN {bob}",
            "SET LOCAL search_path = pg_temp, public",
            "SELECT id FROM sessions",
        ),
        Refused("42501", "permission denied to create temporary"),
        weakened=TEMP,
        then=OWN,  # even then: policies name the function with its schema
    ),
    Attack(
        "function in public", ("CREATE FUNCTION public.f() RETURNS int LANGUAGE sql RETURN 1",), Refused()
    ),
    Attack(
        "operator in public",
        ("CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",),
        Refused(),
    ),
    Attack("schema of one's own", ("CREATE SCHEMA mine",), Refused()),
    Attack("empty search_path", ("SET LOCAL search_path = ''", "SELECT id FROM public.sessions"), OWN),
    _writable(
        "operator = that is always true, in a writable schema",
        "playground_of_operators",
        "CREATE FUNCTION playground.yes(text, text) RETURNS boolean LANGUAGE sql RETURN true",
        "CREATE OPERATOR playground.= (LEFTARG = text, RIGHTARG = text, FUNCTION = playground.yes)",
        "SET LOCAL search_path = playground, pg_catalog",
        "SELECT problem_statement FROM public.sessions WHERE id = 'x'::text",
    ),
    _writable(
        "cheap function that tells what it is shown, in a writable schema",
        "playground_of_functions",
        "CREATE FUNCTION playground.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.000001 AS "
        "$$ BEGIN RAISE NOTICE 'shown: %', $1; RETURN true; END $$",
        "SELECT count(*) FROM my_account WHERE playground.tell(email)",
    ),
    Attack(
        "function said to be leakproof, in a writable schema",
        ("CREATE FUNCTION playground_of_liars.f(text) RETURNS boolean LANGUAGE sql LEAKPROOF RETURN true",),
        Refused("42501", "only superuser can define a leakproof function"),
        arranged=PLAYGROUND.format(name="playground_of_liars"),
    ),
)
