"""The folder that holds everything one server keeps: where things lie in it, and how they are removed."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pgdrift.server import lock, postmaster, private_file, processes
from pgdrift.server.failure import ServerError
from pgdrift.server.passfile import Passfile

LARGEST_LOG = 5_000_000


@dataclass(frozen=True)
class Home:
    """`path` is absolute. `data` inside it is PostgreSQL's own directory; everything else is ours."""

    path: Path

    @property
    def data(self) -> Path:
        return self.path / "data"

    @property
    def log(self) -> Path:
        return self.path / "server.log"

    @property
    def passfile(self) -> Passfile:
        return Passfile(self.path / "passfile")

    @property
    def port(self) -> int | None:
        """The port of the server, or the one it will get again; None before the first start."""
        try:
            return int((self.path / "port").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    def remember_port(self, port: int) -> None:
        """Write down the port that the server is about to get."""
        private_file.write(self.path / "port", f"{port}\n")

    @contextmanager
    def locked(self, doing: str) -> Iterator[int]:
        """Be the only one who starts, stops or changes this server; yields the locked descriptor."""
        with self.explained(doing), lock.exclusive(self.path / "lock", doing=doing) as descriptor:
            yield descriptor

    @contextmanager
    def explained(self, doing: str) -> Iterator[None]:
        """Turn what the file system refuses into a paragraph."""
        try:
            yield
        except OSError as error:
            where = error.filename or self.path
            refused = f"Could not {doing}: {error.strerror or error} ({where})"
        else:
            return
        raise ServerError(refused, advice=f"Make {self.path} writable, with room on its disk, and try again.")

    def tidy(self) -> None:
        """Undo what a copy without its permissions, or an interruption, has done to this folder."""
        self.passfile.protect()
        for unfinished in (*self.path.glob("passfile.*"), *self.path.glob("port.*")):
            unfinished.unlink()
        if os.geteuid() == 0:
            found = self.path.stat()
            if found.st_uid == 0 and stat.S_IMODE(found.st_mode) & 0o011 != 0o011:
                self.path.chmod(0o711)  # the server's account walks through it to `data`
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            os.replace(self.log, self.path / "server.log.1")

    def stop(self) -> None:
        """End the server, its data kept; nothing happens when it does not run."""
        doing = f"stop the server in {self.path}"
        with self.explained(doing):
            if self.path.exists():
                with self.locked(doing):
                    postmaster.stop(self.data)
            else:
                processes.kill(processes.working_in(self.data))

    def destroy(self) -> None:
        """End the server and remove everything it kept. What is not ours in the folder stays."""
        doing = f"remove the server in {self.path}"
        with self.explained(doing):
            if self.path.exists():
                with self.locked(doing):
                    self._remove()
            else:
                processes.kill(processes.working_in(self.data))

    def _remove(self) -> None:
        postmaster.stop(self.data, immediately=True)
        for folder in (self.data, self.data.with_name("data.new")):
            if folder.exists():
                shutil.rmtree(folder)
        self.tidy()
        # The lock last: until it is gone nobody else may begin here.
        for name in ("passfile", "port", "server.log", "server.log.1", "serving", "lock"):
            (self.path / name).unlink(missing_ok=True)
        if not self.path.is_symlink() and not any(self.path.iterdir()):
            self.path.rmdir()
