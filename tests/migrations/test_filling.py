"""Every row of an adopted table gets its tenant, whoever writes meanwhile and whatever triggers there are."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

from pgdrift.database_url import DatabaseURL
from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request
from pgdrift.server.cluster import Cluster
from tests.migrations import specified_rows
from tests.migrations.specified import PROJECT, specified


def test_a_row_that_is_just_being_written_gets_its_tenant_too(strange_server: Cluster) -> None:
    url = specified(strange_server, "SUPERUSER")
    with ThreadPoolExecutor(1) as migrator, url.connect() as writer:
        writer.execute(
            "INSERT INTO contributions (session_id, persona_code, content, round_number, phase, model) "
            "VALUES ('session-3', 'persona_1', 'Not yet committed', 1, 'deliberation', 'm')"
        )
        migrated = migrator.submit(in_process.upgrade, Request(PROJECT, url))
        wait_for_a_waiting_migration(strange_server)
        assert not migrated.done()
        writer.commit()
        migrated.result(timeout=60)
    with url.connect() as connection:
        query = "SELECT user_id FROM contributions WHERE content = 'Not yet committed'"
        assert connection.execute(query).fetchone() == ("user-4",)


def test_writers_in_any_order_neither_fail_nor_stop_the_filling(strange_server: Cluster) -> None:
    url = specified(strange_server, "SUPERUSER")
    in_process.upgrade(Request(PROJECT, url), "dd4a2fdd08f4")
    done = Event()

    def write(session: str) -> int:
        """Write parent and child in one transaction, again and again, in both orders; how often."""
        statements = [
            "UPDATE sessions SET round_number = round_number + 1 WHERE id = %s",
            "UPDATE contributions SET tokens = tokens + 1 WHERE session_id = %s",
            "UPDATE votes SET reasoning = 'again' WHERE session_id = %s",
        ]
        with url.connect() as connection:
            for written in itertools.count():
                if done.is_set():
                    return written
                for statement in statements[:: 1 if written % 2 else -1]:
                    connection.execute(statement.encode(), [session])
                connection.commit()
                sleep(0.002)
        raise AssertionError("unreachable")

    with ThreadPoolExecutor(3) as writers:
        written = [writers.submit(write, f"session-{n}") for n in (1, 2, 3)]
        try:
            in_process.upgrade(Request(PROJECT, url), "aa2719979016")
        finally:
            done.set()
        assert all(writer.result(timeout=60) > 0 for writer in written)


def test_triggers_of_an_adopted_table_change_no_row_and_stay_as_they_were(strange_server: Cluster) -> None:
    url = specified(strange_server, "SUPERUSER")
    with url.connect() as connection:
        connection.execute("""
            CREATE FUNCTION count_up() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN NEW.tokens := NEW.tokens + 1; RETURN NEW; END $$;
            CREATE TRIGGER ordinary BEFORE UPDATE ON contributions FOR EACH ROW EXECUTE FUNCTION count_up();
            CREATE TRIGGER "Al'ways" BEFORE UPDATE ON contributions FOR EACH ROW EXECUTE FUNCTION count_up();
            CREATE TRIGGER disabled BEFORE UPDATE ON contributions FOR EACH ROW EXECUTE FUNCTION count_up();
            ALTER TABLE contributions ENABLE ALWAYS TRIGGER "Al'ways";
            ALTER TABLE contributions DISABLE TRIGGER disabled;
        """)
    rows, before = specified_rows.checksums(url), triggers(url)
    in_process.upgrade(Request(PROJECT, url))
    assert specified_rows.checksums(url) == rows
    assert triggers(url) == before == {"ordinary": "O", "Al'ways": "A", "disabled": "D"}


def triggers(url: DatabaseURL) -> dict[str, str]:
    with url.connect() as connection:
        query = (
            "SELECT tgname::text, tgenabled::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid = 'contributions'::regclass"
        )
        return dict(connection.execute(query).fetchall())


def wait_for_a_waiting_migration(server: Cluster) -> None:
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
    with server.url().connect(autocommit=True) as connection:
        for _ in range(300):
            if connection.execute(query).fetchone() != (0,):
                return
            sleep(0.1)
    raise AssertionError("no migration came to wait for the writer")
