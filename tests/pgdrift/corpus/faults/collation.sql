CREATE COLLATION public.bytewise (PROVIDER = libc, LOCALE = 'C');
ALTER COLLATION public.bytewise OWNER TO desk_owner;
COMMENT ON COLLATION public.bytewise IS 'As a computer sorts';
