"""Faults in triggers."""

from tests.pgdrift.corpus.fault import Fault

_SEEN = "CREATE FUNCTION public.seen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
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
    Fault(
        "a trigger sees what was",
        "DROP TRIGGER told ON public.tenants; "
        "CREATE TRIGGER told AFTER UPDATE ON public.tenants "
        "REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION public.seen()",
        "trigger-changed",
        before=_SEEN + "CREATE TRIGGER told AFTER UPDATE ON public.tenants "
        "FOR EACH STATEMENT EXECUTE FUNCTION public.seen()",
    ),
    Fault(
        "once for each row",
        "DROP TRIGGER told ON public.tenants; "
        "CREATE TRIGGER told AFTER UPDATE ON public.tenants FOR EACH ROW EXECUTE FUNCTION public.seen()",
        "trigger-changed",
        before=_SEEN + "CREATE TRIGGER told AFTER UPDATE ON public.tenants "
        "FOR EACH STATEMENT EXECUTE FUNCTION public.seen()",
    ),
    Fault(
        "on fewer columns",
        "DROP TRIGGER told ON public.tenants; "
        "CREATE TRIGGER told AFTER UPDATE OF tier ON public.tenants "
        "FOR EACH ROW EXECUTE FUNCTION public.seen()",
        "trigger-changed",
        before=_SEEN
        + "CREATE TRIGGER told AFTER UPDATE ON public.tenants FOR EACH ROW EXECUTE FUNCTION public.seen()",
    ),
    Fault(
        "a trigger for some rows only",
        "DROP TRIGGER told ON public.tenants; "
        "CREATE TRIGGER told AFTER UPDATE ON public.tenants FOR EACH ROW "
        "WHEN (new.tier <> 'free') EXECUTE FUNCTION public.seen()",
        "trigger-changed",
        before=_SEEN
        + "CREATE TRIGGER told AFTER UPDATE ON public.tenants FOR EACH ROW EXECUTE FUNCTION public.seen()",
    ),
    Fault(
        "a constraint trigger may wait",
        "DROP TRIGGER told ON public.tenants; "
        "CREATE CONSTRAINT TRIGGER told AFTER UPDATE ON public.tenants "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.seen()",
        "trigger-changed",
        before=_SEEN + "CREATE CONSTRAINT TRIGGER told AFTER UPDATE ON public.tenants "
        "FOR EACH ROW EXECUTE FUNCTION public.seen()",
    ),
    Fault(
        "a trigger hands over something else",
        "DROP TRIGGER told ON public.tenants; "
        "CREATE TRIGGER told AFTER UPDATE ON public.tenants "
        "FOR EACH ROW EXECUTE FUNCTION public.seen('b')",
        "trigger-changed",
        before=_SEEN + "CREATE TRIGGER told AFTER UPDATE ON public.tenants "
        "FOR EACH ROW EXECUTE FUNCTION public.seen('a')",
    ),
]
