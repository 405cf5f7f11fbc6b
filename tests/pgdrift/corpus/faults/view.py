"""Faults in views."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a view is gone", "DROP VIEW public.desk_notes", "view-missing"),
    Fault("a view came", "CREATE VIEW public.extra AS SELECT * FROM public.tenants", "view-extra"),
    Fault(
        "another query",
        "CREATE OR REPLACE VIEW public.desk_notes WITH (security_invoker = true) AS SELECT d.title, n.body, "
        "n.weight FROM public.desks d LEFT JOIN public.notes n ON n.desk_id = d.id",
        "view-changed",
    ),
    Fault(
        "no longer its caller's rights",
        "ALTER VIEW public.desk_notes RESET (security_invoker)",
        "view-options-changed",
    ),
    Fault("no barrier", "ALTER VIEW public.my_tenant SET (security_barrier = false)", "view-options-changed"),
    Fault("no check option", "ALTER VIEW public.my_tenant RESET (check_option)", "view-options-changed"),
    Fault("a view's owner", "ALTER VIEW public.my_tenant OWNER TO desk_service", "owner-changed"),
    Fault("a view comment", "COMMENT ON VIEW public.desk_notes IS NULL", "comment-changed", "warning"),
    Fault("never filled", "REFRESH MATERIALIZED VIEW archive.kind_counts WITH NO DATA", "view-not-populated"),
    Fault("a stored view is gone", "DROP MATERIALIZED VIEW archive.kind_counts", "view-missing"),
    Fault(
        "stored where it should be a query",
        "DROP VIEW public.kind_codes; "
        "CREATE MATERIALIZED VIEW public.kind_codes AS SELECT code FROM public.kinds",
        "view-changed",
        before="CREATE VIEW public.kind_codes AS SELECT code FROM public.kinds",
    ),
    Fault(
        "only this view's own condition is checked",
        "ALTER VIEW public.my_tenant SET (check_option = local)",
        "view-options-changed",
    ),
    Fault(
        "a stored view that is never vacuumed",
        "ALTER MATERIALIZED VIEW archive.bodies SET (toast.autovacuum_enabled = false)",
        "view-options-changed",
        "warning",
        before="CREATE MATERIALIZED VIEW archive.bodies AS SELECT 'long'::text AS body",
    ),
]
