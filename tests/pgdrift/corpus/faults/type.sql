-- Types of every sort, in columns with rows, and what is built on them.
CREATE COLLATION public.byte_order FROM "C";
CREATE TYPE public.stage AS ENUM ('new', 'open', 'done');
CREATE DOMAIN public.grade AS varchar(20) DEFAULT 'good' CONSTRAINT grade_named CHECK (VALUE <> '')
    CONSTRAINT grade_short CHECK (length(VALUE) < 20);
ALTER DOMAIN public.grade ADD CONSTRAINT grade_later CHECK (VALUE <> 'unknown') NOT VALID;
COMMENT ON CONSTRAINT grade_named ON DOMAIN public.grade IS 'Never empty';
CREATE DOMAIN public.first_stage AS public.stage DEFAULT 'new';
CREATE TYPE public.address AS (street text, number integer, town varchar(50));
COMMENT ON COLUMN public.address.town IS 'Where';
CREATE FUNCTION public.text_distance(text, text) RETURNS double precision LANGUAGE sql IMMUTABLE
    RETURN length($1) - length($2);
CREATE TYPE public.span AS RANGE (SUBTYPE = text);
CREATE TYPE public.steps;
CREATE FUNCTION public.steps_canonical(public.steps) RETURNS public.steps LANGUAGE internal IMMUTABLE STRICT
    AS 'int4range_canonical';
CREATE TYPE public.steps AS RANGE (SUBTYPE = integer, CANONICAL = public.steps_canonical);
CREATE TYPE public.bare;
CREATE FUNCTION public.bare_in(cstring) RETURNS public.bare LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION public.bare_out(public.bare) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION public.bare_receive(internal) RETURNS public.bare LANGUAGE internal STABLE STRICT AS 'textrecv';
CREATE TYPE public.bare (INPUT = public.bare_in, OUTPUT = public.bare_out, LIKE = text);
CREATE TABLE public.jobs (
    id integer PRIMARY KEY,
    stage public.stage NOT NULL DEFAULT 'new' CONSTRAINT jobs_stage CHECK (stage <> 'done'),
    past public.stage[] DEFAULT '{new,open}',
    first public.first_stage,
    grade public.grade,
    address public.address,
    span public.span,
    steps public.steps,
    CONSTRAINT jobs_do_not_overlap EXCLUDE USING gist (span WITH &&)
);
ALTER TABLE public.jobs ALTER past SET STORAGE EXTERNAL, ALTER stage SET STATISTICS 50;
INSERT INTO public.jobs VALUES (1, 'new', '{new}', 'open', 'good', ROW('A', 1, 'B'), '[a,b]', '[1,4)'),
    (2, 'open', NULL, NULL, 'bad', NULL, NULL, NULL);
CREATE FUNCTION public.is_open(public.stage) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN $1 = 'open'::public.stage;
REVOKE ALL ON FUNCTION public.is_open(public.stage) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.is_open(public.stage) TO desk_app;
CREATE INDEX jobs_stage_index ON public.jobs (stage) WHERE stage = 'open'::public.stage;
CREATE INDEX jobs_steps_index ON public.jobs USING gist (steps);
CREATE VIEW public.open_jobs WITH (security_barrier) AS SELECT id, stage FROM public.jobs WHERE public.is_open(stage);
GRANT SELECT ON public.open_jobs TO desk_app;
ALTER TABLE public.jobs ENABLE ROW LEVEL SECURITY;
CREATE POLICY jobs_open ON public.jobs TO desk_app USING (stage = 'open');
CREATE TRIGGER jobs_touch BEFORE UPDATE ON public.jobs FOR EACH ROW WHEN (NEW.stage = 'open')
    EXECUTE FUNCTION public.touch();
GRANT USAGE ON TYPE public.stage TO desk_app;
COMMENT ON TYPE public.stage IS 'How far it is';
