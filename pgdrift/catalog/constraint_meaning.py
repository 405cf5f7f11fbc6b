"""What it means when a constraint is not as it should be."""

from __future__ import annotations

from collections.abc import Mapping

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference
from pgdrift.catalog.kind import Judge, Meaning

MISSING = Meaning(
    "constraint-missing",
    "error",
    "{table} accepts rows that {constraint} should refuse: {definition}.",
)
FOREIGN_KEY_MISSING = Meaning(
    "constraint-missing",
    "error",
    "{table} accepts rows that point nowhere, and deleting from {references} leaves orphans: "
    "{constraint} is gone.",
)
DUPLICATES = Meaning(
    "constraint-missing",
    "error",
    "{table} accepts duplicates: {constraint} {definition} is gone.",
)
NOT_VALID = Meaning(
    "constraint-not-valid",
    "error",
    "Rows of {table} from before {constraint} may break it: it was never validated.",
)
VALID = Meaning("constraint-valid", "warning", "{constraint} of {table} is validated, further than declared.")
UNENFORCED = Meaning(
    "constraint-not-enforced",
    "error",
    "{constraint} of {table} looks valid but its triggers are switched off.",
)
IGNORED = Meaning(
    "constraint-not-enforced",
    "error",
    "{table} accepts rows that {constraint} should refuse: it is declared not to be enforced.",
)
CHANGED = Meaning(
    "constraint-changed",
    "error",
    "{table} accepts or refuses other rows than it should: {constraint} is another rule.",
)
EXTRA = Meaning(
    "constraint-extra",
    "error",
    "{table} refuses rows that the application may write: nothing declares {constraint}.",
)

JUDGED = (IGNORED, CHANGED, MISSING, FOREIGN_KEY_MISSING, DUPLICATES, NOT_VALID, VALID)


def missing(difference: Difference, _: Comparison) -> Meaning:
    """What the table accepts without it."""
    match difference.fact["variant"]:
        case "FOREIGN KEY":
            return FOREIGN_KEY_MISSING
        case "PRIMARY KEY" | "UNIQUE":
            return DUPLICATES
    return MISSING


def _validity(difference: Difference, _: Comparison) -> Meaning | None:
    assert difference.target is not None
    if difference.fact["origin"] == difference.target["origin"] == "parent":
        return None
    return NOT_VALID if difference.fact["validated"] else VALID


def _rule(difference: Difference, _: Comparison) -> Meaning | None:
    assert difference.target is not None
    if difference.fact["origin"] == difference.target["origin"] == "parent":
        return None  # the finding is about the one it comes from
    ignored = [fact["definition"].endswith(" NOT ENFORCED") for fact in (difference.fact, difference.target)]
    return IGNORED if ignored == [False, True] else CHANGED


FIELDS: Mapping[str, Meaning | Judge] = {
    "definition": _rule,
    "origin": Meaning(
        "constraint-inheritance-changed",
        "warning",
        "{constraint} stays on {table} when that of its parent goes, or goes with it, unlike it should.",
    ),
    "validated": _validity,
    "enforcement": UNENFORCED,
    "clustered": Meaning("cluster-changed", "warning", "CLUSTER sorts {table} another way than it should."),
    "options": Meaning(
        "index-options-changed",
        "warning",
        "The index of {constraint} of {table} is stored by other parameters.",
    ),
    "comment": Meaning(
        "comment-changed", "warning", "The description of {constraint} of {table} is another."
    ),
    "index_comment": Meaning(
        "comment-changed", "warning", "The description of the index of {constraint} of {table} is another."
    ),
}
