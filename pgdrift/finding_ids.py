"""The page that documents every finding: its stable id, the kinds it concerns, and what it says."""

from __future__ import annotations

from collections import defaultdict

from pgdrift.catalog.kind import Meaning
from pgdrift.catalog.kinds import KINDS

# What the commands add to the differences between catalogs.
_REVISIONS = {
    "revision-behind": Meaning(
        "revision-behind", "warning", "The database is some revisions behind, which are named."
    ),
    "revision-half-applied": Meaning(
        "revision-half-applied",
        "error",
        "A migration was stopped half way: what its revision works on is not compared.",
    ),
    "revision-changed": Meaning(
        "revision-changed", "warning", "Migrating starts from another place: the revisions differ."
    ),
}

_HEAD = """\
# Findings

Written from the code by `python -m pgdrift.finding_ids`; a stale page fails a test. Scripts may rely on the
ids. An id with two severities is judged by what the difference does: a missing unique index lets duplicates
in (error), any other only costs time (warning). Names in braces stand for what a finding fills in.

| id | severity | kinds | says |
|---|---|---|---|
"""


def meanings() -> dict[str, list[tuple[str, Meaning]]]:
    """Every id with the kinds that use it and what they mean by it."""
    found: defaultdict[str, list[tuple[str, Meaning]]] = defaultdict(list)
    for kind in KINDS.values():
        for meaning in kind.meanings():
            found[meaning.id].append((kind.name.replace("_", " "), meaning))
    for identifier, meaning in _REVISIONS.items():
        found[identifier].append(("revision", meaning))
    return dict(sorted(found.items()))


def page() -> str:
    """The page as Markdown."""
    lines = []
    for identifier, entries in meanings().items():
        severities = " or ".join(sorted({meaning.severity for _, meaning in entries}))
        kinds = ", ".join(dict.fromkeys(kind for kind, _ in entries))
        said = entries[0][1].consequence.replace("|", "\\|")
        lines.append(f"| `{identifier}` | {severities} | {kinds} | {said} |\n")
    return _HEAD + "".join(lines)


if __name__ == "__main__":
    print(page(), end="")
