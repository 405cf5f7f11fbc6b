"""What a tenant session costs a transaction: throughput beside the same transactions without one.

`floor` is a bare Session of the service, with the tenant in a hand-written WHERE. `naive` is a bare Session
of the tenants' login that names role and tenant in a statement of its own, proves nothing and cleans nothing.
`ours` is tenant_session. `mixed` is five statements, like pgbench's own transaction: newest sessions, the
contributions of one and how many they are, an insert, an update; `single` is newest sessions alone. Both lie
between BEGIN and COMMIT. Each client is a process. `tcp` goes through a relay on the loopback device that
holds every answer back for one millisecond. Arms take turns of half a second within a round, in another
order each time; ratios are medians over the rounds.
"""

import argparse
import asyncio
import itertools
import multiprocessing
import os
import random
import socket
import statistics
import time
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session, col, func, select

from benchmarks import command
from benchmarks.published import figures
from benchmarks.tenants import connections
from boardofone import tenant_session
from pgdrift.database_url import DatabaseURL
from pgdrift.project import find
from pgdrift.references import migrated
from pgdrift.server.cluster import Cluster
from pgdrift.server.temporary import temporary_cluster
from schema import Contribution, DeliberationSession

ARMS = ("floor", "naive", "ours")
TENANTS = 200
SESSIONS = 20
DELAY = 0.001  # seconds
TURN = 0.5  # seconds
LOGINS = {"floor": "bench_service", "naive": "bench_tenant", "ours": "bench_tenant"}

NAME_TENANT = text(
    "SELECT set_config('role', 'bo1_app', true), set_config('app.current_user_id', :user, true)"
)


def prepare(cluster: Cluster) -> None:
    """A migrated database with rows, and a login for each kind of arm."""
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute("CREATE DATABASE bench")
        migrated.build(find(Path(__file__)), cluster.url(database="bench"))
        for login, role in (("bench_tenant", "bo1_app"), ("bench_service", "bo1_service")):
            cluster.ensure_login(login)
            connection.execute(f"GRANT {role} TO {login}".encode())
        connection.execute("ALTER ROLE bench_service BYPASSRLS")
    with cluster.url(database="bench").connect(autocommit=True) as connection:
        connection.execute(
            "INSERT INTO users (id, email, auth_provider) "
            "SELECT 'user-' || n, n || '@x.org', 'google' FROM generate_series(1, %s) n",
            [TENANTS],
        )
        connection.execute(
            "INSERT INTO personas (code, name, expertise, system_prompt) VALUES ('p', 'P', 'e', 's')"
        )
        connection.execute(
            "INSERT INTO sessions (id, user_id, problem_statement) "
            "SELECT 's-' || u || '-' || s, 'user-' || u, 'Why?' "
            "FROM generate_series(1, %s) u, generate_series(1, %s) s",
            [TENANTS, SESSIONS],
        )
        connection.execute(
            "INSERT INTO contributions "
            "(session_id, user_id, persona_code, content, round_number, phase, model) "
            "SELECT id, user_id, 'p', 'So.', 1, 'initial_round', 'm' FROM sessions, generate_series(1, 5)"
        )
        connection.execute("VACUUM (ANALYZE)")


def opened(arm: str, engine: Engine, user: str) -> AbstractContextManager[Session]:
    return tenant_session(engine, user) if arm == "ours" else Session(engine)


def transaction(arm: str, engine: Engine, user: str, mixed: bool) -> None:
    with opened(arm, engine, user) as session:
        if arm == "naive":
            session.connection().execute(NAME_TENANT, {"user": user})
        newest = select(DeliberationSession).order_by(col(DeliberationSession.created_at).desc()).limit(10)
        said = select(Contribution).limit(10)
        counted = select(func.count()).select_from(Contribution)
        if arm == "floor":
            newest = newest.where(DeliberationSession.user_id == user)
            said = said.where(Contribution.user_id == user)
            counted = counted.where(Contribution.user_id == user)
        found = session.exec(newest).all()
        assert len(found) == 10
        if mixed:
            one = random.choice(found)
            session.exec(said.where(Contribution.session_id == one.id)).all()
            assert session.exec(counted.where(Contribution.session_id == one.id)).one() >= 5
            session.add(
                Contribution(
                    session_id=one.id,
                    user_id=user,
                    persona_code="p",
                    content="So.",
                    round_number=1,
                    phase="initial_round",
                    model="m",
                )
            )
            one.round_number += 1
        session.commit()


def client(pipe: Pipe, urls: dict[str, DatabaseURL], seed: int) -> None:
    """A process that runs transactions of an arm for as long as it is told, and says how many it did."""
    random.seed(seed)
    users = itertools.cycle(f"user-{1 + (seed * 37 + n) % TENANTS}" for n in range(TENANTS))
    # No prepared statements of psycopg's own in any arm, as behind PgBouncer; docs/costs.md says what a floor
    # with them would take.
    engines = {
        arm: create_engine(
            url.sqlalchemy(), pool_size=1, max_overflow=0, connect_args={"prepare_threshold": None}
        )
        for arm, url in urls.items()
    }
    for arm in ARMS:
        transaction(arm, engines[arm], next(users), True)
    pipe.send("ready")
    while (told := pipe.recv()) is not None:
        arm, mixed, seconds = told
        done, started = 0, time.perf_counter()
        while time.perf_counter() - started < seconds:
            transaction(arm, engines[arm], next(users), mixed)
            done += 1
        pipe.send((done, time.perf_counter() - started))


