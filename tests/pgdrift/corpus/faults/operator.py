"""Faults in operators."""

from tests.pgdrift.corpus.fault import Fault

_PRISTINE = {
    "FUNCTION": "public.alike",
    "LEFTARG": "text",
    "RIGHTARG": "text",
    "COMMUTATOR": "OPERATOR(public.===)",
    "NEGATOR": "OPERATOR(public.!==)",
    "RESTRICT": "eqsel",
    "JOIN": "eqjoinsel",
    "HASHES": "true",
    "MERGES": "true",
}


def _anew(**changed: str) -> str:
    """Make the operator `===` again with something of it changed, or left out where it is empty."""
    clauses = {word: value for word, value in {**_PRISTINE, **changed}.items() if value}
    return (
        "DROP INDEX public.kinds_like_a; DROP OPERATOR public.=== (text, text); "
        f"CREATE OPERATOR public.=== ({', '.join(f'{word} = {value}' for word, value in clauses.items())}); "
        "COMMENT ON OPERATOR public.=== (text, text) IS 'Case does not matter'; "
        "CREATE INDEX kinds_like_a ON public.kinds (code) WHERE code::text OPERATOR(public.===) 'A'"
    )


FAULTS = [
    Fault(
        "an operator is gone",
        "DROP OPERATOR public.<# (text, text)",
        "operator-missing",
        before="CREATE OR REPLACE VIEW public.short_notes AS SELECT id FROM public.notes",
    ),
    Fault(
        "an operator came",
        "CREATE OPERATOR public.># (FUNCTION = public.shorter, LEFTARG = text, RIGHTARG = text)",
        "operator-extra",
        "warning",
    ),
    Fault("an operator computes something else", _anew(FUNCTION="public.unlike"), "operator-changed"),
    Fault("an operator without commutator", _anew(COMMUTATOR=""), "operator-changed", "warning"),
    Fault(
        "an operator without negator",
        "UPDATE pg_operator SET oprnegate = 0 WHERE oid = 'public.===(text, text)'::regoperator",
        "operator-changed",
        "warning",
    ),
    Fault(
        "another estimate of an operator",
        "ALTER OPERATOR public.=== (text, text) SET (RESTRICT = neqsel)",
        "operator-changed",
        "warning",
    ),
    Fault(
        "no estimate of joins by an operator",
        "ALTER OPERATOR public.=== (text, text) SET (JOIN = NONE)",
        "operator-changed",
        "warning",
    ),
    Fault("an operator that cannot hash", _anew(HASHES=""), "operator-changed", "warning"),
    Fault("an operator that cannot merge", _anew(MERGES=""), "operator-changed", "warning"),
    Fault(
        "an operator's owner", "ALTER OPERATOR public.<# (text, text) OWNER TO desk_owner", "owner-changed"
    ),
    Fault(
        "a comment on an operator",
        "COMMENT ON OPERATOR public.=== (text, text) IS 'o'",
        "comment-changed",
        "warning",
    ),
]
