"""What a database that others built lacks of a migrated one, and migrating sets up before the first revision.

Roles, who may enter, the extensions and who owns the tables are no part of any revision, so they say nothing
about which revision a database is at.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pgdrift.catalog.fact import Difference
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.declare import Extension, Grant
from pgdrift.declare.identifiers import quoted
from pgdrift.project import Project

_CHANGE_HANDS = ("table", "view", "function", "type", "sequence")


@dataclass
class Sorted:
    """Differences, flat: ``left`` are those of a revision, ``prepared`` those that migrating sets up.

    ``stamped`` are in the table of revisions alone, which stamping makes as it is in a migrated database.
    """

    left: list[Difference] = field(default_factory=list)
    prepared: list[Difference] = field(default_factory=list)
    stamped: list[Difference] = field(default_factory=list)


class Preparation:
    """Tells the differences of a database from the reference ``own`` apart."""

    def __init__(self, project: Project, own: Snapshot) -> None:
        self._owner = quoted(project.owner_role) if project.owner_role else None
        self._revisions = own.revision_table or ""
        self._ours = {quoted(role.name) for role in project.roles}
        self._extensions = {quoted(e.name) for e in project.entities if isinstance(e, Extension)}
        grants = [e for e in project.entities if isinstance(e, Grant) and e.kind in ("DATABASE", "SCHEMA")]
        self._entered = {(grant.kind, "" if grant.kind == "DATABASE" else grant.on) for grant in grants}

    def sorted(self, differences: Iterable[Difference]) -> Sorted:
        """``differences``, flat, by what they are; one that is both is in two of the lists, in parts."""
        listed, found = list(differences), Sorted()
        handed = {d.name: d for d in listed if self._changes_hands(d)}
        for difference in listed:
            if of_revision_table(difference, self._revisions):
                found.stamped.append(difference)
            elif self._is_prepared(difference, handed):
                found.prepared.append(difference)
            elif difference.name in handed and handed[difference.name] is difference:
                fields = tuple(name for name in difference.fields if name != "owner")
                found.prepared.append(replace(difference, fields=("owner",)))
                if fields:
                    found.left.append(replace(difference, fields=fields))
            else:
                found.left.append(difference)
        return found

    def _changes_hands(self, difference: Difference) -> bool:
        reference = difference.reference
        return (
            difference.kind in _CHANGE_HANDS
            and "owner" in difference.fields
            and reference is not None
            and reference["owner"] == self._owner
        )

    def _is_prepared(self, difference: Difference, handed: dict[str, Difference]) -> bool:
        missing = difference.target is None
        match difference.kind:
            case "role":
                bypass = difference.reference is not None and difference.reference["bypass_rls"]
                return missing or set(difference.fields) <= (
                    {"comment", "bypass_rls"} if bypass else {"comment"}
                )
            case "membership":
                return missing
            case "extension":
                return missing and difference.name in self._extensions
            case "extension_member":
                return missing and difference.fact["extension"] in self._extensions
            case "grant":
                return self._is_entry(difference) or self._is_owners(difference, handed)
        return False

    def _is_entry(self, difference: Difference) -> bool:
        """Who may connect, or use and create in a schema: granted as declared, and taken from PUBLIC."""
        fact = difference.fact
        place = (fact["object_kind"], "" if fact["object_kind"] == "DATABASE" else fact["object"])
        if place not in self._entered or "grantable" in difference.fields:
            return False
        if fact["grantee"] == "PUBLIC":
            return True
        if difference.reference is None or fact["grantee"] not in self._ours:
            return False
        held = set(difference.target["privileges"]) if difference.target else set[str]()
        return held < set(difference.reference["privileges"])

    @staticmethod
    def _is_owners(difference: Difference, handed: dict[str, Difference]) -> bool:
        """What an owner may do on an object that changes hands changes hands with it."""
        above = handed.get(difference.fact["object"])
        if above is None or above.reference is None or above.target is None:
            return False
        return difference.fact["grantee"] in (above.reference["owner"], above.target["owner"])


def of_revision_table(difference: Difference, table: str) -> bool:
    """Whether it is about the table of revisions, quoted and qualified, or a part of it."""
    if not table:
        return False
    fact = difference.fact
    if difference.kind == "grant":
        return bool(fact["object"] == table)
    belongs = difference.kind == "index" and fact["table"] == table
    return belongs or difference.name == table or difference.name.startswith(f"{table}.")
