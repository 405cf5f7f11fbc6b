"""Faults in text search dictionaries."""

from tests.pgdrift.corpus.fault import Fault

_STEMS = "ALTER TEXT SEARCH DICTIONARY public.stems"
_CHANGED = "text-search-dictionary-changed"

FAULTS = [
    Fault(
        "a dictionary is gone", "DROP TEXT SEARCH DICTIONARY public.idle", "text-search-dictionary-missing"
    ),
    Fault(
        "a dictionary came",
        "CREATE TEXT SEARCH DICTIONARY public.extra (TEMPLATE = pg_catalog.simple)",
        "text-search-dictionary-extra",
        "warning",
    ),
    Fault(
        "a dictionary of another template",
        "DROP TEXT SEARCH DICTIONARY public.idle; "
        "CREATE TEXT SEARCH DICTIONARY public.idle (TEMPLATE = public.plain)",
        _CHANGED,
    ),
    Fault("a dictionary of another language", f"{_STEMS} (language = 'german')", _CHANGED),
    Fault("a dictionary without stop words", f"{_STEMS} (stopwords)", _CHANGED),
    Fault(
        "a dictionary with one option more",
        "ALTER TEXT SEARCH DICTIONARY public.idle (stopwords = 'english', accept = 'false')",
        _CHANGED,
    ),
    Fault("a dictionary's owner", f"{_STEMS} OWNER TO desk_owner", "owner-changed"),
    Fault(
        "a comment on a dictionary",
        "COMMENT ON TEXT SEARCH DICTIONARY public.stems IS 'd'",
        "comment-changed",
        "warning",
    ),
]
