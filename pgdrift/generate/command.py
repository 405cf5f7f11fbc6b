"""``python -m pgdrift revision -m "..."``: one revision for everything declared since the newest one."""

import signal
import sys
from collections.abc import Sequence

from pgdrift import output, own_modules
from pgdrift import project as projects
from pgdrift.command_line import Parser
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.generate import checksums
from pgdrift.generate.writing import record, write
from pgdrift.project import Project
from pgdrift.scratch import roles_digest, scratch_server
from pgdrift.sessions import call

_PROGRAM = "python -m pgdrift revision"


def main(argv: Sequence[str]) -> int:
    """Write the revision and print its path. Returns 0, also when nothing has been declared since."""
    parser = Parser(_PROGRAM, description="Write one revision for everything declared since the newest one.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("-m", "--message", help="what the revision does, such as 'add invoices'")
    what.add_argument(
        "--record",
        action="store_true",
        help=f"write none; prove the newest, which was completed by hand, and note it in {checksums.FILE}",
    )
    parser.add_argument("--allow-destructive", action="store_true", help="write it even when it loses data")
    parser.add_argument(
        "--scratch-url", metavar="URL", help="a superuser's URL of a server for scratch databases"
    )
    parser.add_argument("--verbose", action="store_true", help="say on stderr what is done")
    arguments = parser.parse_args(argv)
    if arguments.verbose:
        output.show_log()
    # Whoever ends it leaves nothing half written either.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        project = projects.find()
        url = (
            DatabaseURL.parse(arguments.scratch_url, source="--scratch-url")
            if arguments.scratch_url
            else None
        )
        with scratch_server(roles_digest(project.roles), url=url) as scratch:
            if arguments.record:
                record(project, scratch)
                print(f"Recorded in {project.migrations / checksums.FILE}.", file=sys.stderr)
                return 0
            path = write(project, scratch, arguments.message, allow_destructive=arguments.allow_destructive)
    except PgdriftError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Interrupted: no revision was written, and nothing else was changed.", file=sys.stderr)
        return 130
    finally:
        signal.signal(signal.SIGTERM, before)
    if path is None:
        print(_nothing(project), file=sys.stderr)
        return 0
    print(path)
    marks = path.read_text(encoding="utf-8").count("# by hand:")
    if marks:
        print(
            f"Complete the {marks} place(s) marked `# by hand:`, take the marks away, then run "
            f"`{call('revision', '--record')}`.",
            file=sys.stderr,
        )
    print(f"Read the revision before you run it: `{call('migrate')}` does.", file=sys.stderr)
    return 0


def _nothing(project: Project) -> str:
    """That no revision was written; and which files may have been meant to declare something."""
    said = "Nothing has been declared since the newest revision: no revision was written."
    files = own_modules.never_imported(project.root, project.packages)
    if not files:
        return said
    named = ", ".join(path.relative_to(project.root).as_posix() for path in files)
    them, they = ("it", "it declares") if len(files) == 1 else ("them", "they declare")
    return (
        f"{said} Nothing imports {named}: if the project should have what {they}, import {them} in the "
        "__init__.py of the package and run this again."
    )
