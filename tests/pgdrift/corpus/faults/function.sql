-- Functions with the attributes that most have not, and what is built on one that could change its result.
CREATE FUNCTION public.numbers(integer, integer) RETURNS SETOF integer LANGUAGE internal IMMUTABLE STRICT ROWS 10
    AS 'generate_series_int4';
CREATE FUNCTION public.row_of() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number';
CREATE PROCEDURE public.shift(INOUT value integer) LANGUAGE sql AS 'SELECT value';
CREATE FUNCTION public.short(value text, VARIADIC more text[] DEFAULT '{}') RETURNS text LANGUAGE sql IMMUTABLE
    SET search_path = '' SET work_mem = '8MB' RETURN left(value, 10);
COMMENT ON FUNCTION public.short(text, text[]) IS 'The beginning';
REVOKE ALL ON FUNCTION public.short(text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.short(text, text[]) TO desk_app, desk_owner;

CREATE FUNCTION public.size_of(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE public.parcels (id integer PRIMARY KEY, tenant_id varchar(255), size integer DEFAULT public.size_of(1),
    CONSTRAINT parcels_size CHECK (public.size_of(size) > 0));
INSERT INTO public.parcels VALUES (1, 'ann', 3), (2, 'bob', 4);
CREATE INDEX parcels_size_of ON public.parcels (public.size_of(size));
ALTER TABLE public.parcels ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY parcels_small ON public.parcels AS RESTRICTIVE TO desk_app USING (public.size_of(size) < 100);
CREATE POLICY parcels_own ON public.parcels TO desk_app USING (tenant_id = public.current_tenant());
COMMENT ON POLICY parcels_small ON public.parcels IS 'No large ones';
CREATE VIEW public.parcel_sizes WITH (security_invoker = true) AS
    SELECT id FROM public.parcels WHERE public.size_of(size) > 0;
COMMENT ON VIEW public.parcel_sizes IS 'How large';
GRANT SELECT ON public.parcel_sizes, public.parcels TO desk_app;
CREATE TRIGGER parcels_touch BEFORE UPDATE ON public.parcels FOR EACH ROW WHEN (public.size_of(OLD.size) > 0)
    EXECUTE FUNCTION public.touch();
CREATE RULE parcels_kept AS ON DELETE TO public.parcels WHERE public.size_of(old.size) > 5 DO INSTEAD NOTHING;
CREATE FUNCTION public.larger(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE
    RETURN public.size_of($1) > public.size_of($2);
CREATE OPERATOR public.>># (FUNCTION = public.larger, LEFTARG = integer, RIGHTARG = integer);
CREATE STATISTICS public.parcel_statistics ON (public.size_of(size)) FROM public.parcels;
