"""Changes that are no drift: the same schema reached by another road, and what is data or housekeeping."""

from __future__ import annotations

from typing import NamedTuple


class Harmless(NamedTuple):
    """`sql` is run by a superuser and leaves the schema as it was."""

    name: str
    sql: str


HARMLESS = [
    Harmless("rows", "INSERT INTO public.kinds (code) VALUES ('c'); DELETE FROM public.notes"),
    Harmless(
        "a sequence in use", "SELECT nextval('public.ticket_numbers'), setval('public.notes_id_seq', 900)"
    ),
    Harmless("statistics", "ANALYZE"),
    Harmless(
        "a gap in the columns",
        "ALTER TABLE public.notes ADD COLUMN gap integer; ALTER TABLE public.notes DROP COLUMN gap",
    ),
    Harmless(
        "grants in another order",
        "REVOKE ALL ON public.notes FROM desk_app, desk_service; GRANT ALL ON public.notes TO desk_service; "
        "GRANT UPDATE (choice, body), INSERT (body, desk_id), DELETE, SELECT ON public.notes TO desk_app",
    ),
    Harmless(
        "another grantor",
        "SET ROLE desk_owner; GRANT SELECT ON public.desks TO desk_app; RESET ROLE",
    ),
    Harmless(
        "grants that repeat the default",
        "GRANT ALL ON public.kinds TO desk_owner; GRANT EXECUTE ON FUNCTION public.touch() TO PUBLIC",
    ),
    Harmless(
        "a constraint made anew",
        "ALTER TABLE public.notes DROP CONSTRAINT notes_choice_check, "
        "ADD CONSTRAINT notes_choice_check CHECK (choice IN ('yes', 'no'))",
    ),
    Harmless(
        "an index made anew",
        "DROP INDEX public.idx_desks_tenant_id; CREATE INDEX idx_desks_tenant_id ON public.desks (tenant_id)",
    ),
    Harmless("an index rebuilt", "REINDEX TABLE public.notes"),
    Harmless(
        "a policy made anew",
        "DROP POLICY notes_not_empty ON public.notes; CREATE POLICY notes_not_empty ON public.notes "
        "AS RESTRICTIVE FOR SELECT TO desk_app USING (body <> '')",
    ),
    Harmless("a temporary table", "CREATE TEMPORARY TABLE scratch (id integer PRIMARY KEY)"),
    Harmless("a view refreshed", "REFRESH MATERIALIZED VIEW archive.kind_counts"),
    Harmless("a comment repeated", "COMMENT ON TABLE public.notes IS 'What was said; it''s kept'"),
    Harmless(
        "a check spelled as a dump spells it",
        "ALTER TABLE public.tenants DROP CONSTRAINT tenants_tier_check, ADD CONSTRAINT tenants_tier_check "
        "CHECK (tier::text = ANY (ARRAY['free'::varchar::text, 'pro'::varchar::text]))",
    ),
    Harmless(
        "a default spelled another way", "ALTER TABLE public.tenants ALTER tier SET DEFAULT 'free'::varchar"
    ),
    Harmless(
        "a predicate spelled as a dump spells it",
        "DROP INDEX public.idx_notes_choice; CREATE INDEX idx_notes_choice ON public.notes (desk_id) "
        "WHERE choice::text = ANY (ARRAY['yes'::varchar::text, 'no'::varchar::text])",
    ),
]
