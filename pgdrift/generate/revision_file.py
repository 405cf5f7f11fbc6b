"""The file of a revision: its name, its text, and its form."""

import io
import json
import re
import shutil
import subprocess
import tokenize
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from textwrap import indent, wrap
from typing import Any

from pgdrift.declare.identifiers import quoted
from pgdrift.generate.drafting import Draft
from pgdrift.generate.sql_code import string
from pgdrift.generate.step import Step, Upgrade
from pgdrift.migrate.plan import CONTINUED
from pgdrift.migrate.preconditions import Rule
from pgdrift.project import Project

# Of a comment, which may come to stand two blocks deep.
_WIDTH = 96


def file_name(revision: str, number: int, message: str) -> str:
    """``<revision>_<nnn>_<what it does>.py``."""
    return f"{revision}_{number:03}_{slug(message)}.py"


def slug(message: str) -> str:
    """``message`` as part of a file name."""
    words = re.findall(r"[a-z0-9]+", message.lower())
    name = ""
    for word in words:
        if len(f"{name}_{word}") > 50:
            break
        name = f"{name}_{word}".strip("_")
    return name or "revision"


def text(
    project: Project,
    draft: Draft,
    preconditions: Sequence[Rule],
    *,
    revision: str,
    down_revision: str | None,
    number: int,
    message: str,
) -> str:
    """The source of the revision, as ruff would not change it if it were asked."""
    upgrade, downgrade = _upgrade(draft.upgrade, project), body(draft.downgrade, project)
    notes = "".join(f"{_comment(f'cannot be undone: {said}')}\n" for said in draft.for_good)
    downgrade = f"{notes}\n{downgrade}" if notes else downgrade
    imports = {line for step in (*draft.upgrade.steps, *draft.downgrade) for line in step.imports}
    if "sa." in upgrade + downgrade:
        imports.add("import sqlalchemy as sa")
    lines = "\n".join(
        sorted({*imports, "from alembic import op"}, key=lambda line: (line.startswith("from"), line))
    )
    title = " ".join(message.split()).rstrip(".").replace("\\", "\\\\").replace('"', "'")
    parts = [
        f'"""{number:03}_{slug(message)}: {title}."""',
        "",
        "from collections.abc import Sequence",
        "",
        lines,
        "",
        f'revision: str = "{revision}"',
        f"down_revision: str | None = {down_revision!r}",
        "branch_labels: str | Sequence[str] | None = None",
        "depends_on: str | Sequence[str] | None = None",
        "",
        *_preconditions(preconditions),
        "",
        "def upgrade() -> None:",
        indent_code(upgrade),
        "",
        "",
        "def downgrade() -> None:",
        indent_code(downgrade),
        "",
    ]
    return "\n".join(parts)


_BEFORE = """\
# A label can be used once it is committed. This does no harm when run again.
with op.get_context().autocommit_block():
"""
_COMMITTED = "What stands above is committed here. "
_BESIDE = """\
# {committed}What follows lets traffic pass, and does no harm when run again.
with op.get_context().autocommit_block():
"""


def _upgrade(draft: Upgrade, project: Project) -> str:
    beside = _BESIDE.format(committed=_COMMITTED if draft.before or draft.first else "")
    parts = [
        f"{_BEFORE}{indent_code(body(draft.before, project))}" if draft.before else "",
        body(draft.first, project) if draft.first else "",
        f"{beside}{indent_code(body(draft.meanwhile, project))}" if draft.meanwhile else "",
        body(draft.last, project) if draft.last else "",
    ]
    return "\n\n".join(filter(None, parts)) or "pass"


def body(steps: Sequence[Step], project: Project) -> str:
    """The steps below each other, one comment for each object, with the roles they run as."""
    lines: list[str] = []
    as_migrator, subject = False, ""
    for step in steps:
        if step.as_migrator != as_migrator:
            lines += _become(step.as_migrator, project, step.note)
            as_migrator = step.as_migrator
        if step.subject != subject:
            lines += ["", _comment(f"{step.subject}: {step.loses}" if step.loses else step.subject)]
            subject = step.subject
        lines += [_comment(f"hazard: {hazard}") for hazard in dict.fromkeys(step.hazards)]
        lines.append(step.code)
    if as_migrator:
        lines += _become(False, project)
    return "\n".join(lines).strip("\n") or "pass"


def _comment(text: str) -> str:
    """One line, also of a name that has several; a long one goes on below, indented."""
    lines = wrap(" ".join(text.split()), _WIDTH, break_long_words=False, break_on_hyphens=False)
    return f"# {CONTINUED.join(lines)}"


def _become(migrator: bool, project: Project, note: str = "") -> list[str]:
    role = project.migrator_role if migrator else project.owner_role
    sees = "as the role that sees every row: under FORCE the owner would validate against nothing"
    reason = ["", f"# {note or sees}"]
    return [*(reason if migrator else []), f'op.execute("SET LOCAL ROLE {quoted(role or "none")}")']


def _preconditions(found: Sequence[Rule]) -> list[str]:
    if not found:
        return []
    entries = "".join(
        f"    ({item.table!r}, {item.rule!r},\n{indent(string(item.query), ' ' * 8)}),\n" for item in found
    )
    comment = "# (table, rule, query that counts the rows breaking it), counted before anything changes"
    return [comment, f"PRECONDITIONS = (\n{entries})", ""]


def indent_code(code: str) -> str:
    """``code`` four columns to the right; the lines of a string stay where they are."""
    inside: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.STRING:
            inside.update(range(token.start[0] + 1, token.end[0] + 1))
    lines = enumerate(code.split("\n"), start=1)
    return "\n".join(line if number in inside or not line else f"    {line}" for number, line in lines)


def formatted(source: str, path: Path) -> str:
    """``source`` as ruff formats it in the project of ``path``; unchanged where there is no ruff.

    A line that stays longer than the project has lines, for the names in it, is excused.
    """
    program = _ruff()
    if program is None:
        return source
    for arguments in (["check", "--fix-only", "--select", "I", "--quiet"], ["format", "--quiet"]):
        run = _run(program, [*arguments, "--stdin-filename", str(path), "-"], source)
        source = run.stdout if run.returncode == 0 and run.stdout else source
    run = _run(program, ["check", "--output-format", "json", "--stdin-filename", str(path), "-"], source)
    return _excused(source, json.loads(run.stdout or "[]"))


def _excused(source: str, complaints: Sequence[Mapping[str, Any]]) -> str:
    rows = {said["noqa_row"] for said in complaints if said["code"] == "E501"}
    lines = source.split("\n")
    return "\n".join(
        f"{line}  # noqa: E501" if row in rows else line for row, line in enumerate(lines, start=1)
    )


def _run(program: str, arguments: Sequence[str], source: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments], input=source, capture_output=True, text=True, encoding="utf-8", check=False
    )


def _ruff() -> str | None:
    if find_spec("ruff") is not None:
        from ruff import find_ruff_bin  # type: ignore[import-untyped, unused-ignore]

        return str(find_ruff_bin())
    return shutil.which("ruff")
