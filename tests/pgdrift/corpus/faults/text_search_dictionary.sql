-- Dictionaries: one with options, one that nothing uses.
CREATE TEXT SEARCH DICTIONARY public.stems (TEMPLATE = pg_catalog.snowball, language = 'english', stopwords = 'english');
CREATE TEXT SEARCH DICTIONARY public.plain (TEMPLATE = public.plain, accept = 'false');
CREATE TEXT SEARCH DICTIONARY public.idle (TEMPLATE = pg_catalog.simple);
