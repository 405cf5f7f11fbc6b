"""The commands of `python -m pgdrift`; each imports only what it needs: starting takes time too."""

from __future__ import annotations

import logging
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pgdrift import needed_packages, output
from pgdrift.command_line import parse, wants_json
from pgdrift.errors import PgdriftError
from pgdrift.sessions import call

if TYPE_CHECKING:
    from pgdrift.database_url import DatabaseURL
    from pgdrift.ignoring import Entry
    from pgdrift.project import Project
    from pgdrift.report import Report

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Output goes to stdout, everything said about it to stderr."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given[:1] == ["revision"]:
            from pgdrift.generate import command

            return command.main(given[1:])
        options = parse(given)
        if options.verbose:
            output.show_log()
        return _COMMANDS[options.command](options)
    except PgdriftError as error:
        return _failed(given, str(error), error.exit_code)
    except KeyboardInterrupt:
        return _failed(given, "Interrupted: nothing was compared to the end.", 130)
    except BrokenPipeError:
        output.drop()  # whoever read it has enough of it
        return 2
    except Exception as error:
        if lacking := needed_packages.missing(error):
            return _failed(given, str(lacking), lacking.exit_code)
        # An exit code of 1 says "drift", and a crash must not say that.
        log.debug("unexpected error", exc_info=True)
        reason = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
        said = f"pgdrift failed where it should not have ({reason}). Add --verbose for the details."
        return _failed(given, said, 2)


def _check(options: Namespace) -> int:
    from pgdrift.check import check
    from pgdrift.migrate.request import live_database
    from pgdrift.references.cache import ReferenceCache

    project, given = _project(), options.database_url
    ignore = _ignored(options, project)
    url = _url(given, "--database-url") if given else live_database(project)
    scratch_url = _scratch_url(options)
    report = check(
        project,
        url,
        scratch_url=scratch_url,
        max_read=options.max_read,
        cache=None if options.no_cache else ReferenceCache(project, scratch_url),
        ignore=ignore,
    )
    return _show(_counted(report, url, options), options)


def _adopt(options: Namespace) -> int:
    from pgdrift.adopt import adopt
    from pgdrift.migrate import database_errors, progress
    from pgdrift.migrate.request import live_database
    from pgdrift.references.cache import ReferenceCache

    project, given = _project(), options.database_url
    url = _url(given, "--database-url") if given else live_database(project)
    scratch_url = _scratch_url(options)
    progress.show()  # who is waited for
    try:
        outcome = adopt(
            project,
            url,
            revision=options.revision,
            # Whoever asks for SQL wants to see what would have to be done.
            stamping_it=not options.sql,
            scratch_url=scratch_url,
            max_read=options.max_read,
            cache=None if options.no_cache else ReferenceCache(project, scratch_url),
            ignore=_ignored(options, project),
        )
    except Exception as error:
        raise database_errors.explained(error, "the adoption") or error from error
    if outcome.report.compared or options.format == "json":
        _print(_counted(outcome.report, url, options), options)
    output.say(outcome.said)
    return outcome.exit_code


def _diff(options: Namespace) -> int:
    from pgdrift.diff import diff

    reference, target = _url(options.reference, "REFERENCE_URL"), _url(options.target, "TARGET_URL")
    ignore = _ignored(options, _project() if options.project else None)
    report = diff(
        reference, target, scratch_url=_scratch_url(options), max_read=options.max_read, ignore=ignore
    )
    return _show(_counted(report, target, options), options)


def _audit(options: Namespace) -> int:
    from pgdrift.audit.auditing import audit

    report = audit(
        _url(options.database, "URL"),
        tenant_columns=options.tenant_column,
        max_read=options.max_read,
        ignore=_ignored(options, _project() if options.project else None),
    )
    return _show(report, options)


def _new_table(options: Namespace) -> int:
    from pgdrift import scaffold

    print(scaffold.write(_project(), options.table, options.class_name).next_steps)
    return 0


def _docs(options: Namespace) -> int:
    from pgdrift import reference_page

    project = _project()
    page, text = project.root / "docs" / "tables.md", reference_page.render(project)
    if page.is_file() and page.read_text(encoding="utf-8") == text:
        return 0
    if options.check:
        print(f"{page} is stale: write it anew with `{call('docs')}`.", file=sys.stderr)
        return 1
    page.parent.mkdir(exist_ok=True)
    page.write_text(text, encoding="utf-8")
    print(f"{page} was written.", file=sys.stderr)
    return 0


_COMMANDS = {
    "check": _check,
    "diff": _diff,
    "adopt": _adopt,
    "audit": _audit,
    "new-table": _new_table,
    "docs": _docs,
}


def _counted(report: Report, target: DatabaseURL, options: Namespace) -> Report:
    """The report, its script saying how many rows are at stake; nothing is counted for the other formats."""
    if not options.sql:
        return report
    from dataclasses import replace

    from pgdrift.repair import at_stake

    return replace(report, script=at_stake.counted(report.script, target))


def _show(report: Report, options: Namespace) -> int:
    _print(report, options)
    return report.exit_code(options.fail_on)


def _print(report: Report, options: Namespace) -> None:
    sql = options.command != "audit" and options.sql
    if sql:
        from pgdrift.reports import as_sql

        text = as_sql.render(report, allow_destructive=options.allow_destructive)
    elif options.format == "json":
        from pgdrift.reports import as_json

        text = as_json.render(report)
    else:
        from pgdrift.reports import as_text

        text = as_text.render(report)
    output.write(text, for_machines=sql or options.format == "json")


def _project() -> Project:
    from pgdrift import project

    return project.find()


def _url(text: str, source: str) -> DatabaseURL:
    from pgdrift.database_url import DatabaseURL

    return DatabaseURL.parse(text, source=source)


def _ignored(options: Namespace, project: Project | None) -> list[Entry]:
    """What the command line says, and what the project says about findings of this command."""
    declared = project.ignore if project else ()
    if not (declared or options.ignore):
        return []
    from pgdrift.ignoring import from_option

    auditing = options.command == "audit"
    fitting = [entry for entry in declared if entry.of_audit == auditing]
    return [*fitting, *map(from_option, options.ignore)]


def _scratch_url(options: Namespace) -> DatabaseURL | None:
    return _url(options.scratch_url, "--scratch-url") if options.scratch_url else None


def _failed(given: Sequence[str], message: str, code: int) -> int:
    output.say(message)
    if wants_json(given):
        from pgdrift.reports import as_json

        try:
            output.write(as_json.render_error(message), for_machines=True)
        except (PgdriftError, BrokenPipeError):
            output.drop()  # that was it, or it is the next thing to go wrong
    return code
