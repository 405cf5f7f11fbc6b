"""Roles: cluster-wide, so they are created once by an administrator and never dropped."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A role that the project needs, NOLOGIN unless ``login``.

    ``bypassrls`` lets it read past row level security; PostgreSQL never passes that on to members, who
    must SET ROLE. ``member_of`` names the declared roles it may become. ``comment`` says what it is for.
    """

    name: str
    bypassrls: bool = False
    login: bool = False
    inherit: bool = True
    member_of: tuple[str, ...] = ()
    comment: str = ""
