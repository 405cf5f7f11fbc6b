"""How a person runs a session of noxfile.py, for messages that say what to do next."""

from pathlib import Path

_NOXW = Path(__file__).resolve().parents[1] / "noxw"

# What sessions run, for where the project is installed; those not named run the project's own package.
_RUN = {
    "adopt": "pgdrift adopt",
    "check-drift": "pgdrift check",
    "docs": "pgdrift docs",
    "revision": "pgdrift revision",
}


def call(session: str, arguments: str = "") -> str:
    """The command for `session` with `arguments`: through noxw in a checkout, else what the session runs."""
    if _NOXW.is_file():
        return f"./noxw -s {session} -- {arguments}" if arguments else f"./noxw -s {session}"
    run = _RUN.get(session) or f"{_project()} {session}"
    return f"python -m {run} {arguments}".rstrip()


def _project() -> str:
    from pgdrift import project
    from pgdrift.errors import PgdriftError

    try:
        return project.find().name
    except PgdriftError:  # what is being said matters more
        return "PROJECT"
