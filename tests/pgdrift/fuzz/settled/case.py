"""What once was wrong between two schemas."""

from typing import NamedTuple


class Case(NamedTuple):
    """A schema and a change between which the properties once did not hold; `since` is a major version."""

    name: str
    schema: str
    change: str = ""
    since: int = 15
