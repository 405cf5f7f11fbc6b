"""One SQL statement of a repair, and where in a script it has to stand."""

from dataclasses import dataclass
from enum import IntEnum


class Phase(IntEnum):
    """The order in which statements run.

    Rights are taken away first and given last, so that nothing is open in between; what others are built on
    is made before them and dropped after them.
    """

    ROLE = 1
    SCHEMA = 2
    EXTENSION = 3
    REVOKE = 4
    CLEAR = 5  # what has to make way for its new self
    CREATE = 6  # types, sequences, functions, tables, views: sorted by what mentions what
    TABLE = 7
    CONSTRAINT = 8
    INDEX = 9
    FOREIGN_KEY = 10
    ROW_SECURITY = 11
    POLICY = 12
    TRIGGER = 13
    OWNER = 14
    DROP = 15
    DEFAULT_PRIVILEGES = 16
    GRANT = 17
    COMMENT = 18
    SETTING = 19


@dataclass(frozen=True)
class Statement:
    """`sql` without its closing semicolon, and the object (`kind`, `name`) that it repairs.

    `destructive` statements can lose data; `comment` then says which. `rank` orders statements of a phase.
    """

    sql: str
    kind: str
    name: str
    destructive: bool = False
    comment: str = ""
    phase: Phase = Phase.CREATE
    rank: int = 0
