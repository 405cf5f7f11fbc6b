"""Faults in operator families."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault(
        "an operator family is gone",
        "DROP OPERATOR FAMILY public.regions USING gist",
        "operator-family-missing",
    ),
    Fault(
        "an operator family came",
        "CREATE OPERATOR FAMILY public.extra USING hash",
        "operator-family-extra",
        "warning",
    ),
    Fault(
        "a family without an operator",
        "ALTER OPERATOR FAMILY public.mirrored USING btree DROP OPERATOR 1 (integer, bigint)",
        "operator-family-changed",
    ),
    Fault(
        "a family with another operator",
        "ALTER OPERATOR FAMILY public.mirrored USING btree ADD OPERATOR 3 = (integer, bigint)",
        "operator-family-changed",
    ),
    Fault(
        "a family that sorts by another operator",
        "ALTER OPERATOR FAMILY public.places USING gist ADD OPERATOR 15 <-> (point, point) FOR "
        "ORDER BY float_ops",
        "operator-family-changed",
    ),
    Fault(
        "a family without its function",
        "ALTER OPERATOR FAMILY public.mirrored USING btree DROP FUNCTION 1 (integer, bigint)",
        "operator-family-changed",
    ),
    Fault(
        "an operator family's owner",
        "ALTER OPERATOR FAMILY public.regions USING gist OWNER TO desk_owner",
        "owner-changed",
    ),
    Fault(
        "a comment on an operator family",
        "COMMENT ON OPERATOR FAMILY public.regions USING gist IS 'f'",
        "comment-changed",
        "warning",
    ),
]
