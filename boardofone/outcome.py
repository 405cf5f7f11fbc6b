"""What a migration run tells the person who asked for it."""

from dataclasses import dataclass

from pgdrift.database_url import DatabaseURL


@dataclass(frozen=True)
class Outcome:
    """``url`` is what an application connects with, without a password; ``lines`` are for people."""

    url: str
    lines: tuple[str, ...]


def password_hint(url: DatabaseURL, variable: str) -> tuple[str, ...]:
    """One line on how an application logs in, when ``url``, from ``variable``, holds a password."""
    if url.revealed == url.shown:
        return ()
    return (
        f"The URL printed holds no password: give an application {variable} itself, or put the password into "
        "a password file (~/.pgpass, or another one named by ?passfile=).",
    )
