"""A line to a real server that breaks after so many of its messages, as when a network fails."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from pgdrift.database_url import DatabaseURL

_FIELDS = (
    b"SFATAL",
    b"VFATAL",
    b"C57P01",
    b"Mterminating connection due to administrator command",
    b"",
)
_WORDS = b"".join(field + b"\0" for field in _FIELDS)
TERMINATED = b"E" + (len(_WORDS) + 4).to_bytes(4, "big") + _WORDS
"""What PostgreSQL says last when an administrator ends the backend (ErrorResponse, protocol 3.0)."""


class BreakingLine:
    """``url`` leads over the line. It counts the server's messages, and breaks when told."""

    def __init__(self, url: DatabaseURL) -> None:
        self._server = (str(url.host), int(url.port or 5432))
        self._listening = socket.create_server(("127.0.0.1", 0))
        # Encryption would hide where a message ends.
        self.url = url.replace(
            host="127.0.0.1", port=self._listening.getsockname()[1], sslmode="disable", gssencmode="disable"
        )
        self.messages = 0
        self._breaks_at: int | None = None
        self._last_words = b""

    def break_after(self, messages: int, last_words: bytes = b"") -> None:
        """Let so many messages of the server pass from now on, then say ``last_words`` and hang up."""
        self._last_words = last_words
        self._breaks_at = self.messages + messages

    def accept(self) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(self._server)
                for run in (self._forth, self._back):
                    threading.Thread(target=run, args=(client, server), daemon=True).start()

    def close(self) -> None:
        # Who waits in accept() is not woken by close() alone.
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _forth(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                server.sendall(data)
        _hang_up(client, server)

    def _back(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError), server.makefile("rb") as answers:
            while head := answers.read(5):
                if self.messages == self._breaks_at:
                    client.sendall(self._last_words)
                    break
                self.messages += 1
                client.sendall(head + answers.read(int.from_bytes(head[1:], "big") - 4))
        self._breaks_at = None
        _hang_up(client, server)


def _hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def breaking_line(url: DatabaseURL) -> Iterator[BreakingLine]:
    """A line that is there as long as the block lasts."""
    line = BreakingLine(url)
    thread = threading.Thread(target=line.accept)
    thread.start()
    try:
        yield line
    finally:
        line.close()
        thread.join()
