"""SECURITY DEFINER: functions that run with more rights than their caller's."""

from tests.isolation.attacks.attack import Attack, Gives, Refused, Tells, TellsNothing


def _definer(
    name: str, owner: str, body: str, settings: str = "SET search_path = pg_catalog, pg_temp"
) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER {settings} "
        f"AS $f$ {body} $f$; "
        f"ALTER FUNCTION {name}() OWNER TO {owner}; GRANT EXECUTE ON FUNCTION {name}() TO {{roles}}"
    )


READ = "SELECT problem_statement FROM public.sessions"

ATTACKS = (
    Attack(
        "function of one's own as SECURITY DEFINER",
        ("CREATE FUNCTION public.f() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1",),
        Refused(),
    ),
    Attack(
        "function of the database made SECURITY DEFINER",
        ("ALTER FUNCTION current_user_id() SECURITY DEFINER",),
        Refused(),
    ),
    Attack(
        "definer function of the owner of the tables",
        ("SELECT * FROM of_the_owner()",),
        Gives(),  # forced row level security admits its owner to no row
        arranged=_definer("of_the_owner", "bo1_owner", READ),
    ),
    Attack(
        "definer function of a role with BYPASSRLS",
        ("SELECT * FROM of_the_service()",),
        Tells(),
        arranged=_definer("of_the_service", "bo1_service", READ),
        audited=("definer-beyond-policies public.of_the_service()",),
        remains=True,
    ),
    Attack(
        "definer function without a search_path",
        (
            "CREATE TEMP VIEW names AS SELECT problem_statement AS name FROM sessions",
            "SELECT * FROM unguarded()",
        ),
        Refused("42501", "permission denied"),
        arranged="CREATE TABLE names (name text); ALTER TABLE names OWNER TO bo1_owner; "
        + _definer("unguarded", "bo1_owner", "SELECT name FROM names", ""),
        audited=("definer-without-search-path public.unguarded()",),
    ),
    Attack(
        "verifier of signatures, called by hand",
        ("SELECT signed_user_id() IS NOT DISTINCT FROM {bob}, count(*) FROM tenant_signing_keys",),
        Refused("42501", "tenant_signing_keys"),
    ),
    Attack(
        "verifier of signatures, with names of one's own before the system's",
        ("SET LOCAL search_path = public, pg_catalog", "SELECT 'words', problem_statement FROM sessions"),
        TellsNothing("ANNS_WORDS"),
    ),
    Attack("trigger function called by hand", ("SELECT set_updated_at()",), Refused()),
)
