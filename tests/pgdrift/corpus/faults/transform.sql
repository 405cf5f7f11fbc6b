-- Functions that PostgreSQL has anyway, with the arguments that a transform asks for; nothing calls them.
CREATE FUNCTION public.mood_from_internal(internal) RETURNS public.mood IMMUTABLE LANGUAGE internal AS 'enum_recv';
CREATE TRANSFORM FOR public.mood LANGUAGE sql
    (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION public.mood_from_internal(internal));
COMMENT ON TRANSFORM FOR public.mood LANGUAGE sql IS 'As a number';
