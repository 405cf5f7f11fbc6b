"""Faults in extensions."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("an extension is gone", "DROP EXTENSION vector", "extension-missing"),
    Fault(
        "an extension came",
        "CREATE EXTENSION vector",
        "extension-extra",
        "warning",
        before="DROP EXTENSION vector",
    ),
    Fault(
        "an extension in another schema",
        "ALTER EXTENSION vector SET SCHEMA archive",
        "extension-schema-changed",
    ),
    Fault(
        "another version of an extension",
        "UPDATE pg_extension SET extversion = '0.0' WHERE extname = 'plpgsql'",
        "extension-version-changed",
        "warning",
        beyond_repair="the server has no script that leads from a version that never was",
    ),
    Fault("a comment on an extension", "COMMENT ON EXTENSION plpgsql IS 'e'", "comment-changed", "warning"),
]
