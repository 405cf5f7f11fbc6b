"""Faults in tablespaces."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a tablespace's owner", "ALTER TABLESPACE pg_default OWNER TO desk_app", "owner-changed"),
    Fault(
        "another price of reading",
        "ALTER TABLESPACE pg_default SET (random_page_cost = 1.1)",
        "tablespace-options-changed",
        "warning",
    ),
    Fault(
        "a comment on a tablespace", "COMMENT ON TABLESPACE pg_default IS 't'", "comment-changed", "warning"
    ),
]
