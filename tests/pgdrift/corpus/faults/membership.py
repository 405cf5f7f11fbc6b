"""Faults in memberships."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a membership came", "GRANT desk_service TO desk_app", "membership-extra"),
    Fault("one of PostgreSQL's own roles", "GRANT desk_app TO pg_monitor", "membership-extra"),
    Fault("a membership is gone", "REVOKE desk_owner FROM desk_service", "membership-missing"),
    Fault(
        "may pass a membership on",
        "GRANT desk_owner TO desk_service WITH ADMIN OPTION",
        "membership-changed",
    ),
    Fault(
        "a membership without its rights",
        "GRANT desk_owner TO desk_service WITH INHERIT FALSE",
        "membership-changed",
        since=16,
    ),
    Fault(
        "a membership without becoming",
        "GRANT desk_owner TO desk_service WITH SET FALSE",
        "membership-changed",
        since=16,
    ),
]
