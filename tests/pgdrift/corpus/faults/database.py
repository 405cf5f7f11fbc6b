"""Faults in databases."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a database's owner", "ALTER DATABASE {database} OWNER TO desk_app", "owner-changed"),
    Fault(
        "a database's limit",
        "ALTER DATABASE {database} CONNECTION LIMIT 7",
        "connection-limit-changed",
        "warning",
    ),
    Fault("a database comment", "COMMENT ON DATABASE {database} IS 'd'", "comment-changed", "warning"),
]
