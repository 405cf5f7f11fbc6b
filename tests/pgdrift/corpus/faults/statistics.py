"""Faults in extended statistics."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("statistics are gone", "DROP STATISTICS public.desk_sizes", "statistics-missing", "warning"),
    Fault(
        "statistics came",
        "CREATE STATISTICS public.extra (dependencies) ON body, choice FROM public.notes",
        "statistics-extra",
        "warning",
    ),
    Fault(
        "other statistics",
        "DROP STATISTICS public.desk_sizes; "
        "CREATE STATISTICS public.desk_sizes (mcv) ON title, size FROM public.desks",
        "statistics-changed",
        "warning",
    ),
    Fault(
        "more exact statistics",
        "ALTER STATISTICS public.desk_sizes SET STATISTICS 300",
        "statistics-changed",
        "warning",
    ),
    Fault("statistics' owner", "ALTER STATISTICS public.desk_sizes OWNER TO desk_owner", "owner-changed"),
    Fault(
        "a comment on statistics",
        "COMMENT ON STATISTICS public.desk_sizes IS 's'",
        "comment-changed",
        "warning",
    ),
]
