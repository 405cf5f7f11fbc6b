-- A template like the one of PostgreSQL's simple dictionaries, and functions for another one.
CREATE FUNCTION public.simple_init(internal) RETURNS internal LANGUAGE internal STRICT AS 'dsimple_init';
CREATE FUNCTION public.simple_lexize(internal, internal, internal, internal) RETURNS internal
    LANGUAGE internal STRICT AS 'dsimple_lexize';
CREATE TEXT SEARCH TEMPLATE public.plain (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH TEMPLATE public.idle (INIT = dsimple_init, LEXIZE = dsimple_lexize);
