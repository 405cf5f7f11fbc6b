"""Faults in indexes."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("an index is gone", "DROP INDEX public.idx_desks_tenant_id", "index-missing", "warning"),
    Fault("a unique index is gone", "DROP INDEX public.idx_tenants_lower_email", "index-missing"),
    Fault("an index came", "CREATE INDEX extra ON public.notes (body)", "index-extra", "warning"),
    Fault("a unique index came", "CREATE UNIQUE INDEX extra ON public.desks (title)", "index-extra"),
    Fault(
        "another predicate",
        "DROP INDEX public.idx_notes_choice; "
        "CREATE INDEX idx_notes_choice ON public.notes (desk_id) WHERE choice = 'yes'",
        "index-changed",
        "warning",
    ),
    Fault(
        "another method",
        "DROP INDEX public.idx_desks_tenant_id; "
        "CREATE INDEX idx_desks_tenant_id ON public.desks USING hash (tenant_id)",
        "index-changed",
        "warning",
    ),
    Fault(
        "no longer unique",
        "DROP INDEX public.idx_tenants_lower_email; "
        "CREATE INDEX idx_tenants_lower_email ON public.tenants (lower(email::text))",
        "index-changed",
    ),
    Fault(
        "an invalid index",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.idx_desks_tenant_id'::regclass",
        "index-invalid",
        "warning",
    ),
    Fault(
        "clustered", "ALTER TABLE public.desks CLUSTER ON idx_desks_tenant_id", "cluster-changed", "warning"
    ),
    Fault(
        "an index comment", "COMMENT ON INDEX public.idx_desks_tenant_id IS 'i'", "comment-changed", "warning"
    ),
    Fault("a view's index is gone", "DROP INDEX archive.kind_counts_code", "index-missing"),
    Fault("a partitioned table's index is gone", "DROP INDEX public.events_at", "index-missing", "warning"),
    Fault(
        "a partitioned table's index came",
        "CREATE INDEX extra ON public.events (id)",
        "index-extra",
        "warning",
    ),
    Fault("a partition's own index is gone", "DROP INDEX public.events_b_body", "index-missing", "warning"),
    Fault(
        "a partition's index is not attached",
        "DROP INDEX public.loose; CREATE INDEX loose ON ONLY public.shards (body); "
        "CREATE INDEX loose_0 ON public.shards_0 (body); "
        "ALTER INDEX public.loose ATTACH PARTITION public.loose_0; "
        "CREATE INDEX loose_1 ON public.shards_1 (body)",
        "index-not-attached",
        "warning",
        before="CREATE INDEX loose_0 ON public.shards_0 (body); "
        "CREATE INDEX loose_1 ON public.shards_1 (body); "
        "CREATE INDEX loose ON public.shards (body)",
    ),
    Fault(
        "a partition's index became part of another",
        "CREATE INDEX extra ON public.events (body)",
        "index-extra",
        "warning",
    ),
    Fault(
        "statistics of an index",
        "ALTER INDEX public.shards_expression ALTER COLUMN 1 SET STATISTICS 300",
        "statistics-changed",
        "warning",
    ),
    Fault(
        "no statistics of an index",
        "ALTER INDEX public.shards_expression ALTER COLUMN 1 SET STATISTICS -1",
        "statistics-changed",
        "warning",
    ),
    Fault(
        "an index in another tablespace",
        "ALTER INDEX public.idx_desks_tenant_id SET TABLESPACE desk_space",
        "tablespace-changed",
        "warning",
    ),
    Fault(
        "an index carries another column",
        "DROP INDEX public.idx_desks_tenant_id; "
        "CREATE INDEX idx_desks_tenant_id ON public.desks (tenant_id) INCLUDE (title)",
        "index-changed",
        "warning",
    ),
    Fault(
        "another operator class",
        "DROP INDEX public.idx_desks_tenant_id; "
        "CREATE INDEX idx_desks_tenant_id ON public.desks (tenant_id varchar_pattern_ops)",
        "index-changed",
        "warning",
    ),
    Fault(
        "another collation of an index",
        "DROP INDEX public.idx_desks_tenant_id; "
        'CREATE INDEX idx_desks_tenant_id ON public.desks (tenant_id COLLATE "C")',
        "index-changed",
        "warning",
    ),
    Fault(
        "in descending order",
        "DROP INDEX public.idx_desks_tenant_id; "
        "CREATE INDEX idx_desks_tenant_id ON public.desks (tenant_id DESC)",
        "index-changed",
        "warning",
    ),
    Fault(
        "empty values first",
        "DROP INDEX public.idx_desks_tenant_id; "
        "CREATE INDEX idx_desks_tenant_id ON public.desks (tenant_id NULLS FIRST)",
        "index-changed",
        "warning",
    ),
    Fault(
        "packed another way",
        "DROP INDEX public.idx_desks_tenant_id; "
        "CREATE INDEX idx_desks_tenant_id ON public.desks (tenant_id) WITH (fillfactor = 70)",
        "index-changed",
        "warning",
    ),
    Fault(
        "without deduplication",
        "DROP INDEX public.idx_desks_tenant_id; "
        "CREATE INDEX idx_desks_tenant_id ON public.desks (tenant_id) WITH (deduplicate_items = off)",
        "index-changed",
        "warning",
    ),
    Fault(
        "another column besides",
        "DROP INDEX public.idx_desks_tenant_id; "
        "CREATE INDEX idx_desks_tenant_id ON public.desks (tenant_id, title)",
        "index-changed",
        "warning",
    ),
    Fault(
        "an expression instead of a column",
        "DROP INDEX public.idx_desks_tenant_id; "
        "CREATE INDEX idx_desks_tenant_id ON public.desks (lower(tenant_id::text))",
        "index-changed",
        "warning",
    ),
    Fault(
        "an index for some rows only",
        "DROP INDEX public.idx_desks_tenant_id; "
        "CREATE INDEX idx_desks_tenant_id ON public.desks (tenant_id) WHERE size > 10",
        "index-changed",
        "warning",
    ),
    Fault(
        "empty values count as equal",
        "DROP INDEX public.titles; CREATE UNIQUE INDEX titles ON public.desks (title) NULLS NOT DISTINCT",
        "index-changed",
        "error",
        before="CREATE UNIQUE INDEX titles ON public.desks (title)",
    ),
]
