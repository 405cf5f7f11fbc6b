"""The passwords of one server, in libpq's own file format, so that a URL needs to name only the file."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from pgdrift.server import private_file


@dataclass(frozen=True)
class Passfile:
    """One line per login, valid for any address and database: the file belongs to one server."""

    path: Path

    def password(self, user: str) -> str | None:
        """The recorded password of `user`."""
        return self._entries().get(user)

    def record(self, user: str) -> str:
        """The recorded password of `user`, or a new random one that is recorded now."""
        entries = self._entries()
        if user not in entries:
            entries[user] = secrets.token_urlsafe(24)
            self._write(entries)
        return entries[user]

    def forget(self, user: str | None = None) -> None:
        """Remove the password of `user`, or every one."""
        entries = self._entries()
        self._write({name: password for name, password in entries.items() if user not in (None, name)})

    def protect(self) -> None:
        """Take away what a copy may have granted: libpq ignores a file that others can read."""
        if self.path.exists():
            self.path.chmod(0o600)

    def _write(self, entries: dict[str, str]) -> None:
        lines = [f"*:*:*:{escape(name)}:{password}\n" for name, password in entries.items()]
        private_file.write(self.path, "".join(lines))

    def _entries(self) -> dict[str, str]:
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        entries = {}
        for line in text.splitlines():
            head, _, password = line.rpartition(":")
            user = head.removeprefix("*:*:*:")
            if user != head and password:
                entries[user.replace("\\:", ":").replace("\\\\", "\\")] = password
        return entries


def escape(name: str) -> str:
    """`name` as a field of the file."""
    return name.replace("\\", "\\\\").replace(":", "\\:")
