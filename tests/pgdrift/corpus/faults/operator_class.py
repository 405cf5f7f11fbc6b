"""Faults in operator classes."""

from tests.pgdrift.corpus.fault import Fault


def _places(
    *,
    default: str = "",
    of: str = "point",
    family: str = "places",
    function: str = "1 (point, point) gist_point_consistent(internal, point, smallint, oid, internal)",
    storage: str = ", STORAGE box",
) -> str:
    """Make the class of points again with something of it changed."""
    return (
        "DROP OPERATOR CLASS public.place_ops USING gist; CREATE OPERATOR CLASS public.place_ops "
        f"{default} FOR TYPE {of} USING gist FAMILY public.{family} AS FUNCTION {function}{storage}"
    )


_PLACES = "OPERATOR CLASS public.place_ops USING gist"

FAULTS = [
    Fault("an operator class is gone", f"DROP {_PLACES}", "operator-class-missing"),
    Fault(
        "an operator class came",
        "CREATE OPERATOR CLASS public.extra FOR TYPE integer USING gist FAMILY public.regions AS STORAGE box",
        "operator-class-extra",
        "warning",
    ),
    Fault(
        "a class that an index is built by",
        "DROP INDEX public.desks_mirrored; DROP OPERATOR CLASS public.mirror_ops USING btree; "
        "CREATE OPERATOR CLASS public.mirror_ops FOR TYPE integer USING btree FAMILY public.mirrored AS "
        "OPERATOR 1 >, OPERATOR 3 =, OPERATOR 5 <, FUNCTION 1 public.mirror(integer, integer); "
        "CREATE INDEX desks_mirrored ON public.desks (size public.mirror_ops)",
        "operator-class-changed",
    ),
    Fault(
        "a class of other functions",
        _places(function="2 (point, point) gist_box_union(internal, internal)"),
        "operator-class-changed",
    ),
    Fault("a class of another type", _places(of="circle"), "operator-class-changed"),
    Fault("a class that stores otherwise", _places(storage=""), "operator-class-changed"),
    Fault("a class of another family", _places(family="regions"), "operator-class-changed"),
    Fault(
        "a default class",
        _places(of="public.mood", default="DEFAULT"),
        "operator-class-changed",
        before=_places(of="public.mood"),
    ),
    Fault("an operator class's owner", f"ALTER {_PLACES} OWNER TO desk_owner", "owner-changed"),
    Fault("a comment on an operator class", f"COMMENT ON {_PLACES} IS 'c'", "comment-changed", "warning"),
]
