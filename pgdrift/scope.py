"""What counts as drift when a live database is held against its project.

A live database has more than its project declares: its owner, its limits, its operators' logins. `check`
leaves that alone, and still looks at what could undo the project's isolation from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from pgdrift.catalog import system_grant
from pgdrift.catalog.fact import Fact, Key, frozen
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.declare.identifiers import quoted
from pgdrift.project import Project

# Settings that decide what row security or a trigger does, whoever set them and for whom.
_DANGEROUS = {"row_security", "session_replication_role", "role", "session_authorization"}

_CLUSTER_WIDE = {"role", "membership", "setting"}


def scoped(snapshot: Snapshot, project: Project, roles: Iterable[str] | None = None) -> Snapshot:
    """The facts of `snapshot` that the project is responsible for.

    `roles` are the names of its roles; without them, its declarations are imported.
    """
    ours = {quoted(name) for name in ((role.name for role in project.roles) if roles is None else roles)}
    prefix = f"{(project.tenant_setting or '').partition('.')[0]}."
    rules: dict[str, Callable[[Fact], bool]] = {
        "database": lambda _: False,
        "tablespace": lambda _: False,
        "role": lambda fact: fact["role"] in ours,
        # Ours among themselves and in others; which login may act as one of ours is the operators' decision,
        # but a role that comes with PostgreSQL hands ours on to whoever has that one.
        "membership": lambda fact: fact["member"] in ours or fact["member"].startswith("pg_"),
        "setting": lambda fact: _setting(fact, ours, prefix),
        "grant": lambda fact: _grant(fact, ours, snapshot.revision_table),
        "system_grant": lambda fact: fact["grantee"] in {*ours, "PUBLIC"},
    }

    def keep(key: Key, fact: Fact) -> bool:
        rule = rules.get(key.kind)
        return rule is None or rule(fact)

    kept = snapshot.filtered(keep)
    facts = {key: _without_version(key, fact) for key, fact in kept.facts.items()}
    return replace(kept, facts=facts)


def with_declared_roles(snapshot: Snapshot, project: Project) -> Snapshot:
    """A reference with the roles as declared, whatever the server it was built on makes of them.

    Roles belong to a whole server, and that one may serve others, or be the live one itself.
    """
    facts = {
        key: fact
        for key, fact in snapshot.facts.items()
        if key.kind not in _CLUSTER_WIDE
        and not (key.kind == "system_grant" and fact["object_kind"] in system_grant.SHARED)
    }
    for role in project.roles:
        name = quoted(role.name)
        facts[Key("role", name)] = frozen(
            {
                "role": name,
                "superuser": False,
                "bypass_rls": role.bypassrls,
                "inherit": role.inherit,
                "login": role.login,
                "create_role": False,
                "create_database": False,
                "replication": False,
                "connection_limit": -1,
                "valid_until": None,
                "comment": role.comment or None,
            }
        )
        for group in map(quoted, role.member_of):
            options = {"admin": False, "inherit": role.inherit, "set": True}
            facts[Key("membership", f"{name} in {group}")] = frozen(
                {"member": name, "group": group, **options}
            )
    return replace(snapshot, facts=facts)


def _grant(fact: Fact, ours: set[str], revision_table: str | None) -> bool:
    if fact["grantee"] in {*ours, "PUBLIC"}:
        return fact["object_kind"] != "DATABASE" or not fact["is_owner"]
    if fact["object_kind"] == "DATABASE":
        return False
    # What a login needs to run this check, and no more than that, is the operators' decision too.
    needed = {
        ("SCHEMA", (revision_table or "").rpartition(".")[0]): ["USAGE"],
        ("TABLE", revision_table): ["SELECT"],
    }.get((fact["object_kind"], fact["object"]))
    return bool(fact["is_owner"] or fact["grantable"] or fact["column"] or fact["privileges"] != needed)


def _setting(fact: Fact, ours: set[str], prefix: str) -> bool:
    name = fact["setting"].lower()
    if fact["role"] in ours or (len(prefix) > 1 and name.startswith(prefix)):
        return True
    # A service login is told its role this way; for everybody at once it would be another matter.
    return name in _DANGEROUS and (fact["role"] is None or name == "session_replication_role")


def _without_version(key: Key, fact: Fact) -> Fact:
    # The version of an extension is what the server offers, which a scratch server cannot know.
    return frozen({**fact, "version": None}) if key.kind == "extension" else fact