class DelayedAnswers(asyncio.Protocol):
    """One direction of a connection; what arrives is passed on after `delay` seconds."""

    def __init__(self, delay: float) -> None:
        self.delay, self.other, self.early = delay, None, []  # type: Any, Any, Any

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        if self.other is None:
            self.early.append(data)
        elif self.delay:
            asyncio.get_running_loop().call_later(self.delay, self.other.write, data)
        else:
            self.other.write(data)

    def connection_lost(self, error: Exception | None) -> None:
        if self.other is not None:
            self.other.close()


def relay(port: int, pipe: Pipe) -> None:
    """A process that relays from a port of its own, which it says, to the server's."""

    async def serve() -> None:
        loop = asyncio.get_running_loop()

        class Front(DelayedAnswers):
            def connection_made(self, transport: Any) -> None:
                super().connection_made(transport)
                self.connecting = loop.create_task(self.connect())

            async def connect(self) -> None:
                back = DelayedAnswers(DELAY)
                back.other = self.transport
                self.other, _ = await loop.create_connection(lambda: back, "127.0.0.1", port)
                for data in self.early:
                    self.other.write(data)

        server = await loop.create_server(lambda: Front(0), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def measured(urls: dict[str, DatabaseURL], clients: int, rounds: int, seconds: float) -> list[dict[str, Any]]:
    """Throughput of every arm, with so many clients at once, in each of the rounds."""
    pipes, processes = [], []
    for seed in range(clients):
        mine, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=client, args=(theirs, urls, seed), daemon=True)
        process.start()
        theirs.close()  # so that the end of the client is noticed
        pipes.append(mine)
        processes.append(process)
    for pipe in pipes:
        pipe.recv()
    found = []
    for mixed in (True, False):
        per_arm: dict[str, list[float]] = {arm: [] for arm in ARMS}
        for number in range(rounds):
            for arm, per_second in one_round(pipes, mixed, seconds, first=number).items():
                per_arm[arm].append(per_second)
        found.append({"load": "mixed" if mixed else "single", "clients": clients, "per_second": per_arm})
    for pipe in pipes:
        pipe.send(None)
    for process in processes:
        process.join()
    return found


def one_round(pipes: list[Pipe], mixed: bool, seconds: float, first: int) -> dict[str, float]:
    """Transactions per second of every arm; in short turns, so that what slows the machine slows all arms."""
    turns = max(1, round(seconds / TURN))
    done = {arm: [(0, 0.0)] * len(pipes) for arm in ARMS}
    for number in range(first, first + turns):
        for arm in ARMS[number % 3 :] + ARMS[: number % 3]:
            for pipe in pipes:
                pipe.send((arm, mixed, seconds / turns))
            told = [pipe.recv() for pipe in pipes]
            done[arm] = [(n + m, s + t) for (n, s), (m, t) in zip(done[arm], told, strict=True)]
    return {arm: sum(number / elapsed for number, elapsed in clients) for arm, clients in done.items()}


def ratio(entry: dict[str, Any], arm: str) -> float:
    """The median of each round's own ratio to the floor, which ran beside it."""
    pairs = zip(entry["per_second"][arm], entry["per_second"]["floor"], strict=True)
    return statistics.median(one / floor for one, floor in pairs)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=command.at_least(1), default=9)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each arm in each round")
    parser.add_argument("--clients", type=command.at_least(1), nargs="+", default=[1, 8, 32])
    parser.add_argument(
        "--major", type=command.at_least(1), help="version of PostgreSQL, the newest by default"
    )
    parser.add_argument("--figures", type=Path, help="also write every round's results there, as JSON")
    options = parser.parse_args()
    entries: list[dict[str, Any]] = []
    with temporary_cluster(options.major) as cluster, command.children_ended():
        prepare(cluster)
        mine, theirs = multiprocessing.Pipe()
        port = int(cluster.url().port or 0)
        relaying = multiprocessing.Process(target=relay, args=(port, theirs), daemon=True)
        relaying.start()
        relayed = mine.recv()
        folder = str(cluster.home.data)

        def address(arm: str, way: str) -> DatabaseURL:
            login = LOGINS[arm]
            url = cluster.url(login, "bench").replace(password=cluster.home.passfile.password(login))
            return url.replace(host=folder) if way == "unix" else url.replace(port=relayed)

        for way, clients in itertools.product(("unix", "tcp"), options.clients):
            urls = {arm: address(arm, way) for arm in ARMS}
            for entry in measured(urls, clients, options.rounds, options.seconds):
                entries.append({"way": way, **entry})
    for entry in entries:
        entry["ratios"] = {arm: round(ratio(entry, arm), 3) for arm in ("naive", "ours")}
    print("\n".join(connections.table(entries)))
    if options.figures:
        figures.keep(options.figures, entries)
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f} at the end, this benchmark's own included.")


if __name__ == "__main__":
    command.run(main)
