"""Faults in triggers."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a trigger is gone", "DROP TRIGGER tenants_touch ON public.tenants", "trigger-missing"),
    Fault(
        "a trigger came",
        "CREATE TRIGGER extra AFTER INSERT ON public.tenants FOR EACH ROW EXECUTE FUNCTION public.touch()",
        "trigger-extra",
    ),
    Fault("switched off", "ALTER TABLE public.tenants DISABLE TRIGGER tenants_touch", "trigger-disabled"),
    Fault(
        "in replicas too",
        "ALTER TABLE public.tenants ENABLE ALWAYS TRIGGER tenants_touch",
        "trigger-state-changed",
    ),
    Fault(
        "another moment",
        "DROP TRIGGER tenants_touch ON public.tenants; CREATE TRIGGER tenants_touch AFTER UPDATE ON "
        "public.tenants FOR EACH ROW EXECUTE FUNCTION public.touch()",
        "trigger-changed",
    ),
    Fault(
        "a trigger comment",
        "COMMENT ON TRIGGER tenants_touch ON public.tenants IS 't'",
        "comment-changed",
        "warning",
    ),
    Fault("a foreign table's trigger", "DROP TRIGGER headlines_touch ON public.headlines", "trigger-missing"),
    Fault(
        "switched off in a partition",
        "ALTER TABLE public.events_b DISABLE TRIGGER events_touch",
        "trigger-disabled",
    ),
    Fault("a partitioned table's trigger", "DROP TRIGGER events_touch ON public.events", "trigger-missing"),
    Fault(
        "switched off in all partitions",
        "ALTER TABLE public.events DISABLE TRIGGER events_touch",
        "trigger-disabled",
    ),
    Fault(
        "a partitioned table's trigger at another time",
        "DROP TRIGGER events_touch ON public.events; "
        "CREATE TRIGGER events_touch AFTER UPDATE ON public.events "
        "FOR EACH ROW EXECUTE FUNCTION public.touch()",
        "trigger-changed",
    ),
]
