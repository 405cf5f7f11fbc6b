"""Faults in aggregates."""

from tests.pgdrift.corpus.fault import Fault

_TALLY = {
    "SFUNC": "public.keep",
    "STYPE": "integer",
    "FINALFUNC": "public.told",
    "INITCOND": "'0'",
    "MSFUNC": "public.keep",
    "MINVFUNC": "public.keep",
    "MSTYPE": "integer",
    "MFINALFUNC": "public.told",
    "MINITCOND": "'0'",
}
_MEAN = {
    "SFUNC": "numeric_avg_accum",
    "STYPE": "internal",
    "FINALFUNC": "numeric_avg",
    "COMBINEFUNC": "numeric_avg_combine",
    "SERIALFUNC": "numeric_avg_serialize",
    "DESERIALFUNC": "numeric_avg_deserialize",
    "PARALLEL": "SAFE",
}
_CHANGED = "aggregate-changed"


def _made(name: str, clauses: dict[str, str]) -> str:
    said = ", ".join(f"{word} = {value}" for word, value in clauses.items() if value)
    return f"CREATE OR REPLACE AGGREGATE {name} ({said})"


def _tally(**changed: str) -> str:
    return _made("public.tally(integer)", {**_TALLY, **changed})


def _mean(**changed: str) -> str:
    return _made("public.mean(numeric)", {**_MEAN, **changed})


FAULTS = [
    Fault("an aggregate is gone", "DROP AGGREGATE public.number_of_rows(*)", "aggregate-missing"),
    Fault(
        "an aggregate of many arguments is gone",
        "DROP AGGREGATE public.place(integer ORDER BY integer)",
        "aggregate-missing",
    ),
    Fault(
        "an aggregate came",
        "CREATE AGGREGATE public.extra(integer) (SFUNC = int4pl, STYPE = integer)",
        "aggregate-extra",
        "warning",
    ),
    Fault("another step of an aggregate", _tally(SFUNC="public.keep_too"), _CHANGED),
    Fault("another state", _tally(STYPE="bigint"), _CHANGED),
    Fault("a larger state", _tally(SSPACE="1000"), _CHANGED, "warning"),
    Fault("another end", _tally(FINALFUNC="public.told_too"), _CHANGED),
    Fault("an end that sees the argument", _tally(FINALFUNC_EXTRA="true"), _CHANGED),
    Fault("an end that spoils the state", _tally(FINALFUNC_MODIFY="READ_WRITE"), _CHANGED),
    Fault("an aggregate's start", _tally(INITCOND="'1'"), _CHANGED),
    Fault("no start", _tally(INITCOND=""), _CHANGED),
    Fault("another step of a moving window", _tally(MSFUNC="public.keep_too"), _CHANGED),
    Fault("another step back", _tally(MINVFUNC="public.keep_too"), _CHANGED),
    Fault("another state of a moving window", _tally(MSTYPE="bigint"), _CHANGED),
    Fault("a larger state of a moving window", _tally(MSSPACE="1000"), _CHANGED, "warning"),
    Fault("another end of a moving window", _tally(MFINALFUNC="public.told_too"), _CHANGED),
    Fault("an end of a moving window that sees more", _tally(MFINALFUNC_EXTRA="true"), _CHANGED),
    Fault("an end of a moving window that shares", _tally(MFINALFUNC_MODIFY="SHAREABLE"), _CHANGED),
    Fault("another start of a moving window", _tally(MINITCOND="'1'"), _CHANGED),
    Fault(
        "an aggregate that an index can serve", _tally(SORTOP="OPERATOR(pg_catalog.<)"), _CHANGED, "warning"
    ),
    Fault("an aggregate in one process only", _mean(PARALLEL="UNSAFE"), _CHANGED, "warning"),
    Fault("parts combined otherwise", _mean(COMBINEFUNC="public.combine"), _CHANGED),
    Fault("parts packed otherwise", _mean(SERIALFUNC="public.pack"), _CHANGED),
    Fault("parts unpacked otherwise", _mean(DESERIALFUNC="public.unpack"), _CHANGED),
    Fault(
        "another sort of aggregate",
        "DROP AGGREGATE public.place(integer ORDER BY integer); "
        "CREATE AGGREGATE public.place(integer ORDER BY integer) "
        "(SFUNC = public.keep, STYPE = integer, FINALFUNC = public.told, INITCOND = '0')",
        _CHANGED,
    ),
    Fault(
        "an argument called otherwise",
        "DROP VIEW public.notes_tallied; DROP AGGREGATE public.tally(integer); "
        f"{_made('public.tally(number integer)', _TALLY)}; "
        "CREATE VIEW public.notes_tallied AS SELECT public.tally(id) AS tally FROM public.notes; "
        "GRANT SELECT ON public.notes_tallied TO desk_service",
        _CHANGED,
    ),
    Fault(
        "an aggregate's owner", "ALTER AGGREGATE public.mean(numeric) OWNER TO desk_service", "owner-changed"
    ),
    Fault(
        "a comment on an aggregate",
        "COMMENT ON AGGREGATE public.place(integer ORDER BY integer) IS 'a'",
        "comment-changed",
        "warning",
    ),
    Fault(
        "everyone may aggregate", "GRANT EXECUTE ON FUNCTION public.mean(numeric) TO PUBLIC", "grant-extra"
    ),
]
