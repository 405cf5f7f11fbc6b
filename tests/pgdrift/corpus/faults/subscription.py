"""Faults in subscriptions. They belong to the whole server and are not copied with a database."""

from tests.pgdrift.corpus.fault import Fault

_MADE = (
    "CREATE SUBSCRIPTION {name} CONNECTION 'host=fill.in' PUBLICATION a, b "
    "WITH (connect = false, slot_name = NONE, streaming = on)"
)
_ASKS = "the publisher has to be asked, and is none"


def _fault(
    name: str,
    sql: str,
    finding: str = "subscription-changed",
    severity: str = "error",
    since: int = 15,
    beyond_repair: str = "",
) -> Fault:
    return Fault(name, sql, finding, severity, _MADE.format(name="feed_in"), since, beyond_repair)


def _set(column: str, value: str) -> str:
    """Past what PostgreSQL allows without a publisher that answers."""
    return (
        f"UPDATE pg_subscription SET {column} = {value} WHERE subname = 'feed_in' "
        "AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )


FAULTS = [
    _fault("a subscription is gone", "DROP SUBSCRIPTION feed_in", "subscription-missing"),
    _fault("a subscription came", _MADE.format(name="extra"), "subscription-extra"),
    _fault(
        "an enabled subscription came",
        _MADE.format(name="extra") + "; " + _set("subslotname", "'here'").replace("feed_in", "extra"),
        "subscription-extra",
    ),
    _fault(
        "other publications",
        "ALTER SUBSCRIPTION feed_in SET PUBLICATION a, c WITH (refresh = false)",
    ),
    _fault("a slot", "ALTER SUBSCRIPTION feed_in SET (slot_name = 'here')"),
    _fault("enabled", _set("subenabled", "true"), "subscription-enabled-changed"),
    _fault(
        "in binary form", "ALTER SUBSCRIPTION feed_in SET (binary = true)", "subscription-tuned", "warning"
    ),
    _fault(
        "not streaming", "ALTER SUBSCRIPTION feed_in SET (streaming = off)", "subscription-tuned", "warning"
    ),
    _fault("in two phases", _set("subtwophasestate", "'e'"), beyond_repair=_ASKS),
    _fault("stops at an error", "ALTER SUBSCRIPTION feed_in SET (disable_on_error = true)"),
    _fault("commits at once", "ALTER SUBSCRIPTION feed_in SET (synchronous_commit = 'on')"),
    _fault("only what is written there", "ALTER SUBSCRIPTION feed_in SET (origin = none)", since=16),
    _fault(
        "needs no password",
        "ALTER SUBSCRIPTION feed_in SET (password_required = false)",
        "subscription-rights-changed",
        since=16,
    ),
    _fault(
        "writes with its owner's rights",
        "ALTER SUBSCRIPTION feed_in SET (run_as_owner = true)",
        "subscription-rights-changed",
        since=16,
    ),
    _fault("fails over", _set("subfailover", "true"), since=17, beyond_repair=_ASKS),
    _fault(
        "a subscription's owner", "ALTER SUBSCRIPTION feed_in OWNER TO desk_other_super", "owner-changed"
    )._replace(before=_MADE.format(name="feed_in") + "; CREATE ROLE desk_other_super SUPERUSER"),
    _fault(
        "a subscription's comment", "COMMENT ON SUBSCRIPTION feed_in IS 's'", "comment-changed", "warning"
    ),
]
