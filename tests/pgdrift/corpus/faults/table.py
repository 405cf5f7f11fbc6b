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
    Fault("a table comment", "COMMENT ON TABLE public.notes IS 'other'", "comment-changed", "warning"),
    Fault("no table comment", "COMMENT ON TABLE public.notes IS NULL", "comment-changed", "warning"),
]
