"""Faults in text search parsers."""

from tests.pgdrift.corpus.fault import Fault

_PRISTINE = {
    "START": "prsd_start",
    "GETTOKEN": "prsd_nexttoken",
    "END": "prsd_end",
    "LEXTYPES": "prsd_lextype",
    "HEADLINE": "prsd_headline",
}


def _anew(**changed: str) -> str:
    """Make the parser that no configuration uses again, with another function, or without one."""
    functions = {word: name for word, name in {**_PRISTINE, **changed}.items() if name}
    clauses = ", ".join(f"{word} = {name}" for word, name in functions.items())
    return f"DROP TEXT SEARCH PARSER public.idle; CREATE TEXT SEARCH PARSER public.idle ({clauses})"


FAULTS = [
    Fault("a parser is gone", "DROP TEXT SEARCH PARSER public.idle", "text-search-parser-missing"),
    Fault(
        "a parser came",
        "CREATE TEXT SEARCH PARSER public.extra (START = prsd_start, GETTOKEN = prsd_nexttoken, "
        "END = prsd_end, LEXTYPES = prsd_lextype)",
        "text-search-parser-extra",
        "warning",
    ),
    Fault("a parser starts otherwise", _anew(START="public.parse_start"), "text-search-parser-changed"),
    Fault("a parser goes on otherwise", _anew(GETTOKEN="public.parse_next"), "text-search-parser-changed"),
    Fault("a parser ends otherwise", _anew(END="public.parse_end"), "text-search-parser-changed"),
    Fault("a parser of other tokens", _anew(LEXTYPES="public.parse_types"), "text-search-parser-changed"),
    Fault("a parser without headlines", _anew(HEADLINE=""), "text-search-parser-changed", "warning"),
    Fault(
        "a parser in use",
        "UPDATE pg_ts_parser SET prsstart = 'public.parse_start'::regproc WHERE prsname = 'words'",
        "text-search-parser-changed",
    ),
    Fault(
        "a comment on a parser",
        "COMMENT ON TEXT SEARCH PARSER public.words IS 'p'",
        "comment-changed",
        "warning",
    ),
]
