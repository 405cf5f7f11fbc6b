"""The commands of `python -m pgdrift`; each imports only what it needs: starting takes time too."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn

from pgdrift.errors import PgdriftError

if TYPE_CHECKING:
    from pgdrift.database_url import DatabaseURL
    from pgdrift.project import Project
    from pgdrift.report import Report

log = logging.getLogger(__name__)


class _UsageError(PgdriftError):
    """The command line is wrong."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _UsageError(f"{self.prog}: {message}. See {self.prog} --help.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Output goes to stdout, everything said about it to stderr."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["revision"]:
        from pgdrift.generate import command

        return command.main(given[1:])
    try:
        options = _parser().parse_args(given)
        _show_log(options.verbose)
        code: int = options.run(options)
    except PgdriftError as error:
        return _failed(given, str(error), error.exit_code)
    except KeyboardInterrupt:
        return _failed(given, "Interrupted: nothing was compared to the end.", 130)
    except BrokenPipeError:
        # Whoever read the output has enough of it. Nothing may be written while Python shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except Exception as error:
        # An exit code of 1 says "drift", and a crash must not say that.
        log.debug("unexpected error", exc_info=True)
        reason = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
        return _failed(
            given, f"pgdrift failed where it should not have ({reason}). Add --verbose for more.", 2
        )
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m pgdrift", description="Compares, explains and repairs PostgreSQL schemas."
    )
    parser.set_defaults(verbose=False)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=_Parser)

    check = commands.add_parser("check", help="prove that declared = migrated = live")
    check.add_argument(
        "--database-url", metavar="URL", help="the live database: a URL, env:NAME or ?service="
    )
    _add_output(check)
    check.set_defaults(run=_check)

    diff = commands.add_parser("diff", help="compare any two databases")
    diff.add_argument(
        "reference", metavar="REFERENCE_URL", help="what should be: a URL, env:NAME or ?service="
    )
    diff.add_argument("target", metavar="TARGET_URL", help="what is")
    _add_output(diff)
    diff.set_defaults(run=_diff)

    commands.add_parser("revision", help="write one revision for everything declared since the newest")

    new_table = commands.add_parser("new-table", help="write the stubs of a new table")
    new_table.add_argument("table", help="its name: plural, in snake_case")
    new_table.add_argument(
        "--class-name", help="the name of its class, derived from the table's unless given"
    )
    new_table.set_defaults(run=_new_table)

    docs = commands.add_parser("docs", help="write the page of tables from what is declared")
    docs.add_argument("--check", action="store_true", help="only say whether the page is stale")
    docs.set_defaults(run=_docs)

    for command in (check, diff, new_table, docs):
        command.add_argument(
            "--verbose", action="store_true", default=False, help="say on stderr what is done"
        )
    return parser


def _add_output(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=("text", "json"), help="how findings are shown (default: text)")
    command.add_argument("--sql", action="store_true", help="print only the SQL that repairs the target")
    command.add_argument(
        "--allow-destructive", action="store_true", help="with --sql: also what can lose data"
    )
    command.add_argument(
        "--fail-on",
        choices=("error", "warning"),
        default="warning",
        help="what exit code 1 needs (default: warning)",
    )
    _add_scratch(command)


def _add_scratch(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--scratch-url", metavar="URL", help="a superuser's URL of a server to build references on"
    )


def _check(options: argparse.Namespace) -> int:
    _refuse_two_outputs(options)
    from pgdrift.check import check
    from pgdrift.migrate.request import live_database

    project = _project()
    given = options.database_url
    url = _url(given, "--database-url") if given else live_database(project)
    return _show(check(project, url, scratch_url=_scratch_url(options)), options)


def _diff(options: argparse.Namespace) -> int:
    _refuse_two_outputs(options)
    from pgdrift.diff import diff

    reference, target = _url(options.reference, "REFERENCE_URL"), _url(options.target, "TARGET_URL")
    return _show(diff(reference, target, scratch_url=_scratch_url(options)), options)


def _new_table(options: argparse.Namespace) -> int:
    from pgdrift import scaffold

    made = scaffold.write(_project(), options.table, options.class_name)
    print(made.next_steps)
    return 0


def _docs(options: argparse.Namespace) -> int:
    from pgdrift import reference_page

    project = _project()
    page, text = project.root / "docs" / "tables.md", reference_page.render(project)
    stale = not page.is_file() or page.read_text(encoding="utf-8") != text
    if stale and not options.check:
        page.parent.mkdir(exist_ok=True)
        page.write_text(text, encoding="utf-8")
    if stale:
        print(f"{page} {'is stale: write it anew with nox -s docs' if options.check else 'was written'}.")
    return 1 if stale and options.check else 0


def _show(report: Report, options: argparse.Namespace) -> int:
    if options.sql:
        from pgdrift.reports import as_sql

        text = as_sql.render(report, allow_destructive=options.allow_destructive)
    elif options.format == "json":
        from pgdrift.reports import as_json

        text = as_json.render(report)
    else:
        from pgdrift.reports import as_text

        text = as_text.render(report)
    if text:
        print(text)
    sys.stdout.flush()
    return report.exit_code(options.fail_on)


def _refuse_two_outputs(options: argparse.Namespace) -> None:
    if options.sql and options.format:
        raise _UsageError(
            "--sql prints only SQL and cannot be combined with --format. Leave one of them out."
        )
    if options.allow_destructive and not options.sql:
        raise _UsageError("--allow-destructive says which SQL is printed: it needs --sql.")


def _project() -> Project:
    from pgdrift import project

    return project.find()


def _url(text: str, source: str) -> DatabaseURL:
    from pgdrift.database_url import DatabaseURL

    return DatabaseURL.parse(text, source=source)


def _scratch_url(options: argparse.Namespace) -> DatabaseURL | None:
    return _url(options.scratch_url, "--scratch-url") if options.scratch_url else None


def _show_log(verbose: bool) -> None:
    if verbose:
        logger = logging.getLogger("pgdrift")
        logger.setLevel(logging.DEBUG)
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        logger.addHandler(handler)


def _failed(given: Sequence[str], message: str, code: int) -> int:
    print(message, file=sys.stderr)
    if _wants_json(given):
        from pgdrift.reports import as_json

        print(as_json.render_error(message))
    return code


def _wants_json(given: Sequence[str]) -> bool:
    return "--format=json" in given or ("--format", "json") in pairwise(given)
