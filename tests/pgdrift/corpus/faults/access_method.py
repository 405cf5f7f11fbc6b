"""Faults in access methods."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("an access method is gone", "DROP ACCESS METHOD heap_too", "access-method-missing"),
    Fault(
        "an access method came",
        "CREATE ACCESS METHOD extra TYPE INDEX HANDLER hashhandler",
        "access-method-extra",
        "warning",
    ),
    Fault(
        "for indexes",
        "UPDATE pg_am SET amtype = 't' WHERE amname = 'tree_too'",
        "access-method-changed",
    ),
    Fault(
        "an access method's handler",
        "DROP ACCESS METHOD tree_too; CREATE ACCESS METHOD tree_too TYPE INDEX HANDLER hashhandler",
        "access-method-changed",
    ),
    Fault(
        "an access method's comment", "COMMENT ON ACCESS METHOD heap_too IS 'a'", "comment-changed", "warning"
    ),
]
