CREATE FUNCTION public.mood_level(public.mood) RETURNS integer LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN $1 = 'low' THEN 1 WHEN $1 = 'fair' THEN 2 ELSE 3 END;
CREATE FUNCTION public.other_level(public.mood) RETURNS integer LANGUAGE sql IMMUTABLE RETURN 0;
CREATE CAST (public.mood AS integer) WITH FUNCTION public.mood_level(public.mood) AS ASSIGNMENT;
COMMENT ON CAST (public.mood AS integer) IS 'How good it is';
