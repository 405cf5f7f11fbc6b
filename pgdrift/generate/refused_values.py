"""Which values of a column another type refuses, as a condition on its rows."""

import re

from pgdrift.catalog.conversion import is_assignable, loses_nothing
from pgdrift.catalog.dotted_names import names

_LENGTH = re.compile(r"^(?P<name>character varying|character|bit varying|bit)(?:\((?P<most>\d+)\))$")
_NUMERIC = re.compile(r"^numeric\((?P<digits>\d+),(?P<scale>-?\d+)\)$")
_NUMBERS = ("smallint", "integer", "bigint", "real", "double precision")
_BITS = {"smallint": 15, "integer": 31, "bigint": 63}
_LONGEST_NAME = 63  # bytes


def refuses(column: str, old: str, new: str) -> str:
    """The condition of rows whose value in `column` cannot become `new`, or is cut; empty if there are none.

    It can also raise PostgreSQL's own error about such a value. Nothing is known of types that people
    defined: the revision may be about to make them.
    """
    if loses_nothing(old, new) or names(old) or names(new):
        return ""
    if old.endswith("[]") and new.endswith("[]"):
        inner = refuses("value", old.removesuffix("[]"), new.removesuffix("[]"))
        return f"EXISTS (SELECT FROM unnest({column}) AS value WHERE {inner})" if inner else ""
    if new == "name":
        return f"octet_length({column}::text) > {_LONGEST_NAME}"
    is_number = old in _NUMBERS or old.startswith("numeric")
    if match := _LENGTH.match(new):
        if not match["name"].startswith("bit"):
            return f"char_length({column}::text) > {match['most']}"
        if old.startswith("bit"):
            return f"length({column}) {'>' if 'varying' in match['name'] else '<>'} {match['most']}"
    if is_number and new in _BITS:
        most = 2 ** _BITS[new]
        return f"round({column}::numeric) NOT BETWEEN {-most} AND {most - 1}"
    if is_number and (match := _NUMERIC.match(new)):
        digits, scale = int(match["digits"]), int(match["scale"])
        there = f"{column}::numeric"
        return f"{there} <> 'NaN' AND abs(round({there}, {scale})) >= 1e{digits - scale}"
    if is_assignable(old, new):
        return ""
    return f"{column} IS NOT NULL AND {column}::{new} IS NULL"
