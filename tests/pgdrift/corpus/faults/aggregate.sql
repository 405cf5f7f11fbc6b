-- Functions that aggregates are made of, and one aggregate of each sort.
CREATE FUNCTION public.keep(anyelement, integer) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION public.keep_too(anyelement, integer) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION public.told(anyelement) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE FUNCTION public.told(anyelement, integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE FUNCTION public.told_too(anyelement) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE FUNCTION public.accumulate(internal, numeric) RETURNS internal LANGUAGE internal AS 'numeric_avg_accum';
CREATE FUNCTION public.combine(internal, internal) RETURNS internal LANGUAGE internal AS 'numeric_avg_combine';
CREATE FUNCTION public.pack(internal) RETURNS bytea LANGUAGE internal STRICT AS 'numeric_avg_serialize';
CREATE FUNCTION public.unpack(bytea, internal) RETURNS internal LANGUAGE internal STRICT
    AS 'numeric_avg_deserialize';

CREATE AGGREGATE public.tally(integer) (SFUNC = public.keep, STYPE = integer, FINALFUNC = public.told,
    INITCOND = '0', MSFUNC = public.keep, MINVFUNC = public.keep, MSTYPE = integer, MFINALFUNC = public.told,
    MINITCOND = '0');
CREATE AGGREGATE public.mean(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg,
    COMBINEFUNC = numeric_avg_combine, SERIALFUNC = numeric_avg_serialize,
    DESERIALFUNC = numeric_avg_deserialize, PARALLEL = SAFE);
CREATE AGGREGATE public.place(integer ORDER BY integer) (SFUNC = public.keep, STYPE = integer,
    FINALFUNC = public.told, INITCOND = '0', HYPOTHETICAL);
CREATE AGGREGATE public.number_of_rows(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE VIEW public.notes_tallied AS SELECT public.tally(id) AS tally FROM public.notes;
GRANT SELECT ON public.notes_tallied TO desk_service;
REVOKE ALL ON FUNCTION public.mean(numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.mean(numeric) TO desk_app;
