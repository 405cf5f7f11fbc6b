"""What migrating costs, beside the least that could do the same: two ratios, measured in one run.

`from nothing` is `python -m boardofone migrate` without a server, beside initdb, start and `psql -f` of a
dump of the result. `no-op` is `./noxw -s migrate` when there is nothing to do, beside an empty nox session
and `psql -c 'select 1'`. Rounds alternate between the two sides, so that both meet the machine's moods.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks import command
from benchmarks.published import figures
from pgdrift.server import account as accounts
from pgdrift.server import staging
from pgdrift.server.cluster import Cluster
from pgdrift.server.initdb import locales

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("boardofone", "migrations", "pgdrift", "policies", "schema", "seed_data")
FILES = ("pyproject.toml", "uv.lock", "noxfile.py", "noxw", "README.md", "LICENSE")
ENVIRONMENTS = ("nox", "running")
EMPTY_SESSION = "import nox\n@nox.session(venv_backend='none')\ndef empty(session): pass\n"


@dataclass(frozen=True)
class Comparison:
    """Seconds per round on both sides."""

    name: str
    ours: list[float]
    least: list[float]

    @property
    def ratio(self) -> float:
        """The median of ours over the median of the least."""
        return statistics.median(self.ours) / statistics.median(self.least)

    def line(self) -> str:
        """One line for people."""
        ours, least = statistics.median(self.ours), statistics.median(self.least)
        return f"{self.name:<13} {ours:6.2f} s, the least {least:6.2f} s: ratio {self.ratio:.2f}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=command.at_least(1), default=5)
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of lines")
    parser.add_argument("--figures", type=Path, help="also write the results there, as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.chmod(folder, 0o755)  # a server that root starts runs as somebody else
        bench = Bench(Path(folder))
        try:
            results = [bench.from_nothing(options.rounds), bench.no_op(options.rounds)]
        finally:
            bench.cluster.destroy()
    published = {result.name: {**vars(result), "ratio": result.ratio} for result in results}
    if options.figures:
        figures.keep(options.figures, published)
    if options.json:
        print(json.dumps(published))
    else:
        print("\n".join(result.line() for result in results))
    return 0


class Bench:
    """A checkout of its own, so that the server of the one it is started from is left alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.checkout = folder / "checkout"
        for name in PACKAGES:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, self.checkout / name, ignore=ignored)
        for name in FILES:
            shutil.copy2(ROOT / name, self.checkout / name)
        for name in ENVIRONMENTS:
            made = ROOT / ".noxw" / name
            if made.exists():  # else noxw makes it; its size is not what is measured
                target = self.checkout / ".noxw" / name
                shutil.copytree(made, target, symlinks=True, copy_function=link_or_copy)
        self.cluster = Cluster(self.checkout / ".pgdata")
        self.account = accounts.server_account(self.cluster.home.path)
        self.binaries = staging.reachable(self.cluster.binaries, self.account)

    def from_nothing(self, rounds: int) -> Comparison:
        """Migrate where nothing is, and restore what came of it where nothing is."""
        self.run(sys.executable, "-m", "boardofone", "migrate")
        dump = self.dump()
        ours, least = [], []
        for number in range(rounds):
            self.cluster.destroy()
            ours.append(timed(lambda: self.run(sys.executable, "-m", "boardofone", "migrate")))
            least.append(self.restore(dump, number))
            command.show(f"from nothing: round {number + 1} of {rounds}")
        return Comparison("from nothing", ours, least)

    def no_op(self, rounds: int) -> Comparison:
        """Migrate where nothing is left to do."""
        noxw = [str(self.checkout / "noxw")]
        self.run(*noxw, "-s", "migrate")
        noxfile = self.folder / "noxfile.py"
        noxfile.write_text(EMPTY_SESSION)
        nox = [
            str(self.checkout / ".noxw" / "nox" / "bin" / "python"),
            "-P",
            "-m",
            "nox",
            "--noxfile",
            str(noxfile),
        ]
        psql = [str(self.cluster.binaries.tool("psql")), self.cluster.url().shown, "-c", "select 1"]

        def empty_session_and_query() -> None:
            self.run(*nox, "-s", "empty")
            self.run(*psql)

        empty_session_and_query()
        ours, least = [], []
        for number in range(rounds):
            ours.append(timed(lambda: self.run(*noxw, "-s", "migrate")))
            least.append(timed(empty_session_and_query))
            command.show(f"no-op: round {number + 1} of {rounds}")
        return Comparison("no-op", ours, least)

    def dump(self) -> Path:
        """Roles and database as SQL, as pg_dump writes them."""
        target = self.folder / "dump.sql"
        maintenance = self.cluster.url().shown
        database = self.cluster.url(database="boardofone").shown
        with target.open("wb") as file:
            self.tool("pg_dumpall", "--roles-only", f"--dbname={maintenance}", stdout=file)
            file.write(b"CREATE DATABASE boardofone;\n\\connect boardofone\n")
            file.flush()
            self.tool("pg_dump", f"--dbname={database}", stdout=file)
        return target

    def restore(self, dump: Path, number: int) -> float:
        """Seconds for initdb, start and psql -f; with the options that our own server is made with."""
        data = self.folder / f"least-{number}"
        data.mkdir(mode=0o700)
        self.account.give(data)
        port = 20000 + os.getpid() % 20000 + number
        log = data / "log"
        initdb = [
            "--pgdata",
            data,
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-instructions",
        ]
        started = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories="
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"

        def work() -> None:
            self.tool("initdb", *initdb, *next(locales(self.binaries.major)), server=True)
            self.tool("pg_ctl", "--pgdata", data, "--log", log, "--wait", "-o", started, "start", server=True)
            self.tool("psql", "--quiet", "--no-psqlrc", f"--dbname={url}", "--file", dump)

        try:
            return timed(work)
        finally:
            with suppress(subprocess.CalledProcessError):
                self.tool("pg_ctl", "--pgdata", data, "--mode=immediate", "stop", server=True)
            shutil.rmtree(data)

    def tool(self, name: str, *arguments: str | Path, server: bool = False, stdout: object = None) -> None:
        """Run a program of PostgreSQL; those that serve run under the server's account."""
        options = {"cwd": "/", **self.account.process_options()} if server else {}
        command = [str(part) for part in (self.binaries.tool(name), *arguments)]
        output = stdout or subprocess.DEVNULL
        subprocess.run(command, check=True, stdout=output, stderr=subprocess.DEVNULL, **options)

    def run(self, *command: str) -> None:
        """Run a command in the checkout, its output kept back unless it fails."""
        done = subprocess.run(command, cwd=self.checkout, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(command[:4])} ended with {done.returncode}:\n{done.stderr}")


def link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    command.run(main)
