"""What it means when a column is not as it should be."""

from __future__ import annotations

from collections.abc import Mapping

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference
from pgdrift.catalog.kind import Judge, Meaning

MISSING = Meaning(
    "column-missing",
    "error",
    "Statements that name {column} of {table} fail: there is no such column.",
)
EXTRA_REQUIRED = Meaning(
    "column-extra",
    "error",
    "INSERT into {table} fails: nothing declares {column}, which must have a value.",
)
EXTRA_OPTIONAL = Meaning(
    "column-extra", "warning", "{table} has the column {column}, which nothing declares."
)
NULLABLE = Meaning(
    "column-nullable",
    "error",
    "{table} accepts rows without {column}, which the application relies on.",
)
REQUIRED = Meaning("column-not-null", "error", "INSERT and UPDATE that leave {column} of {table} empty fail.")
UNCHECKED = Meaning("not-null-not-valid", "error", "Rows of {table} from before the rule may lack {column}.")
CHECKED = Meaning(
    "not-null-not-valid",
    "warning",
    "Every row of {table} has been checked to have {column}, which the rule leaves open.",
)
NO_DEFAULT = Meaning(
    "default-changed",
    "error",
    "INSERT that leaves out {column} of {table} no longer gets {reference}.",
)
DEFAULT = Meaning(
    "default-changed",
    "error",
    "INSERT that leaves out {column} of {table} gets {target}, not {reference}.",
)
NO_IDENTITY = Meaning(
    "identity-changed",
    "error",
    "INSERT that leaves out {column} of {table} gets no number any more.",
)
IDENTITY = Meaning(
    "identity-changed",
    "error",
    "{column} of {table} takes its numbers another way: {target}, not {reference}.",
)

JUDGED = (
    EXTRA_REQUIRED,
    EXTRA_OPTIONAL,
    NULLABLE,
    REQUIRED,
    UNCHECKED,
    CHECKED,
    NO_DEFAULT,
    DEFAULT,
    NO_IDENTITY,
    IDENTITY,
)


def judge_extra(difference: Difference, _: Comparison) -> Meaning:
    fact = difference.fact
    needs_value = fact["not_null"] and not (fact["default"] or fact["identity"] or fact["generated"])
    return EXTRA_REQUIRED if needs_value else EXTRA_OPTIONAL


def _not_null(difference: Difference, _: Comparison) -> Meaning:
    return NULLABLE if difference.fact["not_null"] else REQUIRED


def _checked(difference: Difference, _: Comparison) -> Meaning | None:
    if "not_null" in difference.fields:  # that one says it
        return None
    return UNCHECKED if difference.fact["not_null_validated"] else CHECKED


def _default(difference: Difference, _: Comparison) -> Meaning:
    assert difference.target is not None
    return DEFAULT if difference.target["default"] else NO_DEFAULT


def _identity(difference: Difference, _: Comparison) -> Meaning:
    assert difference.target is not None
    return IDENTITY if difference.target["identity"] else NO_IDENTITY


_STORAGE = Meaning(
    "column-storage-changed", "warning", "Values of {column} of {table} are stored another way."
)

FIELDS: Mapping[str, Meaning | Judge] = {
    "type": Meaning(
        "column-type-changed",
        "error",
        "{column} of {table} is {target}, not {reference}: values are refused, rounded or "
        "accepted that should not be.",
    ),
    "not_null": _not_null,
    "not_null_validated": _checked,
    "default": _default,
    "generated": Meaning(
        "generated-changed", "error", "{column} of {table} is computed by another expression."
    ),
    "generation": Meaning(
        "generated-changed",
        "error",
        "{column} of {table} is computed at another time: {target}, not {reference}.",
    ),
    "identity": _identity,
    "collation": Meaning(
        "collation-changed",
        "error",
        "{column} of {table} sorts and compares by other rules: {target}.",
    ),
    "storage": _STORAGE,
    "compression": _STORAGE,
    "statistics": Meaning(
        "statistics-changed",
        "warning",
        "Plans on {column} of {table} rest on a sample of another size.",
    ),
    "options": Meaning(
        "statistics-changed", "warning", "Plans on {column} of {table} rest on other assumptions."
    ),
    "foreign_options": Meaning(
        "foreign-options-changed", "error", "{column} of {table} shows something else from its server."
    ),
    "comment": Meaning("comment-changed", "warning", "The description of {column} of {table} is another."),
}
