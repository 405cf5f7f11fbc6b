CREATE TYPE public.place AS (x integer, y integer);
CREATE TABLE public.places OF public.place;
CREATE TABLE public.events (id integer NOT NULL, kind text DEFAULT 'a', at date, body text,
    CONSTRAINT events_kind CHECK (kind <> '')) PARTITION BY LIST (kind);
CREATE TABLE public.events_a PARTITION OF public.events FOR VALUES IN ('a') PARTITION BY RANGE (at);
CREATE TABLE public.events_a_1 PARTITION OF public.events_a FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE public.events_a_2 PARTITION OF public.events_a FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE public.events_b (id integer NOT NULL, kind text DEFAULT 'b', at date, body text NOT NULL,
    CONSTRAINT events_kind CHECK (kind <> ''), CONSTRAINT events_b_id CHECK (id > 0));
ALTER TABLE public.events ATTACH PARTITION public.events_b FOR VALUES IN ('b', 'c');
CREATE TABLE public.events_rest PARTITION OF public.events DEFAULT;
CREATE TABLE public.shards (id integer PRIMARY KEY, body text) PARTITION BY HASH (id);
CREATE TABLE public.shards_0 PARTITION OF public.shards FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE public.shards_1 PARTITION OF public.shards FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE public.other_events (LIKE public.events INCLUDING ALL) PARTITION BY LIST (kind);
CREATE INDEX events_at ON public.events (at);
CREATE INDEX events_b_body ON public.events_b (body);
CREATE INDEX shards_expression ON public.shards ((id + 1), body);
ALTER INDEX public.shards_expression ALTER COLUMN 1 SET STATISTICS 200;
CREATE TRIGGER events_touch BEFORE UPDATE ON public.events FOR EACH ROW EXECUTE FUNCTION public.touch();
INSERT INTO public.events VALUES (1, 'a', '2025-05-05', 'x'), (2, 'b', '2025-05-05', 'y'), (3, 'z', NULL, 'z');
INSERT INTO public.shards SELECT n, 's' FROM generate_series(1, 9) n;
CREATE TABLE public.animals (id integer NOT NULL, name text CONSTRAINT animals_name CHECK (name <> ''));
CREATE TABLE public.dogs (breed text) INHERITS (public.animals);
CREATE TABLE public.cats (id integer NOT NULL, name text CONSTRAINT animals_name CHECK (name <> ''), lives integer);
ALTER TABLE public.cats INHERIT public.animals;
CREATE TABLE public.pets (owner text);
INSERT INTO public.dogs VALUES (1, 'Rex', 'poodle');
INSERT INTO public.cats VALUES (2, 'Tom', 9);
CREATE FOREIGN TABLE public.headlines (
    id integer OPTIONS (field '1') NOT NULL,
    title text DEFAULT 'none' CONSTRAINT headlines_title CHECK (title <> '')
) SERVER news OPTIONS (page '1', mode 'all');
CREATE TRIGGER headlines_touch BEFORE UPDATE ON public.headlines
    FOR EACH ROW EXECUTE FUNCTION public.touch();
ALTER TABLE public.headlines OWNER TO desk_owner;
COMMENT ON FOREIGN TABLE public.headlines IS 'What they print';
COMMENT ON COLUMN public.headlines.title IS 'In capitals';
GRANT SELECT ON public.headlines TO desk_app;
