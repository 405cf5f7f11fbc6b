"""``python -m pgdrift revision -m "..."``: one revision for everything declared since the newest one."""

import argparse
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from alembic.script import ScriptDirectory

from pgdrift import project as projects
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.generate import revision_file
from pgdrift.generate.bench import bench
from pgdrift.generate.comparing import differences, facts
from pgdrift.generate.drafting import draft
from pgdrift.generate.losses import likely_renames, refuse
from pgdrift.generate.preconditions import preconditions
from pgdrift.generate.tenant_columns import session_bound
from pgdrift.generate.verification import prove
from pgdrift.locations import Locations
from pgdrift.migrate import in_process, revisions
from pgdrift.project import Project
from pgdrift.references import declared, migrated
from pgdrift.scratch import Scratch, roles_digest, scratch_server

_PROGRAM = "python -m pgdrift revision"


def main(argv: Sequence[str]) -> int:
    """Write the revision and print its path. Returns 0, also when nothing has been declared since."""
    parser = argparse.ArgumentParser(
        _PROGRAM, description="Write one revision for everything declared since the newest one."
    )
    parser.add_argument(
        "-m", "--message", required=True, help="what the revision does, such as 'add invoices'"
    )
    parser.add_argument("--allow-destructive", action="store_true", help="write it even when it loses data")
    parser.add_argument(
        "--scratch-url", metavar="URL", help="a superuser's URL of a server for scratch databases"
    )
    arguments = parser.parse_args(argv)
    try:
        project = projects.find()
        url = (
            DatabaseURL.parse(arguments.scratch_url, source="--scratch-url")
            if arguments.scratch_url
            else None
        )
        with scratch_server(roles_digest(project.roles), url=url) as scratch:
            path = write(project, scratch, arguments.message, allow_destructive=arguments.allow_destructive)
    except PgdriftError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if path is None:
        print(
            "Nothing has been declared since the newest revision: no revision was written.", file=sys.stderr
        )
        return 0
    print(path)
    marks = path.read_text(encoding="utf-8").count("# by hand:")
    if marks:
        print(f"Complete the {marks} place(s) marked `# by hand:`.", file=sys.stderr)
    print("Read the revision before you run it: `nox -s migrate` does.", file=sys.stderr)
    return 0


def write(
    project: Project, scratch: Scratch, message: str, *, allow_destructive: bool = False
) -> Path | None:
    """Write the revision that brings the migrated database to the declared one; None when they are equal.

    Works on databases of ``scratch`` alone. Raises LosesData unless ``allow_destructive``, and PgdriftError
    when the revision could not be made or does not do what it should; neither leaves a file.
    """
    script = ScriptDirectory.from_config(in_process.configuration(project.migrations))
    revisions.refuse_two_heads(script)
    head = script.get_current_head()
    with scratch.database() as declared_url, scratch.database() as migrated_url:
        declared.build(project, declared_url)
        migrated.build(project, migrated_url)
        wanted, before = facts(declared_url, project), facts(migrated_url, project)
        changed = differences(wanted, before, scratch)
        if not changed:
            return None
        with declared_url.connect() as connection:
            bound = session_bound(connection)
        with bench(project, migrated_url, scratch) as scratch_bench:
            steps = draft(scratch_bench, wanted, bound)
    hints = list(likely_renames(steps.changed, wanted, steps.renamed, Locations(project)))
    if not allow_destructive:
        refuse(steps.upgrade.steps, hints)
    for hint in hints:
        print(f"{hint}.", file=sys.stderr)
    number, revision = sum(1 for _ in script.walk_revisions()) + 1, secrets.token_hex(6)
    path = Path(script.versions) / revision_file.file_name(revision, number, message)
    source = revision_file.text(
        project,
        steps,
        list(preconditions(changed, before, project.metadata)),
        revision=revision,
        down_revision=head,
        number=number,
        message=message,
    )
    path.write_text(revision_file.formatted(source, path), encoding="utf-8")
    try:
        prove(project, scratch, revision, head, wanted, before)
    except BaseException:
        path.unlink()
        raise
    return path
