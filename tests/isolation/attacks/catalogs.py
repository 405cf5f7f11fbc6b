"""What EXPLAIN, statistics and catalogs tell of others' rows and queries."""

from tests.isolation.attacks.attack import Attack, Gives, Refused, Tells, TellsNothing
from tests.isolation.attacks.messages import OPEN, SCAN

COUNTED = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF)"

ATTACKS = (
    Attack(
        "statistics of columns",
        ("SELECT * FROM pg_stats WHERE tablename IN ('sessions', 'votes', 'users')",),
        Gives(),
        arranged="ANALYZE",
        weakened=f"{OPEN}; ANALYZE sessions",
        then=Tells(),
    ),
    Attack(
        "extended statistics",
        ("SELECT * FROM pg_stats_ext WHERE tablename = 'sessions'",),
        Gives(),
        arranged="CREATE STATISTICS pairs (mcv) ON problem_statement, phase FROM sessions; ANALYZE sessions",
    ),
    Attack("statistics as stored", ("SELECT * FROM pg_statistic",), Refused()),
    Attack(
        "rows removed by a policy, in EXPLAIN ANALYZE",
        (SCAN, f"{COUNTED} SELECT * FROM sessions"),
        Tells("Rows Removed by Filter: 2"),
        remains=True,
    ),
    Attack(
        "estimates of the planner, in EXPLAIN",
        (SCAN, "EXPLAIN SELECT * FROM sessions"),
        Tells("rows="),
        remains=True,
    ),
    Attack(
        "plan of another's constant", (f"{COUNTED} SELECT * FROM sessions WHERE true",), TellsNothing("Scan")
    ),
    Attack(
        "MERGE that meets rows without reading them",
        ("MERGE INTO sessions USING (SELECT 1) AS s (x) ON true WHEN MATCHED THEN DELETE",),
        Refused("42501", "target row violates row-level security policy"),
        remains=True,
    ),
    Attack(
        "sizes and numbers of rows of whole tables",
        ("SELECT 'rows: ' || (reltuples >= 3) FROM pg_class WHERE oid = 'sessions'::regclass",),
        Tells("rows: true"),
        arranged="ANALYZE",
        remains=True,
    ),
    Attack(
        "query text of another session, as bo1_app",
        (
            "bob> SELECT 'BOBS_SECRET' AS typed",
            "SELECT query FROM pg_stat_activity WHERE datname = current_database()",
        ),
        TellsNothing("insufficient privilege"),
    ),
    Attack(
        "query text of another session, as the login",
        (
            "bob> SELECT 'BOBS_SECRET' AS typed",
            "RESET ROLE",
            "SELECT query FROM pg_stat_activity WHERE datname = current_database()",
        ),
        Tells(),
        remains=True,
    ),
    Attack(
        "values bound to another session's query",
        (
            "bob> SELECT problem_statement FROM sessions WHERE problem_statement = %s",
            "RESET ROLE",
            "SELECT query FROM pg_stat_activity WHERE datname = current_database()",
        ),
        TellsNothing("problem_statement = $1"),
    ),
    Attack("passwords", ("SELECT rolpassword FROM pg_authid",), Refused()),
    Attack("passwords of foreign servers", ("SELECT umoptions FROM pg_user_mapping",), Refused()),
    Attack("content of large objects in the catalog", ("SELECT data FROM pg_largeobject",), Refused()),
    Attack("rules of who may connect", ("SELECT * FROM pg_hba_file_rules",), Refused()),
    Attack("settings as written in files", ("SELECT * FROM pg_file_settings",), Refused()),
    Attack(
        "definitions of policies and functions",
        ("SELECT qual FROM pg_policies WHERE tablename = 'votes'",),
        Tells("current_user_id"),
        remains=True,
    ),
    Attack(
        "names of roles and databases",
        ("SELECT rolname FROM pg_roles",),
        Tells("bo1_service"),
        remains=True,
    ),
    Attack("key that signatures are verified with", ("SELECT * FROM tenant_signing_keys",), Refused()),
)
