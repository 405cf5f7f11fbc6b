-- A family with members of two types, which belong to none of its classes.
CREATE FUNCTION public.mirror(integer, bigint) RETURNS integer LANGUAGE sql IMMUTABLE
    RETURN btint8cmp($2, $1::bigint);
CREATE OPERATOR FAMILY public.mirrored USING btree;
ALTER OPERATOR FAMILY public.mirrored USING btree ADD
    OPERATOR 1 > (integer, bigint), OPERATOR 5 < (integer, bigint),
    FUNCTION 1 (integer, bigint) public.mirror(integer, bigint);
CREATE OPERATOR FAMILY public.places USING gist;
CREATE OPERATOR FAMILY public.regions USING gist;
