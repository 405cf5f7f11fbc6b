"""What keys tell: whether an id that belongs to somebody else exists."""

from tests.isolation.attacks.attack import Attack, Gives, Refused, Tells

CHILD = (
    "INSERT INTO votes (session_id, persona_code, vote_choice, reasoning) "
    "SELECT '{}', code, 'v', 'r' FROM personas"
)
MOVE = "UPDATE contributions SET session_id = '{}'"
FOREIGN_KEY = 'insert or update on table "{}" violates foreign key constraint "{}_session_id_user_id_fkey"'


# Each pair expects one and the same text for an id that exists and for one that does not: without the
# detail in which PostgreSQL would name the key.
ATTACKS = (
    *(
        Attack(f"{verb} {which} session", (statement.format(key),), Refused("23503", words))
        for verb, statement, words in (
            ("vote on", CHILD, FOREIGN_KEY.format("votes", "votes")),
            ("contribution moved to", MOVE, FOREIGN_KEY.format("contributions", "contributions")),
        )
        for which, key in (("another's", "bobs-session"), ("no", "no-session"))
    ),
    *(
        Attack(
            f"entry of the log for {which} user",
            (f"INSERT INTO audit_log (action, resource_type, user_id) VALUES ('a', 'b', {key})",),
            Refused("42501", 'new row violates row-level security policy for table "audit_log"'),
        )
        for which, key in (("another", "{bob}"), ("no", "'no-user'"))
    ),
    Attack(
        "session with another's id",
        ("INSERT INTO sessions (id, user_id, problem_statement) VALUES ('bobs-session', 'ann', 'p')",),
        Refused("23505", 'duplicate key value violates unique constraint "sessions_pkey"'),
        remains=True,
    ),
    Attack(
        "session with another's id, ON CONFLICT DO NOTHING",
        (
            "INSERT INTO sessions (id, user_id, problem_statement) VALUES ('bobs-session', 'ann', 'p') "
            "ON CONFLICT DO NOTHING RETURNING id",
        ),
        Gives(),
        remains=True,
    ),
    Attack(
        "session with another's id, ON CONFLICT DO UPDATE",
        (
            "INSERT INTO sessions (id, user_id, problem_statement) VALUES ('bobs-session', 'ann', 'p') "
            "ON CONFLICT (id) DO UPDATE SET phase = sessions.problem_statement RETURNING *",
        ),
        Refused("42501", "row-level security policy (USING expression)"),
    ),
    Attack(
        "gap in generated ids",
        (
            "SELECT set_config('my.id', (SELECT max(id) FROM audit_log)::text, true)",
            "bob> INSERT INTO audit_log (action, resource_type, user_id) VALUES ('a', 'b', {bob})",
            "bob> INSERT INTO audit_log (action, resource_type, user_id) VALUES ('a', 'b', {bob})",
            "INSERT INTO audit_log (action, resource_type, user_id) VALUES ('a', 'b', 'ann') "
            "RETURNING 'others wrote: ' || (id - current_setting('my.id')::int > 2)",
        ),
        Tells("others wrote: true"),
        remains=True,
    ),
    Attack(
        "e-mail address of another account",
        ("UPDATE my_account SET email = 'BOBS@x.org'",),
        Refused("42501", "permission denied for view my_account"),
    ),
)
