"""One SQL statement of a repair, and where in a script it has to stand."""

import re
from dataclasses import dataclass
from enum import IntEnum

from pgdrift.catalog.interpolation import without_variables

# What ends a comment for PostgreSQL and psql: names and labels may contain it.
_END_OF_LINE = re.compile(r"\r\n|[\r\n]")


def as_comment(text: str) -> str:
    """SQL comments that hold `text`, whatever names and labels are in it: nothing of it is run."""
    return "\n".join(f"-- {line}" if line else "--" for line in _END_OF_LINE.split(text))


class Phase(IntEnum):
    """The order in which statements run.

    Rights are taken away first and given last, so that nothing is open in between; what others are built on
    is made before them and dropped after them.
    """

    ROLE = 1
    RENAME = 2  # before anything calls the object by its new name
    SCHEMA = 3
    EXTENSION = 4
    REVOKE = 5
    CLEAR = 6  # what has to make way for its new self
    CREATE = 7  # types, sequences, functions, tables: sorted by what mentions what
    TABLE = 8
    CONSTRAINT = 9
    VIEW = 10  # views and what PostgreSQL has parsed: on columns as they are now, grouped by keys
    FILL = 11  # new materialized views, while whoever made them still owns them
    INDEX = 12
    FOREIGN_KEY = 13
    ROW_SECURITY = 14
    POLICY = 15
    TRIGGER = 16
    OWNER = 17
    DROP = 18
    DEFAULT_PRIVILEGES = 19
    GRANT = 20
    COMMENT = 21
    SETTING = 22


@dataclass(frozen=True)
class Statement:
    """`sql` without its closing semicolon, and the object (`kind`, `name`) that it repairs.

    `destructive` statements can lose data; `comment` then says which, and `counting` is a query for the
    number of rows that have it (`table` is where they lie). `rank` orders statements of a phase.
    `own_transaction`: PostgreSQL refuses it inside a transaction, so it comes after the COMMIT, on its own.
    `by_hand`: `sql` is no SQL but tells a person what to do where no statement can do it.
    `reads_rows` names the tables whose rows the statement must really see, past their policies.
    """

    sql: str
    kind: str
    name: str
    destructive: bool = False
    comment: str = ""
    phase: Phase = Phase.CREATE
    rank: int = 0
    own_transaction: bool = False
    by_hand: bool = False
    counting: str = ""
    table: str = ""
    reads_rows: tuple[str, ...] = ()

    @property
    def printed(self) -> str:
        """The statement as a script for psql has it; what only a person can do is a comment there."""
        if self.by_hand:
            return as_comment(self.sql)
        return f"{without_variables(self.sql)};"
