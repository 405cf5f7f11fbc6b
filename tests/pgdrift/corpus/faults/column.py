"""Faults in columns."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault(
        "a column is gone",
        "ALTER TABLE public.notes DROP COLUMN tenant_id CASCADE",
        "column-missing",
        beyond_repair="nobody can tell whose rows they were",
    ),
    Fault("a column nobody uses is gone", "ALTER TABLE public.tenants DROP COLUMN remark", "column-missing"),
    Fault("a column came", "ALTER TABLE public.notes ADD COLUMN extra text", "column-extra", "warning"),
    Fault(
        "a required column came",
        "ALTER TABLE public.notes ADD COLUMN extra text NOT NULL DEFAULT ''; "
        "ALTER TABLE public.notes ALTER extra DROP DEFAULT",
        "column-extra",
    ),
    Fault("a narrower type", "ALTER TABLE public.notes ALTER choice TYPE varchar(10)", "column-type-changed"),
    Fault("a wider type", "ALTER TABLE public.tenants ALTER visits TYPE bigint", "column-type-changed"),
    Fault(
        "another precision", "ALTER TABLE public.desks ALTER cost TYPE numeric(10,2)", "column-type-changed"
    ),
    Fault("no NOT NULL", "ALTER TABLE public.notes ALTER body DROP NOT NULL", "column-nullable"),
    Fault("a NOT NULL", "ALTER TABLE public.notes ALTER choice SET NOT NULL", "column-not-null"),
    Fault("another default", "ALTER TABLE public.desks ALTER size SET DEFAULT 11", "default-changed"),
    Fault("no default", "ALTER TABLE public.notes ALTER tenant_id DROP DEFAULT", "default-changed"),
    Fault("a default", "ALTER TABLE public.notes ALTER choice SET DEFAULT 'no'", "default-changed"),
    Fault("identity always", "ALTER TABLE public.notes ALTER id SET GENERATED ALWAYS", "identity-changed"),
    Fault("no identity", "ALTER TABLE public.notes ALTER id DROP IDENTITY", "identity-changed"),
    Fault(
        "no longer generated",
        "ALTER TABLE public.desks ALTER double_size DROP EXPRESSION",
        "generated-changed",
    ),
    Fault(
        "another collation",
        'ALTER TABLE public.tenants ALTER remark TYPE text COLLATE "C"',
        "collation-changed",
    ),
    Fault(
        "another storage",
        "ALTER TABLE public.notes ALTER body SET STORAGE EXTERNAL",
        "column-storage-changed",
        "warning",
    ),
    Fault(
        "another compression",
        "ALTER TABLE public.notes ALTER body SET COMPRESSION pglz",
        "column-storage-changed",
        "warning",
    ),
    Fault(
        "a statistics target",
        "ALTER TABLE public.notes ALTER body SET STATISTICS 500",
        "statistics-changed",
        "warning",
    ),
    Fault(
        "a fixed number of distinct values",
        "ALTER TABLE public.notes ALTER body SET (n_distinct = 5)",
        "statistics-changed",
        "warning",
    ),
    Fault("a column comment", "COMMENT ON COLUMN public.notes.body IS 'other'", "comment-changed", "warning"),
    Fault(
        "a foreign table's column is gone",
        "ALTER TABLE public.headlines DROP COLUMN title",
        "column-missing",
    ),
    Fault(
        "a foreign table's column came",
        "ALTER TABLE public.headlines ADD COLUMN extra text",
        "column-extra",
        "warning",
    ),
    Fault(
        "a column's foreign options",
        "ALTER FOREIGN TABLE public.headlines ALTER id OPTIONS (SET field '2')",
        "foreign-options-changed",
    ),
    Fault(
        "a foreign column's type", "ALTER TABLE public.headlines ALTER id TYPE bigint", "column-type-changed"
    ),
    Fault(
        "a foreign column's default",
        "ALTER TABLE public.headlines ALTER title DROP DEFAULT",
        "default-changed",
    ),
]
