"""Faults in publications."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a publication is gone", "DROP PUBLICATION desks_feed", "publication-missing"),
    Fault(
        "everything is published",
        "CREATE PUBLICATION extra FOR ALL TABLES",
        "publication-extra",
        "warning",
    ),
    Fault(
        "every column is published",
        "ALTER PUBLICATION desks_feed SET TABLE public.desks",
        "publication-changed",
    ),
    Fault(
        "a schema is published",
        "ALTER PUBLICATION desks_feed SET TABLES IN SCHEMA public",
        "publication-changed",
    ),
    Fault(
        "nothing is published", "ALTER PUBLICATION desks_feed DROP TABLE public.desks", "publication-changed"
    ),
    Fault(
        "other changes are published",
        "ALTER PUBLICATION desks_feed SET (publish = 'insert, delete')",
        "publication-changed",
    ),
    Fault("a publication's owner", "ALTER PUBLICATION desks_feed OWNER TO desk_owner", "owner-changed"),
    Fault(
        "a publication's comment", "COMMENT ON PUBLICATION desks_feed IS 'p'", "comment-changed", "warning"
    ),
    Fault(
        "only some rows are published",
        "ALTER PUBLICATION desks_feed SET TABLE public.desks (id, title) WHERE (id <> 'd1')",
        "publication-changed",
    ),
    Fault(
        "published through the whole",
        "ALTER PUBLICATION desks_feed SET (publish_via_partition_root)",
        "publication-changed",
    ),
    Fault(
        "generated columns are published",
        "ALTER PUBLICATION desks_feed SET (publish_generated_columns = stored)",
        "publication-changed",
        since=18,
    ),
]
