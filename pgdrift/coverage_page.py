"""The page that says what is compared, and what is not."""

from __future__ import annotations

from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.uncompared import KINDS_TO_COME

_HEAD = """\
# What is compared

Written from the code by `python -m pgdrift.coverage_page`; a stale page fails a test. `diff` compares all of
this; `check` leaves alone what operators decide: the database's owner, limits and locale, their logins, and
privileges of roles that are not the project's on what is not the project's.

| kind | compared |
|---|---|
"""

_REST = """
Privileges are compared without who granted them and in no order; on objects outside the project's schemas
only where they are not those the object came with. The position of a sequence and statistics are data, not
schema.

## Not compared yet

The report names those that a database has.

"""


def page() -> str:
    """The page as Markdown."""
    rows = [
        f"| {kind.name.replace('_', ' ')} | existence, {', '.join(kind.fields).replace('_', ' ')} |\n"
        for kind in KINDS.values()
    ]
    return _HEAD + "".join(rows) + _REST + "".join(f"- {what}\n" for what in KINDS_TO_COME)


if __name__ == "__main__":
    print(page(), end="")
