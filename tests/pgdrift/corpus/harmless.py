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
        "options of a TOAST table that is left of a dropped column",
        "ALTER TABLE public.kinds ADD gap text; "
        "ALTER TABLE public.kinds SET (toast.autovacuum_enabled = false); ALTER TABLE public.kinds DROP gap",
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
    Harmless(
        "settings of a function in another order",
        "ALTER FUNCTION public.short(text, text[]) RESET ALL; "
        "ALTER FUNCTION public.short(text, text[]) SET work_mem = '8MB'; "
        "ALTER FUNCTION public.short(text, text[]) SET search_path = ''",
    ),
    Harmless(
        "an aggregate made anew",
        "DROP AGGREGATE public.number_of_rows(*); CREATE AGGREGATE public.number_of_rows(*) "
        "(INITCOND = '0', STYPE = bigint, SFUNC = int8inc)",
    ),
    Harmless(
        "an operator class made anew",
        "DROP OPERATOR CLASS public.place_ops USING gist; CREATE OPERATOR CLASS "
        "public.place_ops FOR TYPE point "
        "USING gist FAMILY public.places AS STORAGE box, "
        "FUNCTION 1 (point, point) gist_point_consistent(internal, point, smallint, oid, internal)",
    ),
    Harmless(
        "an operator made anew",
        "DROP VIEW public.short_notes; DROP OPERATOR public.<# (text, text); "
        "CREATE OPERATOR public.<# (RIGHTARG = text, LEFTARG = text, FUNCTION = public.shorter); "
        "CREATE VIEW public.short_notes AS SELECT id FROM public.notes WHERE body "
        "OPERATOR(public.<#) 'note 10'",
    ),
    Harmless(
        "members of an operator family in another order",
        "ALTER OPERATOR FAMILY public.mirrored USING btree DROP OPERATOR 1 (integer, bigint); "
        "ALTER OPERATOR FAMILY public.mirrored USING btree ADD OPERATOR 1 > (integer, bigint)",
    ),
    Harmless(
        "tokens mapped in another order",
        "ALTER TEXT SEARCH CONFIGURATION public.words DROP MAPPING FOR asciiword, word, int; "
        "ALTER TEXT SEARCH CONFIGURATION public.words ADD MAPPING FOR int WITH pg_catalog.simple; "
        "ALTER TEXT SEARCH CONFIGURATION public.words ADD MAPPING FOR word, asciiword "
        "WITH public.plain, public.stems",
    ),
    Harmless(
        "options of a dictionary in another order",
        "ALTER TEXT SEARCH DICTIONARY public.stems (stopwords = 'english', language = 'english')",
    ),
    Harmless(
        "a domain's constraints in another order",
        "ALTER DOMAIN public.grade DROP CONSTRAINT grade_named; "
        "ALTER DOMAIN public.grade ADD CONSTRAINT grade_named CHECK (VALUE <> ''); "
        "COMMENT ON CONSTRAINT grade_named ON DOMAIN public.grade IS 'Never empty'",
    ),
    Harmless(
        "a gap in the attributes of a composite type",
        "ALTER TYPE public.address ADD ATTRIBUTE gap integer; ALTER TYPE public.address DROP ATTRIBUTE gap",
    ),
    Harmless(
        "a function an extension had for a while",
        "ALTER EXTENSION plpgsql ADD FUNCTION public.touch(); "
        "ALTER EXTENSION plpgsql DROP FUNCTION public.touch()",
    ),
    Harmless(
        "a membership granted again",
        "REVOKE desk_owner FROM desk_service; GRANT desk_owner TO desk_service GRANTED BY CURRENT_USER",
    ),
    Harmless(
        "default privileges given in another order",
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner IN SCHEMA public REVOKE SELECT ON TABLES "
        "FROM desk_service; "
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC; "
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; "
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner IN SCHEMA public GRANT SELECT ON TABLES "
        "TO desk_service",
    ),
    Harmless("a large object", "SELECT lo_create(4712)"),
    Harmless(
        "foreign options in another order",
        "ALTER SERVER news OPTIONS (DROP host, DROP port); "
        "ALTER SERVER news OPTIONS (ADD port '80', ADD host 'news.example')",
    ),
    Harmless(
        "another password",
        "ALTER USER MAPPING FOR desk_app SERVER news OPTIONS (SET password 'new'); "
        "ALTER FOREIGN DATA WRAPPER feed OPTIONS (SET api_key 'new')",
    ),
    Harmless(
        "a foreign table made anew",
        "DROP FOREIGN TABLE public.headlines; CREATE FOREIGN TABLE public.headlines ("
        "id integer OPTIONS (field '1') NOT NULL, title text DEFAULT 'none', "
        "CONSTRAINT headlines_title CHECK (title <> '')) SERVER news OPTIONS (mode 'all', page '1'); "
        "CREATE TRIGGER headlines_touch BEFORE UPDATE ON public.headlines "
        "FOR EACH ROW EXECUTE FUNCTION public.touch(); ALTER TABLE public.headlines OWNER TO desk_owner; "
        "COMMENT ON FOREIGN TABLE public.headlines IS 'What they print'; "
        "COMMENT ON COLUMN public.headlines.title IS 'In capitals'; "
        "GRANT SELECT ON public.headlines TO desk_app",
    ),
    Harmless("a collation's version", "ALTER COLLATION public.bytewise REFRESH VERSION"),
    Harmless(
        "a language made anew",
        "CREATE OR REPLACE TRUSTED LANGUAGE esperanto HANDLER public.speak INLINE public.speak_at_once "
        "VALIDATOR public.listen",
    ),
    Harmless(
        "a partition attached anew",
        "ALTER TABLE public.events DETACH PARTITION public.events_b; "
        "ALTER TABLE public.events ATTACH PARTITION public.events_b FOR VALUES IN ('b', 'c')",
    ),
    Harmless(
        "a partition's list in another order",
        "ALTER TABLE public.events DETACH PARTITION public.events_b; "
        "ALTER TABLE public.events ATTACH PARTITION public.events_b FOR VALUES IN ('c', 'b')",
    ),
    Harmless(
        "a partitioned table's index made anew",
        "DROP INDEX public.events_at; CREATE INDEX events_at ON public.events (at)",
    ),
    Harmless(
        "rows in partitions", "INSERT INTO public.events VALUES (9, 'c', now(), 'x'), (10, 'q', NULL, NULL)"
    ),
    Harmless(
        "parents inherited from anew",
        "ALTER TABLE public.cats NO INHERIT public.animals; ALTER TABLE public.cats INHERIT public.animals",
    ),
]
