"""Running `python -m boardofone` as a person would, in a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

from pgdrift.database_url import DatabaseURL

# Looked for in everything that is printed.
PASSWORD = "Trillian-5519-never-shown"


def environment(folder: Path, url: DatabaseURL | str | None = None) -> dict[str, str]:
    """This process's environment with DATABASE_URL as given and a cache of the folder's own."""
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    variables["PGDRIFT_CACHE_DIR"] = str(folder / "cache")
    if url is not None:
        variables["DATABASE_URL"] = url.revealed if isinstance(url, DatabaseURL) else url
    return variables


def boardofone(
    folder: Path, *arguments: str, url: DatabaseURL | str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command in ``folder``; what it prints never holds the password or a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "boardofone", *arguments],
        cwd=folder,
        env=environment(folder, url),
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert PASSWORD not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done


def start(folder: Path, *arguments: str, url: DatabaseURL | None = None) -> subprocess.Popen[str]:
    """Start one command in ``folder`` without waiting for it."""
    return subprocess.Popen(
        [sys.executable, "-m", "boardofone", *arguments],
        cwd=folder,
        env=environment(folder, url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def one_url(done: subprocess.CompletedProcess[str]) -> DatabaseURL:
    """The command succeeded and printed exactly one URL."""
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    return DatabaseURL.parse(line)
