"""Faults in tables."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a table is gone", "DROP TABLE public.notes CASCADE", "table-missing"),
    Fault("a table came", "CREATE TABLE public.extra (id integer)", "table-extra", "warning"),
    Fault("another owner", "ALTER TABLE public.kinds OWNER TO desk_service", "owner-changed"),
    Fault("unlogged", "ALTER TABLE public.kinds SET UNLOGGED", "table-persistence-changed"),
    Fault("RLS off", "ALTER TABLE public.notes DISABLE ROW LEVEL SECURITY", "rls-disabled"),
    Fault("RLS not forced", "ALTER TABLE public.notes NO FORCE ROW LEVEL SECURITY", "rls-not-forced"),
    Fault("RLS on", "ALTER TABLE public.kinds ENABLE ROW LEVEL SECURITY", "rls-enabled"),
    Fault("RLS forced", "ALTER TABLE public.kinds FORCE ROW LEVEL SECURITY", "rls-forced"),
    Fault(
        "another fillfactor",
        "ALTER TABLE public.kinds SET (fillfactor = 50)",
        "table-options-changed",
        "warning",
    ),
    Fault("no fillfactor", "ALTER TABLE public.kinds RESET (fillfactor)", "table-options-changed", "warning"),
    Fault(
        "a TOAST option",
        "ALTER TABLE public.notes SET (toast.autovacuum_enabled = false)",
        "table-options-changed",
        "warning",
    ),
    Fault("replica identity", "ALTER TABLE public.kinds REPLICA IDENTITY FULL", "replica-identity-changed"),
    Fault(
        "another replica identity",
        "ALTER TABLE public.kinds REPLICA IDENTITY USING INDEX other_codes",
        "replica-identity-changed",
        before="ALTER TABLE public.kinds REPLICA IDENTITY USING INDEX kinds_code_key; "
        "CREATE UNIQUE INDEX other_codes ON public.kinds (code, id)",
    ),
    Fault("a table comment", "COMMENT ON TABLE public.notes IS 'other'", "comment-changed", "warning"),
    Fault("no table comment", "COMMENT ON TABLE public.notes IS NULL", "comment-changed", "warning"),
    Fault("a foreign table is gone", "DROP FOREIGN TABLE public.headlines", "table-missing"),
    Fault(
        "a foreign table came",
        "CREATE FOREIGN TABLE public.extra (id integer) SERVER news",
        "table-extra",
        "warning",
    ),
    Fault(
        "a foreign table's options",
        "ALTER FOREIGN TABLE public.headlines OPTIONS (SET page '2', DROP mode, ADD color 'red')",
        "foreign-options-changed",
    ),
    Fault(
        "a foreign table on another server",
        "DROP FOREIGN TABLE public.gossip; "
        "CREATE FOREIGN TABLE public.gossip (id integer) SERVER archive_news; "
        "ALTER TABLE public.gossip OWNER TO desk_owner; GRANT SELECT ON public.gossip TO desk_app",
        "foreign-table-changed",
        before="CREATE FOREIGN TABLE public.gossip (id integer) SERVER news; "
        "ALTER TABLE public.gossip OWNER TO desk_owner; GRANT SELECT ON public.gossip TO desk_app",
    ),
    Fault(
        "a table where a foreign one was",
        "DROP FOREIGN TABLE public.gossip; CREATE TABLE public.gossip (id integer)",
        "foreign-table-changed",
        before="CREATE FOREIGN TABLE public.gossip (id integer) SERVER news",
        beyond_repair="its rows have to go somewhere",
    ),
    Fault(
        "a foreign table's columns in another order",
        "DROP FOREIGN TABLE public.gossip; "
        "CREATE FOREIGN TABLE public.gossip (b text, a integer) SERVER news",
        "column-order-changed",
        "warning",
        before="CREATE FOREIGN TABLE public.gossip (a integer, b text) SERVER news",
    ),
    Fault("a foreign table's owner", "ALTER TABLE public.headlines OWNER TO desk_service", "owner-changed"),
    Fault(
        "a foreign table's comment",
        "COMMENT ON FOREIGN TABLE public.headlines IS 'other'",
        "comment-changed",
        "warning",
    ),
    Fault("of no type", "ALTER TABLE public.places NOT OF", "table-type-changed", "warning"),
    Fault(
        "a partition is detached",
        "ALTER TABLE public.events DETACH PARTITION public.events_b",
        "partition-changed",
    ),
    Fault(
        "a sub-partition is detached",
        "ALTER TABLE public.events_a DETACH PARTITION public.events_a_1",
        "partition-changed",
    ),
    Fault(
        "a partition is half detached",
        "UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = 'public.events_b'::regclass",
        "partition-changed",
    ),
    Fault(
        "a partition for other values",
        "ALTER TABLE public.events DETACH PARTITION public.events_b; "
        "ALTER TABLE public.events ATTACH PARTITION public.events_b FOR VALUES IN ('b', 'd')",
        "partition-changed",
    ),
    Fault(
        "the default partition is detached",
        "ALTER TABLE public.events DETACH PARTITION public.events_rest",
        "partition-changed",
    ),
    Fault(
        "a shard is detached",
        "ALTER TABLE public.shards DETACH PARTITION public.shards_1",
        "partition-changed",
    ),
    Fault(
        "a partition of another table",
        "ALTER TABLE public.events DETACH PARTITION public.events_b; "
        "ALTER TABLE public.other_events ATTACH PARTITION public.events_b FOR VALUES IN ('b', 'c')",
        "inheritance-changed",
    ),
    Fault(
        "a partition came",
        "CREATE TABLE public.events_x PARTITION OF public.events FOR VALUES IN ('x')",
        "table-extra",
        "warning",
    ),
    Fault("a partition is gone", "DROP TABLE public.events_rest", "table-missing"),
    Fault("a partitioned table is gone", "DROP TABLE public.shards", "table-missing"),
    Fault("inherits nothing", "ALTER TABLE public.cats NO INHERIT public.animals", "inheritance-changed"),
    Fault(
        "inherits",
        "ALTER TABLE public.cats INHERIT public.pets",
        "inheritance-changed",
        before="ALTER TABLE public.cats ADD COLUMN owner text",
    ),
    Fault(
        "another access method",
        "ALTER TABLE public.kinds SET ACCESS METHOD heap_too",
        "access-method-changed",
        "warning",
    ),
    Fault(
        "another tablespace",
        "ALTER TABLE public.kinds SET TABLESPACE desk_space",
        "tablespace-changed",
        "warning",
    ),
    Fault(
        "divided by another column",
        "DROP TABLE public.halves; CREATE TABLE public.halves (a integer, b integer) PARTITION BY RANGE (b)",
        "partition-key-changed",
        before="CREATE TABLE public.halves (a integer, b integer) PARTITION BY RANGE (a)",
    ),
]
