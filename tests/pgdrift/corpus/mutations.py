"""Single faults: what was done to a database, and the one finding that has to come of it."""

from __future__ import annotations

from typing import NamedTuple


class Mutation(NamedTuple):
    """`sql` is run by a superuser; `finding` is the id that must be reported, and no other."""

    name: str
    sql: str
    finding: str
    severity: str = "error"


MUTATIONS = [
    # tables
    Mutation("a table is gone", "DROP TABLE public.notes CASCADE", "table-missing"),
    Mutation("a table came", "CREATE TABLE public.extra (id integer)", "table-extra", "warning"),
    Mutation("another owner", "ALTER TABLE public.kinds OWNER TO desk_service", "owner-changed"),
    Mutation("unlogged", "ALTER TABLE public.kinds SET UNLOGGED", "table-persistence-changed"),
    Mutation("RLS off", "ALTER TABLE public.notes DISABLE ROW LEVEL SECURITY", "rls-disabled"),
    Mutation("RLS not forced", "ALTER TABLE public.notes NO FORCE ROW LEVEL SECURITY", "rls-not-forced"),
    Mutation("RLS on", "ALTER TABLE public.kinds ENABLE ROW LEVEL SECURITY", "rls-enabled"),
    Mutation("RLS forced", "ALTER TABLE public.kinds FORCE ROW LEVEL SECURITY", "rls-forced"),
    Mutation(
        "another fillfactor",
        "ALTER TABLE public.kinds SET (fillfactor = 50)",
        "table-options-changed",
        "warning",
    ),
    Mutation(
        "no fillfactor", "ALTER TABLE public.kinds RESET (fillfactor)", "table-options-changed", "warning"
    ),
    Mutation(
        "a TOAST option",
        "ALTER TABLE public.notes SET (toast.autovacuum_enabled = false)",
        "table-options-changed",
        "warning",
    ),
    Mutation(
        "replica identity", "ALTER TABLE public.kinds REPLICA IDENTITY FULL", "replica-identity-changed"
    ),
    Mutation("a table comment", "COMMENT ON TABLE public.notes IS 'other'", "comment-changed", "warning"),
    Mutation("no table comment", "COMMENT ON TABLE public.notes IS NULL", "comment-changed", "warning"),
    # columns
    Mutation("a column is gone", "ALTER TABLE public.notes DROP COLUMN tenant_id CASCADE", "column-missing"),
    Mutation(
        "a column nobody uses is gone", "ALTER TABLE public.tenants DROP COLUMN remark", "column-missing"
    ),
    Mutation("a column came", "ALTER TABLE public.notes ADD COLUMN extra text", "column-extra", "warning"),
    Mutation(
        "a required column came",
        "ALTER TABLE public.notes ADD COLUMN extra text NOT NULL DEFAULT ''; "
        "ALTER TABLE public.notes ALTER extra DROP DEFAULT",
        "column-extra",
    ),
    Mutation(
        "a narrower type", "ALTER TABLE public.notes ALTER choice TYPE varchar(10)", "column-type-changed"
    ),
    Mutation("a wider type", "ALTER TABLE public.tenants ALTER visits TYPE bigint", "column-type-changed"),
    Mutation(
        "another precision", "ALTER TABLE public.desks ALTER cost TYPE numeric(10,2)", "column-type-changed"
    ),
    Mutation("no NOT NULL", "ALTER TABLE public.notes ALTER body DROP NOT NULL", "column-nullable"),
    Mutation("a NOT NULL", "ALTER TABLE public.notes ALTER choice SET NOT NULL", "column-not-null"),
    Mutation("another default", "ALTER TABLE public.desks ALTER size SET DEFAULT 11", "default-changed"),
    Mutation("no default", "ALTER TABLE public.notes ALTER tenant_id DROP DEFAULT", "default-changed"),
    Mutation("a default", "ALTER TABLE public.notes ALTER choice SET DEFAULT 'no'", "default-changed"),
    Mutation("identity always", "ALTER TABLE public.notes ALTER id SET GENERATED ALWAYS", "identity-changed"),
    Mutation("no identity", "ALTER TABLE public.notes ALTER id DROP IDENTITY", "identity-changed"),
    Mutation(
        "no longer generated",
        "ALTER TABLE public.desks ALTER double_size DROP EXPRESSION",
        "generated-changed",
    ),
    Mutation(
        "another collation",
        'ALTER TABLE public.tenants ALTER remark TYPE text COLLATE "C"',
        "collation-changed",
    ),
    Mutation(
        "another storage",
        "ALTER TABLE public.notes ALTER body SET STORAGE EXTERNAL",
        "column-storage-changed",
        "warning",
    ),
    Mutation(
        "another compression",
        "ALTER TABLE public.notes ALTER body SET COMPRESSION pglz",
        "column-storage-changed",
        "warning",
    ),
    Mutation(
        "a statistics target",
        "ALTER TABLE public.notes ALTER body SET STATISTICS 500",
        "statistics-changed",
        "warning",
    ),
    Mutation(
        "a fixed number of distinct values",
        "ALTER TABLE public.notes ALTER body SET (n_distinct = 5)",
        "statistics-changed",
        "warning",
    ),
    Mutation(
        "a column comment", "COMMENT ON COLUMN public.notes.body IS 'other'", "comment-changed", "warning"
    ),
    # constraints
    Mutation("no primary key", "ALTER TABLE public.kinds DROP CONSTRAINT kinds_pkey", "constraint-missing"),
    Mutation(
        "no unique key", "ALTER TABLE public.kinds DROP CONSTRAINT kinds_code_key", "constraint-missing"
    ),
    Mutation("no check", "ALTER TABLE public.notes DROP CONSTRAINT notes_choice_check", "constraint-missing"),
    Mutation(
        "no foreign key",
        "ALTER TABLE public.notes DROP CONSTRAINT notes_desk_id_tenant_id_fkey",
        "constraint-missing",
    ),
    Mutation(
        "a check came", "ALTER TABLE public.notes ADD CONSTRAINT long CHECK (body <> '')", "constraint-extra"
    ),
    Mutation("a unique key came", "ALTER TABLE public.desks ADD UNIQUE (title)", "constraint-extra"),
    Mutation(
        "another check",
        "ALTER TABLE public.notes DROP CONSTRAINT notes_choice_check, "
        "ADD CONSTRAINT notes_choice_check CHECK (choice IN ('yes', 'no', 'maybe'))",
        "constraint-changed",
    ),
    Mutation(
        "another action",
        "ALTER TABLE public.desks DROP CONSTRAINT desks_tenant_id_fkey, ADD CONSTRAINT desks_tenant_id_fkey "
        "FOREIGN KEY (tenant_id) REFERENCES public.tenants ON DELETE RESTRICT",
        "constraint-changed",
    ),
    Mutation(
        "deferrable",
        "ALTER TABLE public.desks ALTER CONSTRAINT desks_tenant_id_fkey DEFERRABLE",
        "constraint-changed",
    ),
    Mutation(
        "never validated",
        "ALTER TABLE public.desks DROP CONSTRAINT desks_tenant_id_fkey, ADD CONSTRAINT desks_tenant_id_fkey "
        "FOREIGN KEY (tenant_id) REFERENCES public.tenants ON DELETE CASCADE NOT VALID",
        "constraint-not-valid",
    ),
    Mutation(
        "enforcement switched off", "ALTER TABLE public.notes DISABLE TRIGGER ALL", "constraint-not-enforced"
    ),
    Mutation(
        "a constraint comment",
        "COMMENT ON CONSTRAINT notes_choice_check ON public.notes IS 'c'",
        "comment-changed",
        "warning",
    ),
    # indexes
    Mutation("an index is gone", "DROP INDEX public.idx_desks_tenant_id", "index-missing", "warning"),
    Mutation("a unique index is gone", "DROP INDEX public.idx_tenants_lower_email", "index-missing"),
    Mutation("an index came", "CREATE INDEX extra ON public.notes (body)", "index-extra", "warning"),
    Mutation("a unique index came", "CREATE UNIQUE INDEX extra ON public.desks (title)", "index-extra"),
    Mutation(
        "another predicate",
        "DROP INDEX public.idx_notes_choice; "
        "CREATE INDEX idx_notes_choice ON public.notes (desk_id) WHERE choice = 'yes'",
        "index-changed",
        "warning",
    ),
    Mutation(
        "another method",
        "DROP INDEX public.idx_desks_tenant_id; "
        "CREATE INDEX idx_desks_tenant_id ON public.desks USING hash (tenant_id)",
        "index-changed",
        "warning",
    ),
    Mutation(
        "no longer unique",
        "DROP INDEX public.idx_tenants_lower_email; "
        "CREATE INDEX idx_tenants_lower_email ON public.tenants (lower(email::text))",
        "index-changed",
    ),
    Mutation(
        "an invalid index",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.idx_desks_tenant_id'::regclass",
        "index-invalid",
        "warning",
    ),
    Mutation(
        "clustered", "ALTER TABLE public.desks CLUSTER ON idx_desks_tenant_id", "cluster-changed", "warning"
    ),
    Mutation(
        "an index comment", "COMMENT ON INDEX public.idx_desks_tenant_id IS 'i'", "comment-changed", "warning"
    ),
    Mutation("a view's index is gone", "DROP INDEX archive.kind_counts_code", "index-missing"),
    # policies
    Mutation("a policy is gone", "DROP POLICY desks_isolation ON public.desks", "policy-missing"),
    Mutation("a restriction is gone", "DROP POLICY notes_not_empty ON public.notes", "policy-missing"),
    Mutation("a policy came", "CREATE POLICY extra ON public.desks USING (title = '')", "policy-extra"),
    Mutation(
        "a policy without effect",
        "CREATE POLICY extra ON public.kinds USING (true)",
        "policy-extra",
        "warning",
    ),
    Mutation(
        "everything is admitted",
        "ALTER POLICY desks_isolation ON public.desks USING (true)",
        "policy-changed",
    ),
    Mutation(
        "writes unchecked", "ALTER POLICY desks_isolation ON public.desks WITH CHECK (true)", "policy-changed"
    ),
    Mutation("for everyone", "ALTER POLICY desks_isolation ON public.desks TO PUBLIC", "policy-changed"),
    Mutation(
        "another command",
        "DROP POLICY desks_isolation ON public.desks; CREATE POLICY desks_isolation ON "
        "public.desks FOR UPDATE "
        "TO desk_app USING (tenant_id = public.current_tenant()) WITH CHECK (tenant_id = "
        "public.current_tenant())",
        "policy-changed",
    ),
    Mutation(
        "no longer restrictive",
        "DROP POLICY notes_not_empty ON public.notes; "
        "CREATE POLICY notes_not_empty ON public.notes FOR SELECT TO desk_app USING (body <> '')",
        "policy-changed",
    ),
    Mutation(
        "a check that was not there",
        "DROP POLICY notes_not_empty ON public.notes; CREATE POLICY notes_not_empty ON public.notes "
        "AS RESTRICTIVE FOR ALL TO desk_app USING (body <> '') WITH CHECK (true)",
        "policy-changed",
    ),
    Mutation(
        "a policy comment",
        "COMMENT ON POLICY notes_isolation ON public.notes IS 'p'",
        "comment-changed",
        "warning",
    ),
    # triggers
    Mutation("a trigger is gone", "DROP TRIGGER tenants_touch ON public.tenants", "trigger-missing"),
    Mutation(
        "a trigger came",
        "CREATE TRIGGER extra AFTER INSERT ON public.tenants FOR EACH ROW EXECUTE FUNCTION public.touch()",
        "trigger-extra",
    ),
    Mutation("switched off", "ALTER TABLE public.tenants DISABLE TRIGGER tenants_touch", "trigger-disabled"),
    Mutation(
        "in replicas too",
        "ALTER TABLE public.tenants ENABLE ALWAYS TRIGGER tenants_touch",
        "trigger-state-changed",
    ),
    Mutation(
        "another moment",
        "DROP TRIGGER tenants_touch ON public.tenants; CREATE TRIGGER tenants_touch AFTER UPDATE ON "
        "public.tenants FOR EACH ROW EXECUTE FUNCTION public.touch()",
        "trigger-changed",
    ),
    Mutation(
        "a trigger comment",
        "COMMENT ON TRIGGER tenants_touch ON public.tenants IS 't'",
        "comment-changed",
        "warning",
    ),
    # rules
    Mutation("a rule is gone", "DROP RULE kinds_are_kept ON public.kinds", "rule-missing"),
    Mutation(
        "writes are swallowed",
        "CREATE RULE hole AS ON INSERT TO public.tenants DO INSTEAD NOTHING",
        "rule-extra",
    ),
    Mutation(
        "writes go elsewhere",
        "CREATE RULE hole AS ON DELETE TO public.notes DO INSTEAD UPDATE public.notes SET body = '' "
        "WHERE id = old.id",
        "rule-extra",
    ),
    Mutation(
        "a write more",
        "CREATE RULE copy AS ON INSERT TO public.desks "
        "DO ALSO DELETE FROM public.notes WHERE desk_id = new.id",
        "rule-extra",
    ),
    Mutation(
        "a rule on a view",
        "CREATE RULE hole AS ON INSERT TO public.desk_notes DO INSTEAD NOTHING",
        "rule-extra",
    ),
    Mutation(
        "another rule",
        "CREATE OR REPLACE RULE kinds_are_kept AS ON DELETE TO public.kinds WHERE old.code = 'a' "
        "DO INSTEAD NOTHING",
        "rule-changed",
    ),
    Mutation(
        "a rule switched off",
        "ALTER TABLE public.kinds DISABLE RULE kinds_are_kept",
        "rule-state-changed",
    ),
    Mutation(
        "a rule in replicas only",
        "ALTER TABLE public.kinds ENABLE REPLICA RULE kinds_are_kept",
        "rule-state-changed",
    ),
    Mutation(
        "a rule comment",
        "COMMENT ON RULE kinds_are_kept ON public.kinds IS 'r'",
        "comment-changed",
        "warning",
    ),
    # event triggers
    Mutation("an event trigger is gone", "DROP EVENT TRIGGER watch_drops", "event-trigger-missing"),
    Mutation(
        "an event trigger came",
        "CREATE EVENT TRIGGER extra ON ddl_command_end EXECUTE FUNCTION public.watch()",
        "event-trigger-extra",
    ),
    Mutation(
        "another event",
        "DROP EVENT TRIGGER watch_drops; "
        "CREATE EVENT TRIGGER watch_drops ON ddl_command_end EXECUTE FUNCTION public.watch()",
        "event-trigger-changed",
    ),
    Mutation(
        "an event trigger switched off", "ALTER EVENT TRIGGER watch_drops DISABLE", "event-trigger-changed"
    ),
    Mutation(
        "an event trigger's comment",
        "COMMENT ON EVENT TRIGGER watch_drops IS 'e'",
        "comment-changed",
        "warning",
    ),
    # publications
    Mutation("a publication is gone", "DROP PUBLICATION desks_feed", "publication-missing"),
    Mutation(
        "everything is published",
        "CREATE PUBLICATION extra FOR ALL TABLES",
        "publication-extra",
        "warning",
    ),
    Mutation(
        "every column is published",
        "ALTER PUBLICATION desks_feed SET TABLE public.desks",
        "publication-changed",
    ),
    Mutation(
        "a schema is published",
        "ALTER PUBLICATION desks_feed SET TABLES IN SCHEMA public",
        "publication-changed",
    ),
    Mutation(
        "nothing is published", "ALTER PUBLICATION desks_feed DROP TABLE public.desks", "publication-changed"
    ),
    Mutation(
        "other changes are published",
        "ALTER PUBLICATION desks_feed SET (publish = 'insert, delete')",
        "publication-changed",
    ),
    Mutation("a publication's owner", "ALTER PUBLICATION desks_feed OWNER TO desk_owner", "owner-changed"),
    Mutation(
        "a publication's comment", "COMMENT ON PUBLICATION desks_feed IS 'p'", "comment-changed", "warning"
    ),
    # extended statistics
    Mutation("statistics are gone", "DROP STATISTICS public.desk_sizes", "statistics-missing", "warning"),
    Mutation(
        "statistics came",
        "CREATE STATISTICS public.extra (dependencies) ON body, choice FROM public.notes",
        "statistics-extra",
        "warning",
    ),
    Mutation(
        "other statistics",
        "DROP STATISTICS public.desk_sizes; "
        "CREATE STATISTICS public.desk_sizes (mcv) ON title, size FROM public.desks",
        "statistics-changed",
        "warning",
    ),
    Mutation(
        "more exact statistics",
        "ALTER STATISTICS public.desk_sizes SET STATISTICS 300",
        "statistics-changed",
        "warning",
    ),
    Mutation("statistics' owner", "ALTER STATISTICS public.desk_sizes OWNER TO desk_owner", "owner-changed"),
    Mutation(
        "a comment on statistics",
        "COMMENT ON STATISTICS public.desk_sizes IS 's'",
        "comment-changed",
        "warning",
    ),
    # functions
    Mutation("a function is gone", "DROP FUNCTION public.open_desks(integer)", "function-missing"),
    Mutation(
        "a function came",
        "CREATE FUNCTION public.extra() RETURNS integer LANGUAGE sql RETURN 1",
        "function-extra",
        "warning",
    ),
    Mutation(
        "another body",
        "CREATE OR REPLACE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN NEW; END'",
        "function-changed",
    ),
    Mutation(
        "another standard body",
        "CREATE OR REPLACE FUNCTION public.current_tenant() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE "
        "RETURN 'ann'",
        "function-changed",
    ),
    Mutation(
        "another result",
        "DROP FUNCTION public.open_desks(integer); CREATE FUNCTION "
        "public.open_desks(minimum integer DEFAULT 1) "
        "RETURNS numeric LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' "
        "AS 'SELECT count(*) FROM public.desks HAVING count(*) >= $1'; "
        "REVOKE ALL ON FUNCTION public.open_desks(integer) FROM PUBLIC; "
        "GRANT EXECUTE ON FUNCTION public.open_desks(integer) TO desk_service",
        "function-changed",
    ),
    Mutation("volatile", "ALTER FUNCTION public.current_tenant() VOLATILE", "function-changed"),
    Mutation("strict", "ALTER FUNCTION public.open_desks(integer) STRICT", "function-changed"),
    Mutation(
        "parallel unsafe",
        "ALTER FUNCTION public.current_tenant() PARALLEL UNSAFE",
        "function-changed",
        "warning",
    ),
    Mutation("leakproof", "ALTER FUNCTION public.current_tenant() LEAKPROOF", "function-changed", "warning"),
    Mutation("another cost", "ALTER FUNCTION public.touch() COST 7", "function-changed", "warning"),
    Mutation(
        "its owner's rights", "ALTER FUNCTION public.touch() SECURITY DEFINER", "function-security-changed"
    ),
    Mutation(
        "its caller's rights",
        "ALTER FUNCTION public.open_desks(integer) SECURITY INVOKER",
        "function-security-changed",
    ),
    Mutation(
        "another search path",
        "ALTER FUNCTION public.open_desks(integer) SET search_path = public",
        "function-config-changed",
    ),
    Mutation("a function's owner", "ALTER FUNCTION public.touch() OWNER TO desk_service", "owner-changed"),
    Mutation("a function comment", "COMMENT ON FUNCTION public.touch() IS 'f'", "comment-changed", "warning"),
    Mutation("a procedure is gone", "DROP PROCEDURE public.tidy()", "function-missing"),
    # views
    Mutation("a view is gone", "DROP VIEW public.desk_notes", "view-missing"),
    Mutation("a view came", "CREATE VIEW public.extra AS SELECT * FROM public.tenants", "view-extra"),
    Mutation(
        "another query",
        "CREATE OR REPLACE VIEW public.desk_notes WITH (security_invoker = true) AS SELECT d.title, n.body, "
        "n.weight FROM public.desks d LEFT JOIN public.notes n ON n.desk_id = d.id",
        "view-changed",
    ),
    Mutation(
        "no longer its caller's rights",
        "ALTER VIEW public.desk_notes RESET (security_invoker)",
        "view-options-changed",
    ),
    Mutation(
        "no barrier", "ALTER VIEW public.my_tenant SET (security_barrier = false)", "view-options-changed"
    ),
    Mutation("no check option", "ALTER VIEW public.my_tenant RESET (check_option)", "view-options-changed"),
    Mutation("a view's owner", "ALTER VIEW public.my_tenant OWNER TO desk_service", "owner-changed"),
    Mutation("a view comment", "COMMENT ON VIEW public.desk_notes IS NULL", "comment-changed", "warning"),
    Mutation(
        "never filled", "REFRESH MATERIALIZED VIEW archive.kind_counts WITH NO DATA", "view-not-populated"
    ),
    Mutation("a stored view is gone", "DROP MATERIALIZED VIEW archive.kind_counts", "view-missing"),
    Mutation(
        "a view's column comment",
        "COMMENT ON COLUMN public.desk_notes.body IS 'other'",
        "comment-changed",
        "warning",
    ),
    Mutation(
        "no comment on a view's column",
        "COMMENT ON COLUMN public.desk_notes.body IS NULL",
        "comment-changed",
        "warning",
    ),
    Mutation(
        "a stored view's column comment",
        "COMMENT ON COLUMN archive.kind_counts.code IS 'c'",
        "comment-changed",
        "warning",
    ),
    Mutation(
        "a view's default", "ALTER VIEW public.my_tenant ALTER tier SET DEFAULT 'pro'", "default-changed"
    ),
    Mutation("no view's default", "ALTER VIEW public.my_tenant ALTER tier DROP DEFAULT", "default-changed"),
    Mutation(
        "a view's default came", "ALTER VIEW public.my_tenant ALTER email SET DEFAULT 'x'", "default-changed"
    ),
    # sequences
    Mutation("a sequence is gone", "DROP SEQUENCE public.ticket_numbers", "sequence-missing"),
    Mutation("a sequence came", "CREATE SEQUENCE public.extra", "sequence-extra", "warning"),
    Mutation("another step", "ALTER SEQUENCE public.ticket_numbers INCREMENT 1", "sequence-changed"),
    Mutation("cycles", "ALTER SEQUENCE public.ticket_numbers CYCLE", "sequence-changed"),
    Mutation("an upper bound", "ALTER SEQUENCE public.notes_id_seq MAXVALUE 1000", "sequence-changed"),
    Mutation("a cache", "ALTER SEQUENCE public.ticket_numbers CACHE 50", "sequence-changed", "warning"),
    Mutation(
        "not its column's",
        "ALTER SEQUENCE public.kinds_id_seq OWNED BY NONE",
        "sequence-ownership-changed",
        "warning",
    ),
    Mutation("a sequence's owner", "ALTER SEQUENCE public.ticket_numbers OWNER TO desk_app", "owner-changed"),
    # types, schemas, extensions
    Mutation("a label came", "ALTER TYPE public.mood ADD VALUE 'top'", "type-changed"),
    Mutation(
        "a label is called otherwise", "ALTER TYPE public.mood RENAME VALUE 'low' TO 'poor'", "type-changed"
    ),
    Mutation("no domain check", "ALTER DOMAIN public.share DROP CONSTRAINT share_range", "type-changed"),
    Mutation("a domain default", "ALTER DOMAIN public.share SET DEFAULT 0.7", "type-changed"),
    Mutation("a type came", "CREATE TYPE public.extra AS (a integer)", "type-extra", "warning"),
    Mutation("a type's owner", "ALTER TYPE public.mood OWNER TO desk_app", "owner-changed"),
    Mutation("a schema is gone", "DROP SCHEMA archive CASCADE", "schema-missing"),
    Mutation("a schema came", "CREATE SCHEMA extra", "schema-extra", "warning"),
    Mutation("a schema's owner", "ALTER SCHEMA archive OWNER TO desk_app", "owner-changed"),
    Mutation("an extension is gone", "DROP EXTENSION vector", "extension-missing"),
    # grants
    Mutation("may update", "GRANT UPDATE ON public.desks TO desk_app", "grant-extra"),
    Mutation("everyone may read", "GRANT SELECT ON public.tenants TO PUBLIC", "grant-extra"),
    Mutation("a column more", "GRANT UPDATE (mood) ON public.notes TO desk_app", "grant-extra"),
    Mutation("may read no more", "REVOKE SELECT ON public.notes FROM desk_app", "grant-missing"),
    Mutation("a column less", "REVOKE UPDATE (body) ON public.notes FROM desk_app", "grant-missing"),
    Mutation("columns less", "REVOKE INSERT (body, desk_id) ON public.notes FROM desk_app", "grant-missing"),
    Mutation("may pass it on", "GRANT SELECT ON public.desks TO desk_app WITH GRANT OPTION", "grant-extra"),
    Mutation("an owner's own", "REVOKE DELETE ON public.kinds FROM desk_owner", "grant-missing"),
    Mutation(
        "everyone may call", "GRANT EXECUTE ON FUNCTION public.current_tenant() TO PUBLIC", "grant-extra"
    ),
    Mutation(
        "may not call", "REVOKE EXECUTE ON FUNCTION public.current_tenant() FROM desk_app", "grant-missing"
    ),
    Mutation("not for everyone", "REVOKE EXECUTE ON FUNCTION public.touch() FROM PUBLIC", "grant-missing"),
    Mutation("may create", "GRANT CREATE ON SCHEMA public TO desk_app", "grant-extra"),
    Mutation("may not enter", "REVOKE USAGE ON SCHEMA public FROM desk_app", "grant-missing"),
    Mutation("may draw numbers", "GRANT USAGE ON SEQUENCE public.ticket_numbers TO desk_app", "grant-extra"),
    Mutation("may not use a type", "REVOKE USAGE ON TYPE public.mood FROM PUBLIC", "grant-missing"),
    Mutation("no temporary tables", "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC", "grant-missing"),
    Mutation("may create schemas", "GRANT CREATE ON DATABASE {database} TO desk_app", "grant-extra"),
    Mutation(
        "only everyone's privilege is left",
        "GRANT EXECUTE ON FUNCTION public.current_tenant() TO PUBLIC; "
        "REVOKE EXECUTE ON FUNCTION public.current_tenant() FROM desk_app",
        "grant-extra",
    ),
    # grants on what is no schema's
    Mutation("reads passwords", "GRANT SELECT ON pg_catalog.pg_authid TO desk_app", "grant-extra"),
    Mutation("reads one column of them", "GRANT SELECT (rolpassword) ON pg_authid TO PUBLIC", "grant-extra"),
    Mutation("no longer for everyone", "REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC", "grant-missing"),
    Mutation(
        "reads files", "GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO desk_app", "grant-extra"
    ),
    Mutation(
        "no function for everyone",
        "REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC",
        "grant-missing",
    ),
    Mutation("creates in the catalog", "GRANT CREATE ON SCHEMA pg_catalog TO desk_app", "grant-extra"),
    Mutation(
        "views of the standard", "REVOKE SELECT ON information_schema.tables FROM PUBLIC", "grant-missing"
    ),
    Mutation("a type", "REVOKE USAGE ON TYPE pg_catalog.int4 FROM PUBLIC", "grant-missing"),
    Mutation(
        "switches triggers off",
        "GRANT SET ON PARAMETER session_replication_role TO desk_app",
        "grant-extra",
    ),
    Mutation("sets it for the server", "GRANT ALTER SYSTEM ON PARAMETER work_mem TO desk_app", "grant-extra"),
    Mutation("a tablespace", "GRANT CREATE ON TABLESPACE pg_default TO desk_app", "grant-extra"),
    Mutation("no language", "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC", "grant-missing"),
    Mutation("a language", "GRANT USAGE ON LANGUAGE plpgsql TO desk_app WITH GRANT OPTION", "grant-extra"),
    Mutation("a large object", "GRANT SELECT ON LARGE OBJECT 4711 TO desk_app", "grant-extra"),
    Mutation(
        "what an extension brought",
        "GRANT USAGE ON TYPE public.vector TO desk_app WITH GRANT OPTION",
        "grant-extra",
    ),
    Mutation(
        "only as long as everyone may",
        "REVOKE EXECUTE ON FUNCTION public.touch() FROM desk_service",
        "grant-missing",
        "warning",
    ),
    # default privileges
    Mutation(
        "new functions for everyone",
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
        "default-privilege-extra",
    ),
    Mutation(
        "new tables open",
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner GRANT SELECT ON TABLES TO desk_app",
        "default-privilege-extra",
    ),
    Mutation(
        "new tables closed",
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner IN SCHEMA public REVOKE SELECT ON "
        "TABLES FROM desk_service",
        "default-privilege-missing",
    ),
    Mutation(
        "new tables writable",
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner IN SCHEMA public GRANT INSERT ON "
        "TABLES TO desk_service",
        "default-privilege-extra",
    ),
    # roles, memberships, settings, the database
    Mutation("bypasses RLS", "ALTER ROLE desk_app BYPASSRLS", "role-changed"),
    Mutation("a superuser", "ALTER ROLE desk_app SUPERUSER", "role-changed"),
    Mutation("may log in", "ALTER ROLE desk_app LOGIN", "role-changed"),
    Mutation("may create roles", "ALTER ROLE desk_app CREATEROLE", "role-changed"),
    Mutation("a limit", "ALTER ROLE desk_app CONNECTION LIMIT 3", "role-limit-changed", "warning"),
    Mutation("an end", "ALTER ROLE desk_app VALID UNTIL '2030-01-01'", "role-limit-changed", "warning"),
    Mutation("a role comment", "COMMENT ON ROLE desk_app IS 'r'", "comment-changed", "warning"),
    Mutation("a membership came", "GRANT desk_service TO desk_app", "membership-extra"),
    Mutation("one of PostgreSQL's own roles", "GRANT desk_app TO pg_monitor", "membership-extra"),
    Mutation("a membership is gone", "REVOKE desk_owner FROM desk_service", "membership-missing"),
    Mutation("a tenant is preset", "ALTER DATABASE {database} SET desk.tenant = 'bob'", "setting-extra"),
    Mutation("preset for a role", "ALTER ROLE desk_app SET desk.tenant = 'bob'", "setting-extra"),
    Mutation(
        "preset for a role here",
        "ALTER ROLE desk_app IN DATABASE {database} SET search_path = archive, public",
        "setting-extra",
    ),
    Mutation("another setting", "ALTER ROLE desk_service SET statement_timeout = '9s'", "setting-changed"),
    Mutation("a setting is gone", "ALTER ROLE desk_service RESET statement_timeout", "setting-missing"),
    Mutation("a database's owner", "ALTER DATABASE {database} OWNER TO desk_app", "owner-changed"),
    Mutation(
        "a database's limit",
        "ALTER DATABASE {database} CONNECTION LIMIT 7",
        "connection-limit-changed",
        "warning",
    ),
    Mutation("a database comment", "COMMENT ON DATABASE {database} IS 'd'", "comment-changed", "warning"),
]
