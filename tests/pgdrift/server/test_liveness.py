"""Whoever else listens on the server's port learns nothing, and is not taken for the server."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Callable

from pgdrift.server.cluster import Cluster

WANTS_THE_PASSWORD = b"R" + struct.pack("!ii", 8, 3)


def test_an_impostor_on_the_port_is_not_told_the_password(make_cluster: Callable[..., Cluster]) -> None:
    server = make_cluster()
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as impostor:
        port = impostor.getsockname()[1]
        lines = [str(os.getpid()), str(server.home.data), "1", str(port), ".", "127.0.0.1", "0 0", "ready"]
        (server.home.data / "postmaster.pid").write_text("\n".join(lines) + "\n")

        def listen() -> None:
            connection, _ = impostor.accept()
            with connection:
                heard.append(connection.recv(4096))
                connection.sendall(WANTS_THE_PASSWORD)
                heard.append(connection.recv(4096))

        thread = threading.Thread(target=listen)
        thread.start()
        assert not server.running()
        thread.join(10)
    password = server.home.passfile.password("postgres")
    assert password is not None
    assert heard[0].count(b"postgres") == 2
    assert password.encode() not in b"".join(heard)


def test_a_stopped_server_does_not_run(server: Cluster) -> None:
    assert server.running()
    server.stop()
    assert not server.running()
    assert list(server.home.data.glob("pgdrift-proof-*")) == []
