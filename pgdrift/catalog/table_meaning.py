"""What it means when a table or one of its flags is not as it should be."""

from __future__ import annotations

from collections.abc import Mapping

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Judge, Meaning

MISSING = Meaning("table-missing", "error", "Every statement on {rows} fails: there is no table {table}.")
EXTRA = Meaning(
    "table-extra",
    "warning",
    "The table {table} holds rows that nothing declares and no policy covers.",
)

DISABLED = Meaning(
    "rls-disabled",
    "error",
    "{who} can read and write every row of {rows}: row level security is off.",
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

JUDGED = (DISABLED, ENABLED, NOT_FORCED, FORCED, PERSISTENCE, LOGGED)


def _row_security(difference: Difference, _: Comparison) -> Meaning:
    return DISABLED if difference.fact["row_security"] else ENABLED


def _force(difference: Difference, _: Comparison) -> Meaning:
    return NOT_FORCED if difference.fact["force_row_security"] else FORCED


def _persistence(difference: Difference, _: Comparison) -> Meaning:
    return PERSISTENCE if difference.fact["persistence"] == "p" else LOGGED


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
    "inherits": Meaning(
        "inheritance-changed", "error", "{table} belongs to other parent tables than it should."
    ),
    "columns": Meaning(
        "column-order-changed",
        "warning",
        "INSERT without a column list and SELECT * see the columns of {table} in another order.",
    ),
    "comment": Meaning("comment-changed", "warning", "The description of the table {table} is another."),
}


def words(fact: Fact, comparison: Comparison) -> dict[str, str]:
    """The roles that hold a privilege on the table, for those sentences that say who gains."""
    grants = comparison.target.children(Key("table", fact["table"]), "grant").values()
    holders = {grant["grantee"] for grant in grants if not grant["is_owner"]}
    return {
        "rows": fact["table"].rpartition(".")[2],
        "who": " and ".join(sorted(holders)) or "Whoever is granted access",
        "owner": (comparison.target.get("table", fact["table"]) or fact)["owner"],
    }
