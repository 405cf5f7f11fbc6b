"""Faults in columns of views with a default or comment."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault(
        "a view's column comment",
        "COMMENT ON COLUMN public.desk_notes.body IS 'other'",
        "comment-changed",
        "warning",
    ),
    Fault(
        "no comment on a view's column",
        "COMMENT ON COLUMN public.desk_notes.body IS NULL",
        "comment-changed",
        "warning",
    ),
    Fault(
        "a stored view's column comment",
        "COMMENT ON COLUMN archive.kind_counts.code IS 'c'",
        "comment-changed",
        "warning",
    ),
    Fault("a view's default", "ALTER VIEW public.my_tenant ALTER tier SET DEFAULT 'pro'", "default-changed"),
    Fault("no view's default", "ALTER VIEW public.my_tenant ALTER tier DROP DEFAULT", "default-changed"),
    Fault(
        "a stored view's column on another sample",
        "ALTER MATERIALIZED VIEW archive.kind_counts ALTER COLUMN number SET STATISTICS 9",
        "statistics-changed",
        "warning",
        before="ALTER MATERIALIZED VIEW archive.kind_counts ALTER COLUMN number SET STATISTICS 7",
    ),
    Fault(
        "a stored view's column under other assumptions",
        "ALTER MATERIALIZED VIEW archive.kind_counts ALTER COLUMN number SET (n_distinct = 9)",
        "statistics-changed",
        "warning",
        before="ALTER MATERIALIZED VIEW archive.kind_counts ALTER COLUMN number SET (n_distinct = 7)",
    ),
    Fault(
        "a stored view's column stored another way",
        "ALTER MATERIALIZED VIEW archive.kind_counts ALTER COLUMN code SET STORAGE MAIN",
        "column-storage-changed",
        "warning",
        before="ALTER MATERIALIZED VIEW archive.kind_counts ALTER COLUMN code SET STORAGE EXTERNAL",
    ),
    Fault(
        "a stored view's column compressed another way",
        "ALTER MATERIALIZED VIEW archive.kind_counts ALTER COLUMN code SET COMPRESSION pglz",
        "column-storage-changed",
        "warning",
        before="ALTER MATERIALIZED VIEW archive.kind_counts ALTER COLUMN code SET STATISTICS 7",
    ),
    Fault(
        "a view's default came", "ALTER VIEW public.my_tenant ALTER email SET DEFAULT 'x'", "default-changed"
    ),
]
