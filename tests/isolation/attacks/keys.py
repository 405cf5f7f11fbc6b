"""Generated keys: ids ahead of a sequence, and sequences that run out, break everybody's inserts."""

from tests.isolation.attacks.attack import Attack, Gives, Refused, Tells

ENTRY = "INSERT INTO audit_log (action, resource_type, user_id) VALUES ('a', 'b', {})"
AHEAD = (
    "INSERT INTO audit_log (id, action, resource_type, user_id) {} "
    "SELECT (SELECT max(id) FROM audit_log) + n, 'a', 'b', 'ann' FROM generate_series(1, 20) n"
)
NEXT = "bob> " + ENTRY.format("{bob}")
BROKEN = Refused("23505", "audit_log_pkey")

ATTACKS = (
    *(
        Attack(
            f"id ahead of a sequence{' ' if how else ''}{how}",
            (AHEAD.format(how), "COMMIT", NEXT),
            Refused("42501"),
            weakened="GRANT INSERT ON audit_log TO {roles}",
            then=BROKEN,
        )
        for how in ("", "OVERRIDING SYSTEM VALUE")
    ),
    Attack("id changed", ("UPDATE votes SET id = id + 1",), Refused("42501")),
    Attack(
        "sequence used up by nextval",
        ("SELECT nextval('audit_log_id_seq') FROM generate_series(1, 3)",),
        Refused(),
        weakened="GRANT USAGE ON SEQUENCE audit_log_id_seq TO {roles}",
        then=Tells(""),
    ),
    Attack(
        "sequence set to its end",
        ("SELECT setval('audit_log_id_seq', 2147483647)", "COMMIT", NEXT),
        Refused("42501"),
        weakened="GRANT UPDATE ON SEQUENCE audit_log_id_seq TO {roles}",
        then=Refused("2200H"),
    ),
    Attack("position of a sequence", ("SELECT last_value FROM audit_log_id_seq",), Refused()),
    Attack(
        "position of a sequence in pg_sequences",
        ("SELECT last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL",),
        Gives(),
    ),
    Attack(
        "sequence used up by inserting",
        (
            "INSERT INTO audit_log (action, resource_type, user_id) "
            "SELECT 'a', 'b', 'ann' FROM generate_series(1, 100)",
            "ROLLBACK",
            NEXT + " RETURNING 'gone: ' || (id > 100)",
        ),
        Tells("gone: true"),
        remains=True,
    ),
    Attack(
        "time of an entry forged",
        (
            "INSERT INTO audit_log (action, resource_type, user_id, timestamp) "
            "VALUES ('a', 'b', 'ann', '2001-01-01')",
        ),
        Refused(),
    ),
    Attack("entry of the log changed", ("UPDATE audit_log SET action = 'a'",), Refused()),
    Attack("entry of the log deleted", ("DELETE FROM audit_log",), Refused()),
)
