"""What all tenants share: locks, notifications, large objects, other sessions of their login."""

from tests.isolation.attacks.attack import Attack, Refused, Tells

PATIENCE = "bob> SET LOCAL lock_timeout = '100ms'"

ATTACKS = (
    Attack(
        "LOCK TABLE against all readers",
        ("LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE", PATIENCE, "bob> SELECT id FROM sessions"),
        Refused("55P03"),
        remains=True,
    ),
    Attack(
        "LOCK TABLE of an append-only table", ("LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE",), Refused()
    ),
    Attack("LOCK TABLE of what is only read", ("LOCK TABLE personas IN SHARE MODE",), Refused()),
    Attack(
        "row locks on another's rows",
        (
            "SELECT id FROM sessions FOR UPDATE",
            PATIENCE,
            "bob> UPDATE sessions SET phase = 'p' RETURNING 'unhindered'",
        ),
        Tells("unhindered"),
    ),
    Attack(
        "advisory lock",
        ("SELECT pg_advisory_xact_lock(42)", "bob> SELECT 'free: ' || pg_try_advisory_xact_lock(42)"),
        Tells("free: false"),
        remains=True,
    ),
    Attack(
        "LISTEN and NOTIFY",
        (
            *("LISTEN everybody", "COMMIT"),
            *("bob> NOTIFY everybody, 'BOBS_SECRET'", "bob> COMMIT"),
            *("COMMIT", "SELECT 1"),
        ),
        Tells(),
        remains=True,
    ),
    Attack(
        "large object of another tenant",
        (
            "SELECT convert_from(lo_get(oid), 'UTF8') FROM pg_largeobject_metadata "
            "WHERE lomowner = current_user::regrole",
        ),
        Tells(),
        arranged="SET ROLE bo1_app; SELECT lo_from_bytea(0, 'BOBS_SECRET'); "
        "SET ROLE bo1_signed_app; SELECT lo_from_bytea(0, 'BOBS_SECRET'); RESET ROLE",
        remains=True,
    ),
    Attack("large object from a file", ("SELECT lo_import('/etc/passwd')",), Refused()),
    Attack("large object into a file", ("SELECT lo_export(1, '/tmp/x')",), Refused()),
    Attack(
        "cancelling another session, as bo1_app",
        (
            "bob> SELECT 1",
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        ),
        Refused(),
    ),
    Attack(
        "cancelling another session, as the login",
        (
            "bob> SELECT 1",
            "RESET ROLE",
            "SELECT 'cancelled: ' || pg_cancel_backend(pid) FROM pg_stat_activity "
            "WHERE usename = session_user AND datname = current_database() AND pid <> pg_backend_pid()",
        ),
        Tells("cancelled: true"),
        remains=True,
    ),
    Attack(
        "snapshot of another session",
        ("SELECT pg_export_snapshot()", "SELECT count(*) || ' of one''s own' FROM sessions"),
        Tells("1 of one's own"),
    ),
)
