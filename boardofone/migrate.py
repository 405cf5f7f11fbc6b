"""`python -m boardofone migrate`: from whatever is there to a database that is current and seeded."""

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from boardofone import logins, shortcut, target
from boardofone.outcome import Outcome, password_hint
from boardofone.target import Target
from pgdrift.migrate import memory, readiness
from pgdrift.project import Project
from seed_data.persona_file import KEY, PERSONA_FILE, read

if TYPE_CHECKING:
    import psycopg

NOTHING = "nothing to migrate"


def migrate(project: Project, *, allow_drift: bool = False) -> Outcome:
    """Migrate and seed the database that the environment names, else the embedded server's.

    Anything that stands in the way raises PgdriftError, also drift that pending revisions must not build on
    unless ``allow_drift``.
    """
    started = time.monotonic()
    embedded = target.is_embedded(project)
    name = shortcut.name(project, embedded=embedded)
    known = memory.recall(name)
    # The driver, Alembic and the declarations take as long to import as a server takes to be made.
    new = known is None or (embedded and not project.data_directory.exists())
    with _importing(project) if new else contextlib.nullcontext():
        place = target.of(project)
    from pgdrift.migrate.session_settings import stay_connected
    from seed_data import loader

    with place.url.connect(autocommit=True, application_name=f"{project.name} migrate") as connection:
        stay_connected(connection)
        ready = known is not None and readiness.holds(connection, known["question"])
        done = NOTHING if ready else _bring(project, place, connection, allow_drift)
        seeded = loader.load(connection)
        outcome = _outcome(project, place, f"{done}; {seeded} ({time.monotonic() - started:.1f} s)")
        # The port may have changed even where nothing else has.
        _remember(name, project, place, connection, known["question"] if known and ready else None)
    return outcome


def _bring(project: Project, place: Target, connection: "psycopg.Connection[Any]", allow_drift: bool) -> str:
    from pgdrift.migrate import in_process, lock, revisions
    from pgdrift.migrate.request import Request

    # Under one lock from first to last: what was looked at is what is migrated, and whoever else migrates now
    # has ended before.
    with lock.held(connection, project):
        before = revisions.current(connection, project)
        if before:
            from pgdrift.migrate import preflight

            preflight.check(connection, project, allow_drift=allow_drift)
        in_process.upgrade(Request(project, place.url, guide=connection))
        after = revisions.current(connection, project)
        if place.cluster is not None:
            # PostgreSQL refuses to change one role twice at once.
            logins.ensure(place.cluster, connection, project)
    return NOTHING if before == after else f"from {_listed(before)} to {_listed(after)}"


def _listed(revisions: tuple[str, ...]) -> str:
    return ", ".join(revisions) or "nothing"


def _outcome(project: Project, place: Target, what: str) -> Outcome:
    """How to connect: the given URL, or one for each login of the embedded server."""
    first = f"{place.url.database or project.database} is current: {what}"
    if place.cluster is None:
        return Outcome(place.url.shown, (first, *password_hint(place.url, project.database_url_variable)))
    urls = {
        login.role: place.cluster.url(login.name, project.database).shown for login in logins.logins(project)
    }
    lines = [f"as {role:<{max(map(len, urls))}}  psql '{url}'" for role, url in urls.items()]
    return Outcome(urls[str(project.tenant_role)], (first, *lines))


def _remember(
    name: str,
    project: Project,
    place: Target,
    connection: "psycopg.Connection[Any]",
    question: str | None,
) -> None:
    """Leave a question behind that tells the next run whether all this is still so."""
    if question is None:
        expected = [login.present() for login in logins.logins(project)] if place.cluster else []
        question = readiness.question(project, conditions=[*expected, _seeds(connection)])
    outcome = _outcome(project, place, f"{NOTHING}, every persona unchanged")
    # Of somebody's own database the next run has a URL itself, perhaps with another way to log in.
    lines = outcome.lines if place.cluster else outcome.lines[:1]
    content = {"question": question, "url": outcome.url, "lines": lines}
    if place.cluster is not None:
        content |= {"asked": place.url.shown, "port": str(place.url.port)}
    memory.remember(name, content)


def _seeds(connection: "psycopg.Connection[Any]") -> str:
    """A condition that is true while the declared personas are what they are now, just loaded."""
    entries = read(PERSONA_FILE)
    codes = ", ".join(f"'{entry[KEY].replace(chr(39), chr(39) * 2)}'" for entry in entries)
    columns = ", ".join(f'"{column}"' for column in sorted(entries[0]))
    digest = (
        f"(SELECT md5(string_agg(jsonb_build_array({columns})::text, '' ORDER BY {KEY} COLLATE \"C\")) "
        f"FROM public.personas WHERE {KEY} IN ({codes}))"
    )
    row = connection.execute(f"SELECT {digest}".encode()).fetchone()
    return f"{digest} = '{row[0] if row else None}'"


@contextlib.contextmanager
def _importing(project: Project) -> Iterator[None]:
    """Import, beside what the block does, what a migration is going to need."""

    def work() -> None:
        # Whatever is wrong with the declarations is told when they are used.
        with contextlib.suppress(Exception):
            import pgdrift.migrate.online  # noqa: F401

            _ = project.metadata, project.entities, project.roles

    thread = threading.Thread(target=work, name="imports")
    thread.start()
    try:
        yield
    finally:
        thread.join()
