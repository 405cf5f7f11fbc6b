"""Faults in text search templates."""

from tests.pgdrift.corpus.fault import Fault

_DROP = "DROP TEXT SEARCH TEMPLATE public.idle"
_CREATE = f"{_DROP}; CREATE TEXT SEARCH TEMPLATE public.idle"

FAULTS = [
    Fault("a template is gone", _DROP, "text-search-template-missing"),
    Fault(
        "a template came",
        "CREATE TEXT SEARCH TEMPLATE public.extra (LEXIZE = dsimple_lexize)",
        "text-search-template-extra",
        "warning",
    ),
    Fault(
        "a template starts otherwise",
        f"{_CREATE} (INIT = public.simple_init, LEXIZE = dsimple_lexize)",
        "text-search-template-changed",
    ),
    Fault(
        "a template turns words otherwise",
        f"{_CREATE} (INIT = dsimple_init, LEXIZE = public.simple_lexize)",
        "text-search-template-changed",
    ),
    Fault(
        "a template in use",
        "UPDATE pg_ts_template SET tmplinit = 'public.simple_init'::regproc WHERE tmplname = 'plain'",
        "text-search-template-changed",
    ),
    Fault(
        "a comment on a template",
        "COMMENT ON TEXT SEARCH TEMPLATE public.plain IS 't'",
        "comment-changed",
        "warning",
    ),
]
