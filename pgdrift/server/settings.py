"""What the server is told: the part of postgresql.conf that is ours."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Mapping

FILE = "pgdrift.conf"

ALWAYS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    # Relative to the data directory, which is private (0700); a short path, however deep the directory lies.
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "off",
    # Messages of failed statements quote values: the client gets them, the log has what befell the server.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "jit": "off",
}

# For data that nobody needs after a crash of the machine.
NOT_DURABLE: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    # In the data directory, so that nothing stays in /dev/shm when the server is killed.
    "dynamic_shared_memory_type": "mmap",
}


def render(port: int, *, durable: bool, overrides: Mapping[str, str]) -> str:
    """The text of our configuration file; `overrides` win."""
    settings = {**ALWAYS, **({} if durable else NOT_DURABLE), "port": str(port), **overrides}
    quoted = {name: value.replace("'", "''") for name, value in settings.items()}
    return "".join(f"{name} = '{value}'\n" for name, value in quoted.items())


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL does
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port() -> int:
    """A free port below those that systems give to outgoing connections, so that it will likely stay free."""
    for port in random.SystemRandom().sample(range(15000, 32000), 200):
        if is_free(port):
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
