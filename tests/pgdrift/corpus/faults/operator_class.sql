-- Numbers in the opposite order, with an index that is built by it; and points that are kept as boxes.
CREATE FUNCTION public.mirror(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN btint4cmp($2, $1);
CREATE OPERATOR CLASS public.mirror_ops FOR TYPE integer USING btree FAMILY public.mirrored AS
    OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <,
    FUNCTION 1 public.mirror(integer, integer);
CREATE INDEX desks_mirrored ON public.desks (size public.mirror_ops);
CREATE OPERATOR CLASS public.place_ops FOR TYPE point USING gist FAMILY public.places AS
    FUNCTION 1 (point, point) gist_point_consistent(internal, point, smallint, oid, internal), STORAGE box;
