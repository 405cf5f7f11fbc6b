"""Faults in text search configurations."""

from tests.pgdrift.corpus.fault import Fault

_WORDS = "ALTER TEXT SEARCH CONFIGURATION public.words"
_CHANGED = "text-search-configuration-changed"

FAULTS = [
    Fault(
        "a configuration is gone",
        "DROP TEXT SEARCH CONFIGURATION public.idle",
        "text-search-configuration-missing",
    ),
    Fault(
        "a configuration came",
        "CREATE TEXT SEARCH CONFIGURATION public.extra (COPY = pg_catalog.english)",
        "text-search-configuration-extra",
        "warning",
    ),
    Fault(
        "a configuration of another parser",
        "DROP TEXT SEARCH CONFIGURATION public.idle; "
        'CREATE TEXT SEARCH CONFIGURATION public.idle (PARSER = pg_catalog."default"); '
        "ALTER TEXT SEARCH CONFIGURATION public.idle ADD MAPPING FOR asciiword WITH public.stems",
        _CHANGED,
    ),
    Fault(
        "a configuration in use of another parser",
        "DROP INDEX public.notes_words; DROP TEXT SEARCH CONFIGURATION public.words; "
        'CREATE TEXT SEARCH CONFIGURATION public.words (PARSER = pg_catalog."default"); '
        f"{_WORDS} ADD MAPPING FOR asciiword, word WITH public.plain, public.stems; "
        f"{_WORDS} ADD MAPPING FOR int WITH pg_catalog.simple; "
        "CREATE INDEX notes_words ON public.notes USING gin (to_tsvector('public.words', body))",
        _CHANGED,
    ),
    Fault(
        "dictionaries in another order",
        f"{_WORDS} ALTER MAPPING FOR word WITH public.stems, public.plain",
        _CHANGED,
    ),
    Fault("a token without a dictionary", f"{_WORDS} DROP MAPPING FOR int", _CHANGED),
    Fault("a token with a dictionary", f"{_WORDS} ADD MAPPING FOR email WITH pg_catalog.simple", _CHANGED),
    Fault("a configuration's owner", f"{_WORDS} OWNER TO desk_owner", "owner-changed"),
    Fault(
        "a comment on a configuration",
        "COMMENT ON TEXT SEARCH CONFIGURATION public.words IS 'c'",
        "comment-changed",
        "warning",
    ),
]
