-- A configuration with its own parser and dictionaries, which an index uses.
CREATE TEXT SEARCH CONFIGURATION public.words (PARSER = public.words);
ALTER TEXT SEARCH CONFIGURATION public.words ADD MAPPING FOR asciiword, word WITH public.plain, public.stems;
ALTER TEXT SEARCH CONFIGURATION public.words ADD MAPPING FOR int WITH pg_catalog.simple;
CREATE TEXT SEARCH CONFIGURATION public.idle (PARSER = public.words);
ALTER TEXT SEARCH CONFIGURATION public.idle ADD MAPPING FOR asciiword WITH public.stems;
CREATE INDEX notes_words ON public.notes USING gin (to_tsvector('public.words', body));
