"""One migrator at a time: the others wait, say for whom, and find nothing to do."""

import threading
import time

import pytest

from pgdrift.errors import PgdriftError
from pgdrift.migrate import bootstrap, lock


def test_a_second_holder_waits_outside_any_transaction_until_the_first_has_ended(
    project, empty_database, superuser, caplog
):
    entered = threading.Event()

    def second():
        connection = empty_database.connect(autocommit=True, application_name="second")
        with connection, lock.held(connection, project):
            entered.set()

    caplog.set_level("INFO", "pgdrift.migrate")
    with empty_database.connect(autocommit=True, application_name="the first") as connection:
        pid = connection.info.backend_pid
        with lock.held(connection, project):
            waiter = threading.Thread(target=second)
            waiter.start()
            assert not entered.wait(0.5)
            states = superuser.execute(
                "SELECT state, xact_start IS NULL OR state = 'idle' FROM pg_stat_activity "
                "WHERE application_name = 'second'"
            ).fetchall()
            assert states == [("idle", True)]
        assert entered.wait(5)
        waiter.join()
    (told,) = [message for message in caplog.messages if message.startswith("waiting for")]
    assert f"process {pid} (the first, connected since " in told


def test_a_waiter_does_not_give_up_on_a_healthy_one_whatever_timeouts_there_are(
    project, empty_database, superuser
):
    for timeout in ("statement_timeout", "lock_timeout", "idle_session_timeout"):
        superuser.execute(f"ALTER DATABASE {empty_database.database} SET {timeout} = '100ms'")
    entered, failures = threading.Event(), []

    def second():
        try:
            with empty_database.connect(autocommit=True) as connection, lock.held(connection, project):
                entered.set()
        except Exception as error:
            failures.append(error)

    with empty_database.connect(autocommit=True) as connection, lock.held(connection, project):
        waiter = threading.Thread(target=second)
        waiter.start()
        assert not entered.wait(3), "it waits longer than the longest pause between two questions"
        assert waiter.is_alive(), failures
    assert entered.wait(10), failures
    waiter.join()


def test_projects_do_not_wait_for_each_other(project, tiny, empty_database):
    assert lock.key(project) != lock.key(tiny.project)
    with (
        empty_database.connect(autocommit=True) as one,
        empty_database.connect(autocommit=True) as other,
        lock.held(one, project),
        lock.held(other, tiny.project),
    ):
        pass


def test_six_migrators_at_once_migrate_once(tiny, empty_database, superuser):
    tiny.revision("second", "first", 'op.execute("SELECT pg_sleep(1)")\nop.execute("CREATE TABLE slow ()")')
    started = [tiny.start_alembic(empty_database, "upgrade", "head") for _ in range(6)]
    ended = [(*process.communicate(timeout=120), process.returncode) for process in started]
    assert [code for _, _, code in ended] == [0] * 6, ended
    ran = [error for _, error, _ in ended if "Running upgrade first -> second" in error]
    assert len(ran) == 1
    assert superuser.execute("SELECT version_num FROM alembic_version").fetchall() == [("second",)]


def test_a_waiter_shows_how_far_the_other_one_is_and_takes_over_when_it_dies(
    tiny, empty_database, superuser, caplog
):
    tiny.revision("slow", "first", 'op.execute("SELECT pg_sleep(60)")')
    first = tiny.start_alembic(empty_database, "upgrade", "head")
    working = (
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'alembic' "
        "AND wait_event = 'PgSleep' AND datname = current_database()"
    )
    try:
        deadline = time.monotonic() + 60
        while superuser.execute(working).fetchone() == (0,):
            assert first.poll() is None
            assert time.monotonic() < deadline
        tiny.revision("slow", "first", 'op.execute("CREATE TABLE quick ()")')
        caplog.set_level("INFO", "pgdrift.migrate")
        second = threading.Thread(target=tiny.migrate, args=[empty_database])
        second.start()
        shown = f"({tiny.name} migrate slow (2 of 2)"
        deadline = time.monotonic() + 10
        while not any(shown in message for message in caplog.messages):
            assert time.monotonic() < deadline, caplog.messages
            time.sleep(0.05)
        assert second.is_alive()
    finally:
        first.kill()
        first.communicate()
    # The server notices within seconds that nobody waits for its statement any more.
    second.join(20)
    assert superuser.execute("SELECT version_num FROM alembic_version").fetchall() == [("slow",)]
    assert superuser.execute("SELECT to_regclass('quick')::text").fetchone() == ("quick",)
    assert "the last statement of a migration that was ended has ended" in caplog.messages


def test_a_migrator_that_was_killed_leaves_no_lock_and_the_next_run_completes(
    tiny, empty_database, superuser
):
    tiny.revision(
        "second",
        "first",
        """
        with op.get_context().autocommit_block():
            op.execute("CREATE TABLE IF NOT EXISTS between ()")
        op.execute("SELECT pg_sleep(2)")
        op.execute("CREATE TABLE done ()")
        """,
    )
    process = tiny.start_alembic(empty_database, "upgrade", "head")
    deadline = time.monotonic() + 60
    while superuser.execute("SELECT to_regclass('between')").fetchone() == (None,):
        assert process.poll() is None
        assert time.monotonic() < deadline
    process.kill()
    process.communicate()
    assert superuser.execute("SELECT to_regclass('done')").fetchone() == (None,)

    tiny.migrate(empty_database)
    assert superuser.execute("SELECT version_num FROM alembic_version").fetchall() == [("second",)]
    assert superuser.execute("SELECT to_regclass('done')::text").fetchone() == ("done",)


def test_reading_commands_do_not_wait(tiny, empty_database):
    tiny.migrate(empty_database)
    with empty_database.connect(autocommit=True) as connection, lock.held(connection, tiny.project):
        for command in ("current", "check"):
            answer = tiny.alembic(empty_database, command)
            assert answer.returncode == 0, (command, answer.stdout)
            assert "waiting" not in answer.stderr


def test_without_the_lock_no_revision_is_committed(tiny, empty_database, superuser):
    tiny.revision(
        "second",
        "first",
        f"""
        op.execute("CREATE TABLE unguarded ()")
        op.get_bind().exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE starts_with(application_name, '{tiny.name} migrate') AND datname = current_database()"
        )
        """,
    )
    bootstrap.ensure(superuser, tiny.project)
    superuser.execute(f"GRANT pg_signal_backend TO {tiny.name}_owner".encode())
    login = f"{tiny.name}_login"
    superuser.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'x' IN ROLE {tiny.name}_migrator".encode())
    url = empty_database.replace(user=login, password="x")
    with pytest.raises(PgdriftError, match=r"was lost, so what.*not committed was rolled back.*now at first"):
        tiny.migrate(url)
    assert superuser.execute("SELECT to_regclass('unguarded')").fetchone() == (None,)
    assert superuser.execute("SELECT version_num FROM alembic_version").fetchall() == [("first",)]

    # What had been committed in parts stays, and that is said although the connection to ask on is gone.
    path = tiny.folder / "migrations" / "versions" / "second.py"
    block = 'with op.get_context().autocommit_block():\n        op.execute("VACUUM books")\n    '
    path.write_text(path.read_text().replace("op.execute", f"{block}op.execute", 1))
    with pytest.raises(
        PgdriftError, match=r"steps? of revision second committed already: the next run goes on"
    ):
        tiny.migrate(url)
