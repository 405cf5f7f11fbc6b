"""`python -m boardofone signing-key`: the keys with which the database verifies who is signed for."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from boardofone.settings import SIGNING_KEY, signing_key
from boardofone.tenant_signature import SigningKey
from pgdrift.errors import PgdriftError
from pgdrift.project import Project
from pgdrift.sessions import call

if TYPE_CHECKING:
    import psycopg


class SigningKeyRefused(PgdriftError):
    """A signing key was not made, installed or retired."""


def new(project: Project, key_id: str | None) -> None:
    """Print a new key, the only time that one is shown, and change nothing."""
    print(SigningKey.new().text)
    _tell(
        f"This key is stored nowhere. Give it to the application and to signing-key install as {SIGNING_KEY}."
    )


def install(project: Project, key_id: str | None) -> None:
    """Have the database verify with the key in TENANT_SIGNING_KEY, too."""
    key = signing_key()
    if key is None:
        raise SigningKeyRefused(
            f"{SIGNING_KEY} is not set, so there is no key to install. Set it to the key that the "
            "application has, or make one with: python -m boardofone signing-key new"
        )
    with _as_owner(project) as connection:
        there = connection.execute(
            "SELECT FROM public.tenant_signing_keys WHERE id = %s", [key.id]
        ).fetchone()
        if there is None:
            # Not INSERT: a server that logs statements logs their values as well, but never what is copied.
            columns = "public.tenant_signing_keys (id, inner_pad, outer_pad)"
            with connection.cursor().copy(f"COPY {columns} FROM STDIN") as copy:
                copy.write_row([key.id, *key.pads])
    done = "is installed" if there is None else "was installed already"
    _tell(f"The key {key.id} {done}: what it signs is valid.")


def retire(project: Project, key_id: str | None) -> None:
    """Have the database no longer verify with the key `key_id`."""
    with _as_owner(project) as connection:
        gone = connection.execute("DELETE FROM public.tenant_signing_keys WHERE id = %s", [key_id]).rowcount
    if not gone:
        raise SigningKeyRefused(
            f"No key {key_id} is installed, and nothing was changed. signing-key list shows those that are."
        )
    _tell(f"The key {key_id} is gone: what it signed is worth nothing from the next statement on.")


def list_(project: Project, key_id: str | None) -> None:
    """Print the ids of the installed keys, with the time of each, and which of them the environment holds."""
    own = signing_key()
    with _as_owner(project) as connection:
        rows = connection.execute(
            "SELECT id, created_at FROM public.tenant_signing_keys ORDER BY created_at, id"
        ).fetchall()
    for name, installed in rows:
        here = f"  {SIGNING_KEY}" if own is not None and own.id == name else ""
        print(f"{name}  {installed:%Y-%m-%d %H:%M:%S%z}{here}")
    if not rows:
        _tell("No key is installed: nobody can be signed for.")
    elif own is not None and own.id not in {name for name, _ in rows}:
        _tell(f"The key in {SIGNING_KEY}, {own.id}, is not installed: what it signs is worth nothing.")


ACTIONS: Mapping[str, Callable[[Project, str | None], None]] = {
    "new": new,
    "install": install,
    "list": list_,
    "retire": retire,
}


@contextlib.contextmanager
def _as_owner(project: Project) -> "Iterator[psycopg.Connection[Any]]":
    """A transaction of whoever migrates, as the owner of the keys."""
    import psycopg
    from psycopg import sql

    from pgdrift.migrate.request import live_database

    with live_database(project).connect(application_name=f"{project.name} signing-key") as connection:
        try:
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(str(project.owner_role))))
            yield connection
        except psycopg.errors.InsufficientPrivilege as error:
            raise SigningKeyRefused(
                f"The keys were not touched: {str(error).strip()}. Set {project.database_url_variable} to a "
                f"login that migrates, one that may become {project.owner_role}."
            ) from None
        except psycopg.errors.UndefinedTable:
            raise SigningKeyRefused(
                f"This database cannot verify signatures yet. Migrate it first: {call('migrate')}"
            ) from None


def _tell(line: str) -> None:
    print(line, file=sys.stderr)
