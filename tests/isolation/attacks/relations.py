"""Views, materialized views, partitions and heirs: other ways to rows that a policy protects."""

from tests.isolation.attacks.attack import Attack, Gives, Refused, Tells, TellsNothing

GRANT = "GRANT SELECT ON {} TO {{roles}}"


def _view(name: str, owner: str, options: str = "") -> str:
    return (
        f"CREATE VIEW {name} {options} AS SELECT problem_statement FROM sessions; "
        f"ALTER VIEW {name} OWNER TO {owner}; {GRANT.format(name)}"
    )


def _stored(name: str, owner: str) -> str:
    return (
        f"CREATE MATERIALIZED VIEW {name} AS SELECT problem_statement FROM sessions WITH NO DATA; "
        f"ALTER MATERIALIZED VIEW {name} OWNER TO {owner}; {GRANT.format(name)}; "
        f"REFRESH MATERIALIZED VIEW {name}"
    )


def _partitioned(name: str, *, granted: bool) -> str:
    own = "user_id = public.current_user_id()"
    return (
        f"CREATE TABLE {name} (user_id text, words text) PARTITION BY LIST (user_id); "
        f"CREATE TABLE {name}_part PARTITION OF {name} DEFAULT; "
        f"INSERT INTO {name} VALUES ('ann', 'ANNS_WORDS'), ('b', 'BOBS_SECRET'); "
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY; ALTER TABLE {name} FORCE ROW LEVEL SECURITY; "
        f"CREATE POLICY p ON {name} TO {{roles}} USING ({own}) WITH CHECK ({own}); {GRANT.format(name)}"
        + (f"; {GRANT.format(name + '_part')}" if granted else "")
    )


ATTACKS = (
    Attack(
        "view of the owner without invoker rights",
        ("SELECT * FROM owners_view",),
        Gives(),  # forced row level security admits the view's owner to no row
        arranged=_view("owners_view", "bo1_owner"),
    ),
    Attack(
        "view of a role with BYPASSRLS without invoker rights",
        ("SELECT * FROM services_view",),
        Tells(),
        arranged=_view("services_view", "bo1_service"),
        audited=("view-with-owner-rights public.services_view",),
        remains=True,
    ),
    Attack(
        "view with invoker rights",
        ("SELECT * FROM invokers_view",),
        Gives((("ANNS_WORDS",),)),
        arranged=_view("invokers_view", "bo1_service", "WITH (security_invoker = true)"),
    ),
    Attack(
        "materialized view of the owner",
        ("SELECT * FROM owners_store",),
        Gives(),
        arranged=_stored("owners_store", "bo1_owner"),
        audited=("materialized-view-of-protected-rows public.owners_store",),
    ),
    Attack(
        "materialized view of a role with BYPASSRLS",
        ("SELECT * FROM services_store",),
        Tells(),
        arranged=_stored("services_store", "bo1_service"),
        audited=("materialized-view-of-protected-rows public.services_store",),
        remains=True,
    ),
    Attack(
        "materialized view refreshed",
        ("REFRESH MATERIALIZED VIEW refreshed",),
        Refused(),
        arranged=_stored("refreshed", "bo1_service"),
    ),
    Attack(
        "partition through its table",
        ("SELECT words FROM parted",),
        Gives((("ANNS_WORDS",),)),
        arranged=_partitioned("parted", granted=False),
        audited=("partition-without-row-security public.parted_part",),
    ),
    Attack(
        "partition addressed directly",
        ("SELECT words FROM closed_part",),
        Refused(),
        arranged=_partitioned("closed", granted=False),
    ),
    Attack(
        "partition addressed directly, with privileges",
        ("SELECT words FROM granted_part",),
        Tells(),
        arranged=_partitioned("granted", granted=True),
        audited=("partition-with-privileges public.granted_part",),
        remains=True,
    ),
    Attack("heir of a table", ("CREATE TABLE heir () INHERITS (sessions)",), Refused()),
    Attack(
        "every row through a whole-row function",
        ("SELECT row_to_json(s), s::text, j FROM sessions s, LATERAL (SELECT to_jsonb(s) AS j) l",),
        TellsNothing("ANNS_WORDS"),
    ),
    Attack(
        "sample of a table",
        ("SELECT problem_statement FROM sessions TABLESAMPLE BERNOULLI (100)",),
        TellsNothing("ANNS_WORDS"),
    ),
    Attack(
        "rows of users by the view's key",
        ("SELECT * FROM my_account WHERE id = {bob} OR true",),
        TellsNothing("ANNS_WORDS"),
    ),
    Attack("users behind the view", ("SELECT u.email FROM my_account a JOIN users u ON true",), Refused()),
)
