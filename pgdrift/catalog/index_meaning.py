"""What it means when an index is not as it should be."""

from __future__ import annotations

from collections.abc import Mapping

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference
from pgdrift.catalog.kind import Judge, Meaning

SLOW = Meaning("index-missing", "warning", "Queries on {table} that rely on {index} read the whole table.")
DUPLICATES = Meaning(
    "index-missing", "error", "{table} accepts duplicates that the unique index {index} refused."
)
EXTRA = Meaning(
    "index-extra",
    "warning",
    "Every write to {table} also maintains {index}, which nothing declares.",
)
REFUSES = Meaning(
    "index-extra",
    "error",
    "{table} refuses rows that the unique index {index} finds already there.",
)
CHANGED = Meaning("index-changed", "warning", "{index} serves other queries on {table} than it should.")
CHANGED_UNIQUE = Meaning(
    "index-changed",
    "error",
    "{table} accepts or refuses other duplicates than it should: {index}.",
)
INVALID = Meaning(
    "index-invalid",
    "warning",
    "No query uses {index} of {table}: building it was never finished.",
)
UNPROVEN = Meaning(
    "index-invalid",
    "error",
    "{table} may hold duplicates that {index} should refuse: building it was never finished.",
)
SAMPLED = Meaning(
    "statistics-changed", "warning", "Plans that use {index} of {table} rest on other assumptions."
)
UNATTACHED = Meaning(
    "index-not-attached",
    "warning",
    "Queries on the partitioned table of {table} cannot rely on {index}: it is no part of the index there.",
)
VALID = Meaning("index-invalid", "warning", "{index} of {table} is valid, the reference's own is not.")


def missing(difference: Difference, _: Comparison) -> Meaning:
    return DUPLICATES if difference.fact["is_unique"] else SLOW


def extra(difference: Difference, _: Comparison) -> Meaning:
    return REFUSES if difference.fact["is_unique"] else EXTRA


def _changed(difference: Difference, _: Comparison) -> Meaning:
    assert difference.target is not None
    return CHANGED_UNIQUE if difference.fact["is_unique"] or difference.target["is_unique"] else CHANGED


def _sampled(difference: Difference, comparison: Comparison) -> Meaning | None:
    assert difference.target is not None
    above = difference.fact["attached_to"] or ""
    wanted, found = (side.get("index", above) for side in (comparison.reference, comparison.target))
    if wanted and found and wanted["statistics"] != found["statistics"]:
        return None  # the finding is about the index that this one is part of
    return SAMPLED


def _attached(difference: Difference, comparison: Comparison) -> Meaning | None:
    assert difference.target is not None
    other = difference.target["attached_to"]
    if difference.fact["attached_to"] is None and comparison.reference.get("index", other) is None:
        return None  # the finding is about the index that it became a part of
    return UNATTACHED


def _valid(difference: Difference, comparison: Comparison) -> Meaning | None:
    parts = comparison.reference.children(difference.key, "index")
    found = comparison.target.children(difference.key, "index")
    if any(name not in found for name in parts):
        return None  # the finding is about the part that it lacks, or that is not attached
    if not difference.fact["valid"]:
        return VALID
    return UNPROVEN if difference.fact["is_unique"] else INVALID


FIELDS: Mapping[str, Judge | Meaning] = {
    "definition": _changed,
    "valid": _valid,
    "attached_to": _attached,
    "statistics": _sampled,
    "clustered": Meaning("cluster-changed", "warning", "CLUSTER sorts {table} another way than it should."),
    "tablespace": Meaning(
        "tablespace-changed", "warning", "{index} lies in another tablespace than it should."
    ),
    "comment": Meaning("comment-changed", "warning", "The description of the index {index} is another."),
}
JUDGED = (
    SAMPLED,
    UNATTACHED,
    SLOW,
    DUPLICATES,
    EXTRA,
    REFUSES,
    CHANGED,
    CHANGED_UNIQUE,
    INVALID,
    UNPROVEN,
    VALID,
)
