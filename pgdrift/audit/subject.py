"""The database that is audited, and what rules ask about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

from pgdrift.audit.defaults import refused
from pgdrift.catalog.comparison import Side
from pgdrift.catalog.dotted_names import above, bare, names, without_arguments
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.reading import read, rows
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.declare.identifiers import quoted

# What a column is called that says whose a row is, where nobody said how it is called here.
TENANT_COLUMNS = tuple(
    "tenant_id tenant user_id owner_id account_id customer_id org_id organization_id organisation_id "
    "company_id workspace_id team_id".split()
)
_SETTING = re.compile(r"current_setting\(\s*'((?:[^']|'')+)'", re.IGNORECASE)


@dataclass(frozen=True)
class Subject:
    """One database, read.

    `keys` are its indexes with their columns in order, `counters` its sequences with their positions.
    `tenant_columns` are the quoted names of columns that say whose a row is,
    `refused_defaults` the defaults that a check of their column refuses.
    """

    snapshot: Snapshot
    keys: Sequence[Fact]
    counters: Sequence[Fact]
    tenant_columns: tuple[str, ...] = TENANT_COLUMNS
    refused_defaults: Sequence[Fact] = ()

    @cached_property
    def side(self) -> Side:
        """The facts, grouped by what they belong to."""
        return Side(self.snapshot)

    def of_kind(self, kind: str) -> dict[str, Fact]:
        """The facts of one kind by name, in the order of the catalog."""
        return self._kinds.get(kind, {})

    @cached_property
    def _kinds(self) -> Mapping[str, dict[str, Fact]]:
        found: dict[str, dict[str, Fact]] = {}
        for key, fact in self.snapshot.facts.items():
            found.setdefault(key.kind, {})[key.name] = fact
        return found

    @cached_property
    def tables(self) -> dict[str, Fact]:
        """Tables that hold rows of this database, Alembic's own table of revisions left out."""
        return {
            name: fact
            for name, fact in self.of_kind("table").items()
            if fact["server"] is None and bare(name) != "alembic_version"
        }

    def columns(self, table: str) -> dict[str, Fact]:
        """The columns of a table by their full names, in their order."""
        return self.side.children(Key("table", table), "column")

    def policies(self, table: str) -> dict[str, Fact]:
        """The policies of a table by their full names."""
        return self.side.children(Key("table", table), "policy")

    def indexes(self, table: str) -> list[Fact]:
        """The indexes of a table, those of its constraints too (see keys.sql)."""
        return self._keys.get(table, [])

    def searched(self, table: str) -> list[Fact]:
        """Those that a query for one value of their first columns can use."""
        return [key for key in self.indexes(table) if key["valid"] and key["method"] in ("btree", "hash")]

    def foreign_keys(self) -> dict[str, Fact]:
        """The foreign keys of the tables by their full names."""
        return {
            name: fact
            for name, fact in self.of_kind("constraint").items()
            if fact["variant"] == "FOREIGN KEY" and fact["table"] in self.tables
        }

    @cached_property
    def _keys(self) -> Mapping[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for key in self.keys:
            found.setdefault(key["table"], []).append(key)
        return found

    def tenant_column(self, table: str) -> Fact | None:
        """The column that says whose a row of the table is, the likeliest one; None without any."""
        named = {fact["column"]: fact for fact in self.columns(table).values()}
        return next((named[name] for name in self.tenant_columns if name in named), None)

    @cached_property
    def tenant_tables(self) -> dict[str, Fact]:
        """The tables that say of each row whose it is."""
        return {name: fact for name, fact in self.tables.items() if self.tenant_column(name)}

    @cached_property
    def protected(self) -> dict[str, Fact]:
        """The tables whose row security is on."""
        return {name: fact for name, fact in self.tables.items() if fact["row_security"]}

    def grants(self, label: str, kind: str = "table") -> list[Fact]:
        """Privileges on an object and its columns, those of its owner left out."""
        held = self.side.children(Key(kind, label), "grant").values()
        return [grant for grant in held if not grant["is_owner"]]

    @cached_property
    def tenant_roles(self) -> tuple[str, ...]:
        """The roles that policies are for; if that is everyone, those with privileges on the tables.

        Roles that no policy binds are left out: superusers, and those with BYPASSRLS.
        """
        named = {role for policy in self.of_kind("policy").values() for role in policy["roles"]}
        if "PUBLIC" in named:
            named |= {grant["grantee"] for table in self.protected for grant in self.grants(table)}
        return tuple(sorted(role for role in named - {"PUBLIC"} if not self.sees_everything(role)))

    def bound_by_grants(self, label: str, kind: str) -> list[str]:
        """Who has privileges on an object and is bound by policies; PUBLIC too."""
        grantees = {grant["grantee"] for grant in self.grants(label, kind)}
        return sorted(role for role in grantees if not self.sees_everything(role))

    def escapes(self, role: str, table: str) -> bool:
        """Whether the policies of a protected table do not bind the role."""
        fact = self.protected.get(table)
        if fact is None:
            return False
        owns = fact["owner"] in (role, *self.becomes(role))
        return self.sees_everything(role) or (owns and not fact["force_row_security"])

    def read_by(self, view: Fact) -> list[str]:
        """The tables that a view reads, also through other views."""
        found: dict[str, None] = {}
        waiting, seen = [view], set()
        while waiting:
            for name in dict.fromkeys(above(column) for column in waiting.pop()["columns"] or ()):
                if name in self.tables:
                    found[name] = None
                elif name not in seen and name in self.of_kind("view"):
                    seen.add(name)
                    waiting.append(self.of_kind("view")[name])
        return list(found)

    def ancestors(self, table: str) -> list[str]:
        """What the table is a partition or child of, the nearest first."""
        found: dict[str, None] = {}
        waiting = [table]
        while waiting:
            fact = self.of_kind("table").get(waiting.pop(0)) or {}
            for parent in fact.get("inherits") or ():
                if parent not in found:
                    found[parent] = None
                    waiting.append(parent)
        return list(found)

    def protected_above(self, table: str) -> list[str]:
        """The protected tables that the table is a partition or child of, the nearest first."""
        return [parent for parent in self.ancestors(table) if parent in self.protected]

    def called_by(self, policy: Fact) -> dict[str, Fact]:
        """The functions that a policy calls, with every overload, in the order of the catalog."""
        said = {full for name in names(text_of(policy)) for full in self._functions.get(name, ())}
        return {name: fact for name, fact in self.of_kind("function").items() if name in said}

    @cached_property
    def _functions(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.of_kind("function"):
            found.setdefault(without_arguments(name), []).append(name)
        return found

    def settings_of(self, policy: Fact) -> list[str]:
        """The configuration parameters that a policy reads, itself or in a function that it calls."""
        bodies = (str(function["body"]) for function in self.called_by(policy).values())
        return list(dict.fromkeys(_SETTING.findall("\n".join([text_of(policy), *bodies]))))

    @cached_property
    def within_reach(self) -> tuple[str, ...]:
        """PUBLIC, the tenant roles and the roles that these are members of: what those hold, tenants have."""
        groups = {group for role in self.tenant_roles for group in self.becomes(role)}
        held = {*self.tenant_roles, *(group for group in groups if not self.sees_everything(group))}
        return ("PUBLIC", *sorted(held))

    def partitions(self, table: str) -> list[str]:
        """The partitions of a table, without those of its partitions."""
        if (self.tables.get(table) or {}).get("partition_key") is None:
            return []
        parts = ((name, fact) for name, fact in self.tables.items() if fact["partition_bound"])
        return [name for name, fact in parts if table in fact["inherits"]]

    def sees_everything(self, role: str) -> bool:
        """Whether no policy binds the role itself."""
        fact = self.of_kind("role").get(role) or {}
        return bool(fact.get("superuser") or fact.get("bypass_rls"))

    def becomes(self, role: str) -> set[str]:
        """The roles that `role` is a member of, directly or not."""
        groups: dict[str, set[str]] = {}
        for fact in self.of_kind("membership").values():
            groups.setdefault(fact["member"], set()).add(fact["group"])
        found: set[str] = set()
        waiting = [role]
        while waiting:
            for group in groups.get(waiting.pop(), set()) - found:
                found.add(group)
                waiting.append(group)
        return found


def text_of(policy: Fact) -> str:
    """Both expressions of a policy, as PostgreSQL spells them."""
    return "\n".join(filter(None, (policy["using"], policy["check"])))


def look(
    connection: psycopg.Connection[Any], tenant_columns: Iterable[str] = (), *, max_read: float | None = None
) -> Subject:
    """Read the connected database; nothing is written. Raises PgdriftError when it cannot be read."""
    snapshot = read(connection, max_read=max_read)
    folder = Path(__file__).parent
    keys, counters = (
        rows(connection, (folder / f"{name}.sql").read_text(encoding="utf-8"), max_read=max_read)
        for name in ("keys", "counters")
    )
    columns = tuple(map(quoted, tenant_columns)) or TENANT_COLUMNS
    return Subject(snapshot, keys, counters, columns, refused(connection, max_read=max_read))
