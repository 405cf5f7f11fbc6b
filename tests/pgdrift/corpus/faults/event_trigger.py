"""Faults in event triggers."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("an event trigger is gone", "DROP EVENT TRIGGER watch_drops", "event-trigger-missing"),
    Fault(
        "an event trigger came",
        "CREATE EVENT TRIGGER extra ON ddl_command_end EXECUTE FUNCTION public.watch()",
        "event-trigger-extra",
    ),
    Fault(
        "another event",
        "DROP EVENT TRIGGER watch_drops; "
        "CREATE EVENT TRIGGER watch_drops ON ddl_command_end EXECUTE FUNCTION public.watch()",
        "event-trigger-changed",
    ),
    Fault(
        "an event trigger switched off", "ALTER EVENT TRIGGER watch_drops DISABLE", "event-trigger-changed"
    ),
    Fault(
        "an event trigger's comment",
        "COMMENT ON EVENT TRIGGER watch_drops IS 'e'",
        "comment-changed",
        "warning",
    ),
    Fault(
        "an event trigger's owner",
        "ALTER EVENT TRIGGER watch_drops OWNER TO desk_watcher",
        "owner-changed",
        before="CREATE ROLE desk_watcher SUPERUSER",
    ),
]
