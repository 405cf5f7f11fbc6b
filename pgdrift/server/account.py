"""The operating system account that server processes run under."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pgdrift.errors import PgdriftError

# Nothing of the caller's environment may steer a server: PGPORT, PGDATA, LANG and LD_PRELOAD all would.
ENVIRONMENT: Mapping[str, str] = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Account:
    """Who server processes run as. `switch` is true when that is not the caller, who is root then."""

    name: str
    uid: int
    gid: int
    switch: bool

    def process_options(self) -> dict[str, Any]:
        """Arguments for subprocess: this account, no inherited environment, no inherited standard input."""
        options: dict[str, Any] = {"env": dict(ENVIRONMENT), "stdin": subprocess.DEVNULL}
        if self.switch:
            options.update(user=self.uid, group=self.gid, extra_groups=[])
        return options

    def run(self, *command: str | Path, cwd: str | Path = "/") -> subprocess.CompletedProcess[str] | None:
        """Run a short command as this account; None when it may not even be started."""
        try:
            return subprocess.run(
                [str(word) for word in command],
                cwd=cwd,
                capture_output=True,
                text=True,
                **self.process_options(),
            )
        except OSError:
            return None  # not ours to run, or this container does not let us become that user

    def reaches(self, directory: Path) -> bool:
        """Whether every parent of `directory` lets this account through. Asked, not computed: ACLs count."""
        if not self.switch:
            return True
        answer = self.run("/bin/sh", "-c", 'cd "$1"', "sh", directory)
        return answer is not None and answer.returncode == 0

    def give(self, path: Path) -> None:
        """Make this account the owner of `path`, which the caller has just created."""
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def give_tree(self, directory: Path) -> None:
        """Make `directory`, which root owns, this account's, and private as PostgreSQL demands.

        A copy made by root belongs to root: nobody else can have put a link into it.
        """
        for folder, _, files in os.walk(directory):
            self.give(Path(folder))
            for file in files:
                self.give(Path(folder, file))
        directory.chmod(0o700)


def server_account(data: Path) -> Account:
    """The caller, unless that is root; then the owner of `data`, or `postgres`, or `nobody`."""
    import pwd

    uid = os.geteuid()
    if uid != 0:
        return Account(pwd_name(uid), uid, os.getegid(), switch=False)
    try:
        owner = data.lstat()
    except FileNotFoundError:
        owner = None
    if owner is not None and stat.S_ISDIR(owner.st_mode) and owner.st_uid != 0:
        return Account(pwd_name(owner.st_uid), owner.st_uid, owner.st_gid, switch=True)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid, switch=True)
    raise PgdriftError(
        "PostgreSQL refuses to run as root, and this machine has neither a user `postgres` nor a user "
        "`nobody` to run it as. Create one, run this as an ordinary user, or set DATABASE_URL to a server "
        "that already runs."
    )


def pwd_name(uid: int) -> str:
    """The name of a user, or its number where the number has no name, as in many containers."""
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
