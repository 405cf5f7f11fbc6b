"""What only an administrator can set up: roles, memberships, extensions, and who may enter the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pgdrift.declare import Extension, Grant, Role
from pgdrift.declare.identifiers import grantee, literal, quoted
from pgdrift.project import Project

# Stands for the database's name, which is the operator's choice.
DATABASE = "{database}"


@dataclass(frozen=True)
class Step:
    """One thing to set up: what it is, an SQL condition that is true once it is there, and what makes it so.

    A step that is not ``needed`` is taken along by an administrator and never stops anybody else.
    """

    what: str
    present: str
    statement: str
    needed: bool = True

    def plain(self, database: str) -> str:
        """The statement for the database of that name, as an administrator would type it."""
        return self.statement.replace(DATABASE, quoted(database))

    def guarded(self) -> str:
        """The statement in a form that may run again, in any database, and beside another run of itself."""
        command = self.statement
        if DATABASE in command:
            template = literal(command.replace(DATABASE, "%I"))
            command = f"EXECUTE format({template}, current_database())"
        return (
            f"DO $pgdrift$\nBEGIN\n  IF NOT coalesce({self.present}, false) THEN\n    {command};\n  END IF;\n"
            # Roles belong to the whole cluster: another of its databases may be set up at this moment.
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;\nEND\n$pgdrift$"
        )


def steps(project: Project, *, without: Iterable[str] = ()) -> list[Step]:
    """Every step of ``project`` in an order that runs, passing over the extensions named in ``without``."""
    extensions = [e for e in project.entities if isinstance(e, Extension) and e.name not in set(without)]
    grants = [e for e in project.entities if isinstance(e, Grant) and e.kind in ("DATABASE", "SCHEMA")]
    return [
        *_roles(project.roles),
        *(_extension(extension) for extension in extensions),
        *(step for grant in grants for step in _grant(grant)),
        # Last, so that nobody is locked out before the roles are let in.
        *_closed_to_public(grants),
    ]


def _roles(roles: Iterable[Role]) -> Iterator[Step]:
    roles = list(roles)
    for role in roles:
        yield _role(role)
        if role.bypassrls:
            yield Step(
                f"BYPASSRLS of the role {role.name}",
                # Of a role that is already there; a new one is created with it.
                "coalesce((SELECT rolbypassrls FROM pg_catalog.pg_roles "
                f"WHERE rolname = {literal(role.name)}), true)",
                f"ALTER ROLE {quoted(role.name)} BYPASSRLS",
            )
        if role.comment:
            yield Step(
                f"the comment on the role {role.name}",
                f"pg_catalog.shobj_description({role_oid(role.name)}, 'pg_authid') = {literal(role.comment)}",
                f"COMMENT ON ROLE {quoted(role.name)} IS {literal(role.comment)}",
                needed=False,
            )
    for role in roles:
        for parent in role.member_of:
            yield Step(
                f"the membership of {role.name} in {parent}",
                f"EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = {role_oid(parent)} "
                f"AND m.member = {role_oid(role.name)} AND {MAY_SET_ROLE})",
                f"GRANT {quoted(parent)} TO {quoted(role.name)}",
            )


# PostgreSQL 15 has no such column: there every membership allows SET ROLE.
MAY_SET_ROLE = "coalesce((pg_catalog.to_jsonb(m) ->> 'set_option')::boolean, true)"


def _role(role: Role) -> Step:
    options = ["LOGIN" if role.login else "NOLOGIN"]
    options += ["BYPASSRLS"] if role.bypassrls else []
    options += [] if role.inherit else ["NOINHERIT"]
    return Step(
        f"the role {role.name}",
        f"EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal(role.name)})",
        f"CREATE ROLE {quoted(role.name)} {' '.join(options)}",
    )


def _extension(extension: Extension) -> Step:
    return Step(
        f"the extension {extension.name}",
        f"EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = {literal(extension.name)})",
        f"CREATE EXTENSION IF NOT EXISTS {quoted(extension.name)} SCHEMA {quoted(extension.schema)}",
    )


def _grant(grant: Grant) -> Iterator[Step]:
    for privilege in grant.privileges:
        where = "the database" if grant.kind == "DATABASE" else f"the schema {grant.on}"
        target = DATABASE if grant.kind == "DATABASE" else grant.on
        yield Step(
            f"{privilege} on {where} for {grant.to}",
            f"EXISTS (SELECT {_acl(grant)} WHERE a.grantee = {role_oid(grant.to)} "
            f"AND a.privilege_type = {literal(privilege.upper())})",
            f"GRANT {privilege} ON {grant.kind} {target} TO {grantee(grant.to)}",
        )


def _closed_to_public(grants: Iterable[Grant]) -> Iterator[Step]:
    places = {(grant.kind, "" if grant.kind == "DATABASE" else grant.on): grant for grant in grants}
    for (kind, name), grant in places.items():
        target = DATABASE if kind == "DATABASE" else name
        yield Step(
            f"the {kind.lower()} {name} closed to PUBLIC".replace("  ", " "),
            f"NOT EXISTS (SELECT {_acl(grant)} WHERE a.grantee = 0)",
            f"REVOKE ALL ON {kind} {target} FROM PUBLIC",
        )


def _acl(grant: Grant) -> str:
    if grant.kind == "DATABASE":
        return (
            "FROM (SELECT * FROM pg_catalog.pg_database WHERE datname = current_database()) d, "
            "pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) a"
        )
    return (
        f"FROM (SELECT * FROM pg_catalog.pg_namespace "
        f"WHERE oid = pg_catalog.to_regnamespace({literal(grant.on)})) n, "
        "pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) a"
    )


def role_oid(name: str) -> str:
    """An SQL expression for the role's oid, NULL when there is no such role."""
    return f"(SELECT oid FROM pg_catalog.pg_roles WHERE rolname = {literal(name)})"


def may_become(role: str) -> str:
    """An SQL expression that is true when the session's login may SET ROLE ``role``, else false or NULL."""
    return (
        f"pg_catalog.pg_has_role(session_user, {role_oid(role)}, "
        # Since 16 a membership may be one that does not allow SET ROLE.
        "CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)"
    )
