"""Install Debian's PostgreSQL 15 and build pgvector for it, which Debian 12 does not package.

The source of pgvector comes from a newer Debian through package lists of their own, so the machine's own
lists stay as they are. Does nothing where both are there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PREFIX = Path("/usr/lib/postgresql/15")
CONTROL = Path("/usr/share/postgresql/15/extension/vector.control")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
NEWER = "trixie"


def main() -> int:
    server, vector = (PREFIX / "bin" / "postgres").exists(), CONTROL.exists()
    if server and vector:
        return 0
    if not may_install():
        missing = "pgvector for PostgreSQL 15" if server else "PostgreSQL 15"
        print(
            f"{missing} is not on this machine, and it takes root on a Debian to install it: run "
            "`python3 scripts/install_postgresql_15.py` as root, then this again.",
            file=sys.stderr,
        )
        return 0 if server else 2
    try:
        apt("update")
        if not server:
            apt("install", "--yes", "--no-install-recommends", "postgresql-15")
    except subprocess.CalledProcessError as error:
        print(f"PostgreSQL 15 could not be installed: {error}", file=sys.stderr)
        return 2
    try:
        build_pgvector()
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        message = (
            f"pgvector for PostgreSQL 15 could not be built, so the tests that need it are skipped: {error}"
        )
        print(message, file=sys.stderr)
    return 0


def may_install() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def build_pgvector() -> None:
    apt("install", "--yes", "--no-install-recommends", "postgresql-server-dev-15", "gcc", "make")
    with tempfile.TemporaryDirectory() as folder:
        source = download_source(Path(folder))
        # No OPTFLAGS: what is built here may run on another processor. No bitcode: it takes a compiler more.
        make = ["make", "--quiet", f"PG_CONFIG={PREFIX}/bin/pg_config", "OPTFLAGS=", "with_llvm=no"]
        run([*make, f"-j{os.cpu_count() or 1}"], cwd=source)
        run([*make, "install"], cwd=source)


def download_source(folder: Path) -> Path:
    for name in ("lists/partial", "cache/archives/partial", "source"):
        (folder / name).mkdir(parents=True)
    (folder / "sources.list").write_text(f"deb-src [signed-by={KEYRING}] {mirror()} {NEWER} main\n")
    lists = [
        "-o", f"Dir::Etc::SourceList={folder}/sources.list",
        "-o", "Dir::Etc::SourceParts=/dev/null",
        "-o", f"Dir::State::Lists={folder}/lists",
        "-o", f"Dir::Cache={folder}/cache",
        "-o", "APT::Sandbox::User=root",
    ]  # fmt: skip
    apt(*lists, "update")
    apt(*lists, "source", "--download-only", "pgvector", cwd=folder / "source")
    (archive,) = (folder / "source").glob("pgvector_*.orig.tar.*")
    shutil.unpack_archive(archive, folder / "source")
    (source,) = (path for path in (folder / "source").iterdir() if path.is_dir())
    return source


def mirror() -> str:
    """The Debian mirror that this machine uses."""
    command = ["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages", "Origin: Debian"]
    sites = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    (site,) = {site for site in sites if not site.endswith("-security")}
    return site


def apt(*arguments: str, cwd: Path | None = None) -> None:
    run(["apt-get", "--quiet=2", *arguments], cwd=cwd)


def run(command: list[str], cwd: Path | None = None) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=True, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
