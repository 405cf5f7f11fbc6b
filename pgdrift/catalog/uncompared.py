"""What nobody compares yet: a report names it, so that it does not claim more than was compared."""

from __future__ import annotations

from collections.abc import Mapping

# Kinds of objects that no module reads. uncompared.sql counts those that can be counted.
KINDS_TO_COME = (
    "the values of user mappings' options, and of other options named like a secret (their "
    "names are compared)",
    "how subscriptions connect",
    "the names of NOT NULL constraints (since 18), what is said about them, whether they are NO INHERIT, and "
    "whether those that a table inherits are its own as well",
    "whether a column that a table inherits is its own as well",
    "large objects and their owners, of which there may be as many as rows (their privileges are compared)",
    "passwords, which only a superuser may read",
    "where tablespaces lie, which differs from server to server",
    "whether the database takes connections: the one that is read does",
    "the server's configuration, apart from settings of roles and of the database",
)


def notes(*counts: Mapping[str, int]) -> list[str]:
    """One sentence naming what these databases have that was not compared; none when there is nothing."""
    most: dict[str, int] = {}
    for count in counts:
        for what, number in count.items():
            most[what] = max(number, most.get(what, 0))
    if not most:
        return []
    found = ", ".join(f"{what} ({number})" for what, number in sorted(most.items()))
    return [f"the database also has {found}, which are not compared yet: differences in them are not found."]
