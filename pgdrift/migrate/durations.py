"""Lengths of time, written as PostgreSQL's own settings take them: 500ms, 2s, 5min, 1h."""

import re

from pgdrift.errors import PgdriftError

_UNITS = {"us": 1e-6, "ms": 1e-3, "": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>us|ms|s|min|h|d)?\s*")


def seconds(value: object, setting: str) -> float:
    """How many seconds ``value``, that of the project's ``setting``, stands for; a bare number is in ms.

    Raises PgdriftError when it is no length of time.
    """
    match = _DURATION.fullmatch(str(value))
    if match is None:
        raise PgdriftError(
            f"The setting {setting} = {value!r} in [tool.pgdrift] is no length of time. Write a number and a "
            "unit as PostgreSQL does: 500ms, 2s, 5min or 1h."
        )
    return float(match["number"]) * _UNITS[match["unit"] or ""]


def shown(duration: float) -> str:
    """``duration`` in seconds, for a person: 0.3 s, 12 s, 3 min 20 s, 1 h 5 min."""
    if duration < 10:
        return f"{duration:.1f} s"
    if duration < 60:
        return f"{duration:.0f} s"
    minutes, rest = divmod(round(duration), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"
