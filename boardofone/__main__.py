"""The commands: `python -m boardofone migrate`, `seed`, `db` and `signing-key`."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pgdrift import own_modules
from pgdrift import project as projects
from pgdrift.command_line import Parser
from pgdrift.errors import PgdriftError
from pgdrift.migrate import progress
from pgdrift.project import Project
from pgdrift.sessions import call

if TYPE_CHECKING:
    from pgdrift.database_url import DatabaseURL

NAME = "boardofone"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Only what the command is asked for goes to standard output."""
    try:
        options = _options(arguments)
        progress.show(NAME)
        code: int = options.run(_project(), options)
    except PgdriftError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Interrupted: what was not finished has been rolled back.", file=sys.stderr)
        return 130
    except Exception as error:
        explanation = _explained(error)
        if explanation is None:
            raise
        print(explanation, file=sys.stderr)
        return explanation.exit_code
    return code


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and getattr(options, "action", None) != "psql":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    return options


def _parser() -> Parser:
    parser = Parser(prog="python -m boardofone", description=__doc__)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    migrate = commands.add_parser(
        "migrate",
        help="bring the database to the newest revision and seed it",
        description="Migrates and seeds the database that DATABASE_URL names. Without it: the embedded "
        "server in .pgdata, made and started as needed and left running. Prints the URL to connect with.",
    )
    migrate.add_argument(
        "--allow-drift",
        action="store_true",
        help="run pending revisions even on a database that is not what its revision says",
    )
    instead = migrate.add_mutually_exclusive_group()
    instead.add_argument(
        "--dry-run",
        action="store_true",
        help="change nothing: try what is pending on a copy of the catalog, and print what it would do",
    )
    instead.add_argument(
        "--sql", action="store_true", help="change nothing: print the SQL that would run, for psql"
    )
    migrate.set_defaults(run=_migrate)
    seed = commands.add_parser("seed", help="load the personas; rows that are right already stay untouched")
    seed.set_defaults(run=_seed)
    db = commands.add_parser("db", help="the embedded server", description="Works on the embedded server.")
    actions = db.add_subparsers(title="actions", required=True, metavar="ACTION", dest="action")
    for name, text in (
        ("start", "start it, making it if there is none"),
        ("stop", "end it and keep its data"),
        ("status", "say whether it runs (exit code 0) or not (1)"),
        ("url", "print the URL for an application, without a password"),
        ("psql", "open psql as its superuser; arguments are psql's"),
        ("destroy", "remove it with all its data (asks first)"),
    ):
        action = actions.add_parser(name, help=text, add_help=name != "psql")
        action.set_defaults(run=_db)
        if name == "destroy":
            action.add_argument("--yes", action="store_true", help="do not ask")
    keys = commands.add_parser(
        "signing-key",
        help="the keys that tenants are signed for with",
        description="Works on the database that DATABASE_URL names, else the embedded server's. To replace a "
        "key: make and install the new one, give it to every application, retire the old one.",
    )
    actions = keys.add_subparsers(title="actions", required=True, metavar="ACTION", dest="action")
    for name, text in (
        ("new", "print a new key, and change nothing"),
        ("install", "have the database verify with the key in TENANT_SIGNING_KEY, too"),
        ("list", "print the ids of the keys that it verifies with"),
        ("retire", "have it no longer verify with a key"),
    ):
        action = actions.add_parser(name, help=text)
        action.set_defaults(run=_signing_key, id=None)
        if name == "retire":
            action.add_argument("id", help="as signing-key list prints it")
    return parser


def _migrate(project: Project, options: argparse.Namespace) -> int:
    from boardofone import shortcut

    if options.sql:
        return _script(project)
    if options.dry_run:
        return _dry_run(project, options.allow_drift)
    outcome = shortcut.take(project)
    if outcome is None:
        # Imported here: the database driver alone takes longer than the shortcut.
        from boardofone.migrate import migrate

        outcome = migrate(project, allow_drift=options.allow_drift)
    for line in outcome.lines:
        print(line, file=sys.stderr)
    print(outcome.url)
    return 0


def _dry_run(project: Project, allow_drift: bool) -> int:
    from pgdrift.migrate.dry_run import dry_run

    plan = dry_run(project, _existing(project), allow_drift=allow_drift)
    print(plan)
    told = f"Migrating {plan.database} would go through, then the personas are seeded. Nothing was changed."
    print(told, file=sys.stderr)
    return 0


def _existing(project: Project) -> "DatabaseURL | None":
    """The database to look at; None without a server, as making one would be a change."""
    from boardofone import target
    from pgdrift.migrate.request import live_database
    from pgdrift.server.cluster import Cluster

    made = not target.is_embedded(project) or Cluster(project.data_directory).home.port is not None
    return live_database(project) if made else None


def _script(project: Project) -> int:
    from pgdrift.migrate import printed

    text = printed.script(project, _existing(project))
    sys.stdout.write(text)
    told = (
        f"Run it as a superuser with psql -v ON_ERROR_STOP=1; `{call('seed')}` loads the personas afterwards."
    )
    print(told if text else "No revision is pending: there is no SQL to run.", file=sys.stderr)
    return 0


def _seed(project: Project, options: argparse.Namespace) -> int:
    from pgdrift.migrate.request import live_database
    from pgdrift.migrate.session_settings import stay_connected
    from seed_data import loader

    with live_database(project).connect(autocommit=True, application_name=f"{NAME} seed") as connection:
        stay_connected(connection)
        print(loader.load(connection), file=sys.stderr)
    return 0


def _db(project: Project, options: argparse.Namespace) -> int:
    from boardofone import db

    arguments = ["--yes"] if getattr(options, "yes", False) else options.rest
    return db.run(project, options.action, arguments)


def _signing_key(project: Project, options: argparse.Namespace) -> int:
    from boardofone import signing_keys

    signing_keys.ACTIONS[options.action](project, options.id)
    return 0


def _explained(error: Exception) -> PgdriftError | None:
    """The paragraph for what PostgreSQL refused or a file of the project lacks; None for any other error."""
    if "psycopg" in sys.modules:
        from pgdrift.migrate import database_errors

        if refusal := database_errors.explained(error, "the command"):
            return refusal
    return own_modules.unreadable(error, _project().root)


def _project() -> Project:
    """The project of the working directory, which must be this one: another has other seeds and logins."""
    project = projects.find()
    if project.name != NAME:
        raise PgdriftError(
            f"This directory belongs to the project {project.name} ({project.source}), and this command is "
            f"for {NAME} only. Run it in a checkout of {NAME}, or in a directory that belongs to no project."
        )
    return project


if __name__ == "__main__":
    sys.exit(main())
