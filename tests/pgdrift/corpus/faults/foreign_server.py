"""Faults in foreign servers."""

from tests.pgdrift.corpus.fault import Fault

# On a server of its own: what is dropped and created again takes nobody's passwords along.
_QUIET = (
    "CREATE FOREIGN DATA WRAPPER other; "
    "CREATE SERVER quiet TYPE 'a' FOREIGN DATA WRAPPER feed OPTIONS (host 'h'); "
    "ALTER SERVER quiet OWNER TO desk_service; GRANT USAGE ON FOREIGN SERVER quiet TO desk_app; "
    "CREATE FOREIGN TABLE public.whispers (id integer) SERVER quiet; "
    "GRANT SELECT ON public.whispers TO desk_app"
)

FAULTS = [
    Fault("a server is gone", "DROP SERVER news CASCADE", "foreign-server-missing"),
    Fault(
        "a server came", "CREATE SERVER extra FOREIGN DATA WRAPPER feed", "foreign-server-extra", "warning"
    ),
    Fault(
        "a server of another wrapper",
        "DROP SERVER quiet CASCADE; CREATE SERVER quiet TYPE 'a' FOREIGN DATA WRAPPER other "
        "OPTIONS (host 'h'); ALTER SERVER quiet OWNER TO desk_service; "
        "GRANT USAGE ON FOREIGN SERVER quiet TO desk_app; "
        "CREATE FOREIGN TABLE public.whispers (id integer) SERVER quiet; "
        "GRANT SELECT ON public.whispers TO desk_app",
        "foreign-server-changed",
        before=_QUIET,
    ),
    Fault(
        "a server of another type",
        "DROP SERVER quiet CASCADE; CREATE SERVER quiet TYPE 'b' FOREIGN DATA WRAPPER feed "
        "OPTIONS (host 'h'); ALTER SERVER quiet OWNER TO desk_service; "
        "GRANT USAGE ON FOREIGN SERVER quiet TO desk_app; "
        "CREATE FOREIGN TABLE public.whispers (id integer) SERVER quiet; "
        "GRANT SELECT ON public.whispers TO desk_app",
        "foreign-server-changed",
        before=_QUIET,
    ),
    Fault("a server's version", "ALTER SERVER news VERSION '3'", "foreign-server-changed"),
    Fault("no version of a server", "ALTER SERVER news VERSION NULL", "foreign-server-changed"),
    Fault(
        "a server elsewhere", "ALTER SERVER news OPTIONS (SET host 'evil.example')", "foreign-options-changed"
    ),
    Fault("a server's port is gone", "ALTER SERVER news OPTIONS (DROP port)", "foreign-options-changed"),
    Fault("a server's owner", "ALTER SERVER news OWNER TO CURRENT_USER", "owner-changed"),
    Fault("a server's comment", "COMMENT ON SERVER news IS 'Other'", "comment-changed", "warning"),
]
