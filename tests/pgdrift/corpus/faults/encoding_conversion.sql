CREATE DEFAULT CONVERSION public.from_latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
ALTER CONVERSION public.from_latin OWNER TO desk_owner;
COMMENT ON CONVERSION public.from_latin IS 'For the old clients';
