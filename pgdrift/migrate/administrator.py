"""The paragraph and the SQL for the administrator, when the login may not set up a database itself."""

from collections.abc import Sequence

from pgdrift.declare.identifiers import quoted
from pgdrift.errors import PgdriftError, paragraph
from pgdrift.migrate.bootstrap_steps import Step


class AdministratorNeeded(PgdriftError):
    """The database lacks what only an administrator may set up; ``sql`` is what one must run there once.

    Its text is one paragraph, an empty line, and the SQL, ready for psql.
    """

    def __init__(self, message: str, sql: str) -> None:
        super().__init__(message)
        self.sql = sql

    def __str__(self) -> str:
        return f"{self.args[0]}\n\n{self.sql}"


def needed(database: str, login: str, steps: Sequence[Step], reason: str) -> AdministratorNeeded:
    """The error that asks an administrator to do ``steps`` in ``database`` for the role ``login``."""
    count = "one thing" if len(steps) == 1 else f"{len(steps)} things"
    return AdministratorNeeded(
        f"The database {database} lacks {count} that the login {login} may not set up "
        f"({paragraph(reason)}), and nothing was changed. An administrator (a superuser, or the provider's "
        f"administrative role) must run the SQL below once, with psql connected to {database}. "
        "Then run this again.",
        script(database, steps),
    )


def script(database: str, steps: Sequence[Step]) -> str:
    """The statements of ``steps`` as one transaction."""
    statements = "".join(f"{step.plain(database)};\n" for step in steps)
    return f"-- in the database {quoted(database)}\nBEGIN;\n{statements}COMMIT;"
