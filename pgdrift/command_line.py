"""What can be said on the command line of `python -m pgdrift`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import pairwise
from typing import NoReturn

from pgdrift.errors import PgdriftError


class UsageError(PgdriftError):
    """The command line is wrong."""


class Parser(argparse.ArgumentParser):
    """One that raises UsageError, a paragraph, where argparse prints its usage and exits."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.prog}: {message}. See {self.prog} --help.")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options, with the command's name in `command`; UsageError when they contradict each other."""
    options = _parser().parse_args(arguments)
    if options.command in ("check", "diff", "adopt"):
        if options.sql and options.format:
            raise UsageError(
                "--sql prints only SQL and cannot be combined with --format. Leave one of them out."
            )
        if options.allow_destructive and not options.sql:
            raise UsageError("--allow-destructive says which SQL is printed: it needs --sql.")
    return options


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether JSON was asked for, also on a command line that is wrong otherwise."""
    return "--format=json" in arguments or ("--format", "json") in pairwise(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m pgdrift", description="Compares, explains and repairs PostgreSQL schemas."
    )
    commands = parser.add_subparsers(
        title="commands", required=True, metavar="COMMAND", dest="command", parser_class=Parser
    )
    check = commands.add_parser("check", help="prove that declared = migrated = live")
    diff = commands.add_parser("diff", help="compare any two databases")
    diff.add_argument(
        "reference", metavar="REFERENCE_URL", help="what should be: a URL, env:NAME or ?service="
    )
    diff.add_argument("target", metavar="TARGET_URL", help="what is")
    diff.add_argument(
        "--project", action="store_true", help="also ignore what [tool.pgdrift] of this project ignores"
    )
    adopt = commands.add_parser(
        "adopt", help="find the revision that a database without one is at, and stamp it"
    )
    adopt.add_argument("--revision", metavar="ID", help="compare with this revision alone")
    for command in (check, adopt):
        _add_live(command)
    audit = commands.add_parser("audit", help="look in any database for what breaks the isolation of tenants")
    audit.add_argument("database", metavar="URL", help="the database: a URL, env:NAME or ?service=")
    audit.add_argument(
        "--tenant-column",
        metavar="NAME",
        action="append",
        default=[],
        help="a column that says whose a row is; may be repeated (default: tenant_id and the like)",
    )
    audit.add_argument(
        "--project", action="store_true", help="also ignore what [tool.pgdrift] of this project ignores"
    )
    for command in (check, diff, adopt):
        _add_repair(command)
    for command in (check, diff, adopt, audit):
        _add_output(command)
    for command in (check, diff, audit):
        command.add_argument(
            "--fail-on",
            choices=("error", "warning"),
            default="warning",
            help="what it takes for exit code 1 (default: warning)",
        )
    commands.add_parser("revision", help="write one revision for everything declared since the newest")
    new_table = commands.add_parser("new-table", help="write the stubs of a new table")
    new_table.add_argument("table", help="its name: plural, in snake_case")
    new_table.add_argument(
        "--class-name", help="the name of its class, derived from the table's unless given"
    )
    docs = commands.add_parser("docs", help="write the page of tables from what is declared")
    docs.add_argument("--check", action="store_true", help="only say whether the page is stale")
    for command in (check, diff, adopt, audit, new_table, docs):
        command.add_argument("--verbose", action="store_true", help="say on stderr what is done")
    return parser


def _add_live(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--database-url", metavar="URL", help="the live database: a URL, env:NAME or ?service="
    )
    command.add_argument(
        "--no-cache", action="store_true", help="build the references anew, and keep none of them"
    )


def _add_repair(command: argparse.ArgumentParser) -> None:
    command.add_argument("--sql", action="store_true", help="print only the SQL that repairs the target")
    command.add_argument(
        "--allow-destructive", action="store_true", help="with --sql: also what can lose data"
    )
    command.add_argument(
        "--scratch-url", metavar="URL", help="a superuser's URL of a server to build references on"
    )


def _add_output(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=("text", "json"), help="how findings are shown (default: text)")
    command.add_argument(
        "--ignore",
        metavar="ID:OBJECT",
        action="append",
        default=[],
        help="leave this finding out, such as index-extra:public.votes.idx_x; may be repeated",
    )
    command.add_argument(
        "--max-read",
        metavar="SECONDS",
        type=_seconds,
        default=10.0,
        help="give up reading a catalog after this time (default: 10)",
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number of seconds")
    return seconds
