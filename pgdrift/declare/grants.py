"""Privileges: who may do what to which object, and what a new object starts with."""

from dataclasses import dataclass

from pgdrift.declare.identifiers import grantee, quoted

_KINDS = ("TABLE", "SEQUENCE", "FUNCTION", "SCHEMA", "DATABASE", "TYPE")


@dataclass(frozen=True)
class Grant:
    """``privileges`` on one object for the role ``to``.

    ``on`` is the object as SQL names it (``public.votes``, ``public.current_user_id()``); for a DATABASE
    it is ignored, because the database's name is the operator's choice. ``columns`` narrows the privileges
    to those columns. What PostgreSQL gives PUBLIC by default is taken away from every declared object;
    granting it to PUBLIC here is the only way to keep it.
    """

    privileges: tuple[str, ...]
    on: str
    to: str
    columns: tuple[str, ...] = ()
    kind: str = "TABLE"

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            kinds = ", ".join(_KINDS)
            raise ValueError(f"Grant on {self.on} has the kind {self.kind!r}. Use one of {kinds}.")
        if not self.privileges:
            raise ValueError(f"Grant on {self.on} to {self.to} names no privilege. Add one, or remove it.")

    def sql(self, database: str = "") -> str:
        """The GRANT statement; ``database`` is the name of the database when ``kind`` is DATABASE."""
        columns = f" ({', '.join(quoted(column) for column in self.columns)})" if self.columns else ""
        privileges = ", ".join(f"{privilege}{columns}" for privilege in self.privileges)
        target = quoted(database) if self.kind == "DATABASE" else self.on
        return f"GRANT {privileges} ON {self.kind} {target} TO {grantee(self.to)}"


@dataclass(frozen=True)
class DefaultPrivileges:
    """What objects that ``owner`` creates later start with: ``privileges`` are revoked from ``revoke_from``.

    The form with IN SCHEMA cannot take away PostgreSQL's built-in defaults, so there is none here.
    ``objects`` is FUNCTIONS, TYPES, TABLES, SEQUENCES or SCHEMAS.
    """

    owner: str
    objects: str
    revoke_from: str = "PUBLIC"
    privileges: tuple[str, ...] = ("ALL",)

    def sql(self) -> str:
        """The ALTER DEFAULT PRIVILEGES statement."""
        privileges = ", ".join(self.privileges)
        return (
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {quoted(self.owner)} "
            f"REVOKE {privileges} ON {self.objects} FROM {grantee(self.revoke_from)}"
        )
