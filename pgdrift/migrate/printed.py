"""The SQL that migrating a database would run, for whoever lets a person or another tool run it."""

from alembic.script import ScriptDirectory

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.migrate import in_process, journal, revision_files, revisions
from pgdrift.migrate.request import Request
from pgdrift.migrate.session_settings import stay_connected
from pgdrift.project import Project
from pgdrift.sessions import call


def script(project: Project, url: DatabaseURL | None) -> str:
    """The script from where the database at ``url`` is to the newest revision; empty when it is there.

    Run it as a superuser with ``psql -v ON_ERROR_STOP=1``; it stops at once on a database that is somewhere
    else. None stands for a database that is still to be made. Raises PgdriftError when it cannot be told
    where the database is. The database is only read.
    """
    history = ScriptDirectory.from_config(in_process.configuration(project.migrations))
    revision_files.read(history)
    revisions.refuse_two_heads(history)
    current = _current(project, url, history) if url is not None else ()
    if set(current) == set(history.get_heads()):
        return ""
    return in_process.script(Request(project), f"{current[0]}:heads" if current else "heads")


def _current(project: Project, url: DatabaseURL, history: ScriptDirectory) -> tuple[str, ...]:
    with url.connect(autocommit=True, application_name=f"{project.name} script") as connection:
        stay_connected(connection)
        connection.execute("SET default_transaction_read_only = on")
        revisions.refuse_unknown(connection, project, history)
        revisions.refuse_contradiction(connection, project, history)
        revisions.refuse_unstamped(connection, project, history)
        current, half = revisions.current(connection, project), journal.load(connection)
    if half is not None:
        raise PgdriftError(
            f"The database {url.database} is half way through revision {half.revision}, and no script "
            f"can go on there. Nothing was changed. Run `{call('migrate')}`, which can."
        )
    if len(current) > 1:
        raise PgdriftError(
            f"The database {url.database} is at {len(current)} revisions at once ({', '.join(current)}), and "
            f"a script starts from one. Nothing was changed. Run `{call('migrate')}` instead."
        )
    return current
