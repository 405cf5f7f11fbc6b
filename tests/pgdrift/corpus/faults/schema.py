"""Faults in schemas."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a schema is gone", "DROP SCHEMA archive CASCADE", "schema-missing"),
    Fault("a schema came", "CREATE SCHEMA extra", "schema-extra", "warning"),
    Fault("a schema's owner", "ALTER SCHEMA archive OWNER TO desk_app", "owner-changed"),
    Fault("a comment on a schema", "COMMENT ON SCHEMA archive IS 's'", "comment-changed", "warning"),
]
