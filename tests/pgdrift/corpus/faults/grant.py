"""Faults in grants."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("may update", "GRANT UPDATE ON public.desks TO desk_app", "grant-extra"),
    Fault("everyone may read", "GRANT SELECT ON public.tenants TO PUBLIC", "grant-extra"),
    Fault("a column more", "GRANT UPDATE (mood) ON public.notes TO desk_app", "grant-extra"),
    Fault("may read no more", "REVOKE SELECT ON public.notes FROM desk_app", "grant-missing"),
    Fault("a column less", "REVOKE UPDATE (body) ON public.notes FROM desk_app", "grant-missing"),
    Fault("columns less", "REVOKE INSERT (body, desk_id) ON public.notes FROM desk_app", "grant-missing"),
    Fault("may pass it on", "GRANT SELECT ON public.desks TO desk_app WITH GRANT OPTION", "grant-extra"),
    Fault("an owner's own", "REVOKE DELETE ON public.kinds FROM desk_owner", "grant-missing"),
    Fault("everyone may call", "GRANT EXECUTE ON FUNCTION public.current_tenant() TO PUBLIC", "grant-extra"),
    Fault(
        "may not call", "REVOKE EXECUTE ON FUNCTION public.current_tenant() FROM desk_app", "grant-missing"
    ),
    Fault("not for everyone", "REVOKE EXECUTE ON FUNCTION public.touch() FROM PUBLIC", "grant-missing"),
    Fault("may create", "GRANT CREATE ON SCHEMA public TO desk_app", "grant-extra"),
    Fault("may not enter", "REVOKE USAGE ON SCHEMA public FROM desk_app", "grant-missing"),
    Fault("may draw numbers", "GRANT USAGE ON SEQUENCE public.ticket_numbers TO desk_app", "grant-extra"),
    Fault("may not use a type", "REVOKE USAGE ON TYPE public.mood FROM PUBLIC", "grant-missing"),
    Fault("no temporary tables", "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC", "grant-missing"),
    Fault("may create schemas", "GRANT CREATE ON DATABASE {database} TO desk_app", "grant-extra"),
    Fault(
        "only everyone's privilege is left",
        "GRANT EXECUTE ON FUNCTION public.current_tenant() TO PUBLIC; "
        "REVOKE EXECUTE ON FUNCTION public.current_tenant() FROM desk_app",
        "grant-extra",
    ),
    Fault(
        "only as long as everyone may",
        "REVOKE EXECUTE ON FUNCTION public.touch() FROM desk_service",
        "grant-missing",
        "warning",
    ),
    Fault("may use a wrapper", "GRANT USAGE ON FOREIGN DATA WRAPPER feed TO desk_app", "grant-extra"),
    Fault("no wrapper", "REVOKE USAGE ON FOREIGN DATA WRAPPER feed FROM desk_service", "grant-missing"),
    Fault("may use a server", "GRANT USAGE ON FOREIGN SERVER archive_news TO desk_app", "grant-extra"),
    Fault("no server", "REVOKE USAGE ON FOREIGN SERVER news FROM desk_app", "grant-missing"),
    Fault("an owner's own server", "REVOKE USAGE ON FOREIGN SERVER news FROM desk_service", "grant-missing"),
    Fault("everyone may write in a language", "GRANT USAGE ON LANGUAGE esperanto TO PUBLIC", "grant-extra"),
    Fault(
        "may not write in a language", "REVOKE USAGE ON LANGUAGE esperanto FROM desk_service", "grant-missing"
    ),
    Fault(
        "reads a foreign table no more", "REVOKE SELECT ON public.headlines FROM desk_app", "grant-missing"
    ),
]
