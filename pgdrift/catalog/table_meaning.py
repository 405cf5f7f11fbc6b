"""What it means when a table or one of its flags is not as it should be."""

from __future__ import annotations

from collections.abc import Mapping

from pgdrift.catalog import reach
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Judge, Meaning

MISSING = Meaning("table-missing", "error", "Every statement on {rows} fails: there is no table {table}.")
UNDECLARED = Meaning(
    "table-extra",
    "warning",
    "Nothing declares the table {table}, nor says who may reach what it holds.",
)
EXTRA_OPEN = Meaning(
    "table-extra",
    "error",
    "{who} can {can}: nothing declares the table {table}, and no policy protects it.",
)
FOREIGN = Meaning(
    "table-extra",
    "warning",
    "The foreign table {table} leads to rows on {server} that no policy covers, and nothing declares it.",
)

DISABLED = Meaning(
    "rls-disabled",
    "error",
    "{who} can {can}: row level security is off.",
)
ENABLED = Meaning(
    "rls-enabled",
    "error",
    "Row level security is on for {rows}: who no policy admits sees no rows any more.",
)
NOT_FORCED = Meaning(
    "rls-not-forced",
    "error",
    "{owner} owns {table} and so reads and writes every row of it, past its policies: RLS is not forced.",
)
FORCED = Meaning(
    "rls-forced",
    "error",
    "{owner} owns {table} and sees only rows that a policy admits: RLS is forced.",
)
PERSISTENCE = Meaning(
    "table-persistence-changed",
    "error",
    "A crash of the server empties {table}: it is not written to the log.",
)
LOGGED = Meaning(
    "table-persistence-changed",
    "warning",
    "{table} is written to the log although it need not be.",
)

PARENTS = Meaning("inheritance-changed", "error", "{table} belongs to other parent tables than it should.")

JUDGED = (
    PARENTS,
    UNDECLARED,
    EXTRA_OPEN,
    FOREIGN,
    DISABLED,
    ENABLED,
    NOT_FORCED,
    FORCED,
    PERSISTENCE,
    LOGGED,
)


def extra(difference: Difference, comparison: Comparison) -> Meaning:
    if reach.is_open(difference.fact["table"], comparison):
        return EXTRA_OPEN
    return FOREIGN if difference.fact["server"] else UNDECLARED


def _row_security(difference: Difference, _: Comparison) -> Meaning:
    return DISABLED if difference.fact["row_security"] else ENABLED


def _force(difference: Difference, _: Comparison) -> Meaning:
    return NOT_FORCED if difference.fact["force_row_security"] else FORCED


def _persistence(difference: Difference, _: Comparison) -> Meaning:
    return PERSISTENCE if difference.fact["persistence"] == "p" else LOGGED


def _inherits(difference: Difference, _: Comparison) -> Meaning | None:
    # That a partition is no part of its table any more is one finding.
    return None if "partition_bound" in difference.fields else PARENTS


FIELDS: Mapping[str, Meaning | Judge] = {
    "owner": Meaning(
        "owner-changed",
        "error",
        "{target} owns {table} and may change or drop it and its policies; {reference} should.",
    ),
    "persistence": _persistence,
    "row_security": _row_security,
    "force_row_security": _force,
    "options": Meaning(
        "table-options-changed", "warning", "{table} is stored or vacuumed by other parameters."
    ),
    "replica_identity": Meaning(
        "replica-identity-changed",
        "error",
        "Logical replication identifies rows of {table} by {target}, not {reference}.",
    ),
    "access_method": Meaning(
        "access-method-changed", "warning", "{table} is stored by {target}, not {reference}."
    ),
    "tablespace": Meaning(
        "tablespace-changed", "warning", "{table} lies in another tablespace than it should."
    ),
    "server": Meaning(
        "foreign-table-changed",
        "error",
        "{table} has its rows on {target}, not {reference}.",
    ),
    "server_options": Meaning(
        "foreign-options-changed", "error", "{table} shows other rows of {server}, or in another way."
    ),
    "partition_key": Meaning(
        "partition-key-changed",
        "error",
        "{table} is partitioned by {target}, not {reference}: rows go elsewhere.",
    ),
    "partition_bound": Meaning(
        "partition-changed",
        "error",
        "{table} takes other rows of its partitioned table than it should, or none.",
    ),
    "detach_pending": Meaning(
        "partition-changed",
        "error",
        "Queries on the partitioned table of {table} no longer see its rows: it was half detached.",
    ),
    "of_type": Meaning(
        "table-type-changed", "warning", "{table} is bound to another type than it should, or to none."
    ),
    "inherits": _inherits,
    "columns": Meaning(
        "column-order-changed",
        "warning",
        "INSERT without a column list and SELECT * see the columns of {table} in another order.",
    ),
    "comment": Meaning("comment-changed", "warning", "The description of the table {table} is another."),
}


def words(fact: Fact, comparison: Comparison) -> dict[str, str]:
    """Who gains what, and who owns the table."""
    return {
        **reach.words(fact["table"], comparison),
        "rows": bare(fact["table"]),
        "owner": (comparison.target.get("table", fact["table"]) or fact)["owner"],
    }
