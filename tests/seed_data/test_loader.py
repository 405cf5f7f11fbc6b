"""Seeding on a real server: once, again, changed, malformed, by several at once, and by the wrong login."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from seed_data.loader import load
from seed_data.persona_file import PERSONA_FILE
from seed_data.seed_report import SeedReport

ROOT = Path(__file__).parents[2]
Personas = list[dict[str, Any]]

SLOW_INSERTS = """
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN PERFORM pg_sleep(0.01); RETURN new; END';
CREATE TRIGGER slowly BEFORE INSERT ON personas FOR EACH ROW EXECUTE FUNCTION slowly();
"""

SEED_AND_TELL_WHAT_WAS_IMPORTED = """
import sys
import psycopg
from seed_data.loader import load
with psycopg.connect(sys.argv[1]) as connection:
    print(load(connection))
print(sorted({"schema", "policies", "sqlalchemy"} & sys.modules.keys()))
"""


@pytest.fixture
def personas() -> Personas:
    """The declared personas, to be changed by the test."""
    entries: Personas = json.loads(PERSONA_FILE.read_text(encoding="utf-8"))
    return entries


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Any], Path]:
    """`write(personas)` makes a file of them."""

    def make(content: Any) -> Path:
        path = tmp_path / f"personas-{len(list(tmp_path.iterdir()))}.json"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path

    return make


def rows(connection: psycopg.Connection, columns: str = "code, name, expertise, system_prompt") -> list[Any]:
    return connection.execute(f"SELECT {columns} FROM personas ORDER BY id").fetchall()


def counts(report: SeedReport) -> tuple[int, int, int]:
    return report.inserted, report.updated, report.unchanged


def waits(connection: psycopg.Connection, observer: psycopg.Connection) -> bool:
    """Whether `connection` waits for another one's lock."""
    pid = connection.info.backend_pid
    query = "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s"
    return observer.execute(query, [pid]).fetchone() == (True,)


class TestSeeding:
    def test_fills_an_empty_table(self, connection: psycopg.Connection, personas: Personas):
        assert load(connection) == SeedReport(inserted=45, updated=0, unchanged=0)
        assert sorted(rows(connection)) == sorted(tuple(persona.values()) for persona in personas)

    def test_again_touches_no_row(self, connection: psycopg.Connection):
        load(connection)
        before = rows(connection, "id, code, xmin, ctid, created_at")
        assert load(connection) == SeedReport(inserted=0, updated=0, unchanged=45)
        assert rows(connection, "id, code, xmin, ctid, created_at") == before

    def test_corrects_the_one_row_that_differs(
        self, connection: psycopg.Connection, personas: Personas, write: Callable[[Any], Path]
    ):
        load(connection)
        before = dict(rows(connection, "code, (id, xmin, created_at)::text"))
        personas[7]["system_prompt"] = "Ask what it costs to leave."
        assert counts(load(connection, write(personas))) == (0, 1, 44)
        after = dict(rows(connection, "code, (id, xmin, created_at)::text"))
        assert {code for code in after if after[code] != before[code]} == {personas[7]["code"]}
        kept = "SELECT id, system_prompt FROM personas WHERE code = %s"
        assert connection.execute(kept, [personas[7]["code"]]).fetchone() == (
            int(before[personas[7]["code"]].strip("(").split(",")[0]),
            "Ask what it costs to leave.",
        )

    @pytest.mark.parametrize("field", ["name", "expertise", "system_prompt"])
    def test_notices_a_change_in_every_field(self, connection: psycopg.Connection, field: str):
        load(connection)
        connection.execute(f"UPDATE personas SET {field} = 'edited by hand' WHERE code = 'cfo_advisor'")
        assert counts(load(connection)) == (0, 1, 44)
        assert counts(load(connection)) == (0, 0, 45)

    def test_brings_back_a_row_that_was_deleted(self, connection: psycopg.Connection):
        load(connection)
        connection.execute("DELETE FROM personas WHERE code = 'futurist'")
        assert counts(load(connection)) == (1, 0, 44)

    def test_reports_rows_that_nobody_declares_and_keeps_them(
        self, connection: psycopg.Connection, personas: Personas, write: Callable[[Any], Path]
    ):
        load(connection)
        before = sorted(rows(connection))
        path = write([persona for persona in personas if persona["code"] not in ("economist", "futurist")])
        for _ in range(2):
            report = load(connection, path)
            assert report == SeedReport(0, 0, 43, undeclared=("economist", "futurist"))
        assert sorted(rows(connection)) == before
        assert "economist, futurist" in str(report)

    def test_reports_undeclared_rows_also_when_it_writes(
        self, connection: psycopg.Connection, personas: Personas, write: Callable[[Any], Path]
    ):
        load(connection)
        personas[0]["code"] = "growth_gardener"
        assert load(connection, write(personas)) == SeedReport(1, 0, 44, undeclared=("growth_hacker",))

    def test_keeps_every_character(
        self, connection: psycopg.Connection, personas: Personas, write: Callable[[Any], Path]
    ):
        prompt = 'Größe, 価格, €5, «naïve» 🦉, e\u0301, \\u0041, a\\b, "quoted", 100% %s {x}\n\ttabbed\u2028'
        personas[3] |= {"code": "größe", "name": "Žofie 宮", "system_prompt": prompt}
        path = write(personas)
        assert counts(load(connection, path)) == (45, 0, 0)
        stored = connection.execute("SELECT name, system_prompt FROM personas WHERE code = 'größe'")
        assert stored.fetchone() == ("Žofie 宮", prompt)
        assert counts(load(connection, path)) == (0, 0, 45)

    def test_wastes_no_number_on_what_is_right_already(
        self, connection: psycopg.Connection, personas: Personas, write: Callable[[Any], Path]
    ):
        load(connection)
        for _ in range(3):
            load(connection)
        load(connection, write([*personas, personas[0] | {"code": "newcomer"}]))
        assert rows(connection, "id")[-1] == (46,)


class TestNothingToDo:
    def test_only_reads(self, connection: psycopg.Connection):
        load(connection)
        connection.read_only = True
        assert counts(load(connection)) == (0, 0, 45)

    def test_imports_no_model(self, unseeded: DatabaseURL):
        """Importing them takes longer than everything else that a repeated migrate does."""
        told = []
        for _ in range(2):
            command = [sys.executable, "-c", SEED_AND_TELL_WHAT_WAS_IMPORTED, unseeded.conninfo()]
            ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            told.append(ran.stdout.splitlines()[1])
        assert told == ["['policies', 'schema', 'sqlalchemy']", "[]"]


class TestTransaction:
    def test_commits_by_itself(self, unseeded: DatabaseURL):
        with unseeded.connect() as connection:
            load(connection)
            connection.rollback()
            assert len(rows(connection)) == 45

    def test_is_part_of_the_callers_transaction(self, connection: psycopg.Connection):
        connection.execute("SELECT 1")
        load(connection)
        assert connection.execute("SELECT current_user").fetchone() == ("postgres",)
        connection.rollback()
        assert rows(connection) == []

    def test_leaves_no_role_behind(self, unseeded: DatabaseURL):
        with unseeded.connect(autocommit=True) as connection:
            load(connection)
            assert connection.execute("SELECT current_user").fetchone() == ("postgres",)

    def test_a_failure_leaves_the_callers_transaction_usable(
        self, connection: psycopg.Connection, write: Callable[[Any], Path]
    ):
        connection.execute("CREATE TABLE mine AS SELECT 1")
        with pytest.raises(PgdriftError):
            load(connection, write([]))
        assert connection.execute("SELECT count(*) FROM mine").fetchone() == (1,)


class TestSeveralAtOnce:
    def test_the_second_waits_and_finds_nothing_left_to_do(self, unseeded: DatabaseURL):
        with unseeded.connect() as first, unseeded.connect() as second, unseeded.connect() as observer:
            observer.autocommit = True
            first.execute("SELECT 1")
            assert load(first).inserted == 45
            with ThreadPoolExecutor(1) as pool:
                later = pool.submit(load, second)
                while not later.done() and not waits(second, observer):
                    pass
                assert not later.done()
                first.commit()
                assert later.result(timeout=30) == SeedReport(0, 0, 45)

    @pytest.mark.parametrize("isolation", ["read committed", "serializable"])
    def test_three_with_the_file_in_another_order_insert_each_persona_once(
        self, unseeded: DatabaseURL, personas: Personas, write: Callable[[Any], Path], isolation: str
    ):
        """Slowed down, so that each holds some rows while it wants those of another."""
        with unseeded.connect(autocommit=True) as connection:
            connection.execute(
                f"ALTER DATABASE {unseeded.database} SET default_transaction_isolation = '{isolation}'"
            )
            connection.execute(SLOW_INSERTS)
        paths = [write(personas[turn * 15 :] + personas[: turn * 15]) for turn in range(3)]
        together = threading.Barrier(3)

        def seed(path: Path) -> SeedReport:
            with unseeded.connect() as connection:
                together.wait(30)
                return load(connection, path)

        with ThreadPoolExecutor(3) as pool:
            reports = list(pool.map(seed, paths))
        assert sum(report.inserted for report in reports) == 45
        assert {sum(counts(report)) for report in reports} == {45}
        assert {report.updated for report in reports} == {0}


class TestLogin:
    @pytest.mark.parametrize("role", ["bo1_service", "bo1_owner"])
    def test_a_member_that_inherits_nothing_seeds(self, member_of: Callable[[str], DatabaseURL], role: str):
        with member_of(role).connect() as connection:
            assert counts(load(connection)) == (45, 0, 0)
            assert counts(load(connection)) == (0, 0, 45)

    def test_a_tenant_is_told_which_login_it_takes(self, member_of: Callable[[str], DatabaseURL]):
        with member_of("bo1_app").connect() as connection:
            with pytest.raises(PgdriftError, match="member of bo1_service") as refused:
                load(connection)
            assert "\n" not in str(refused.value)

    def test_a_database_that_was_not_migrated_says_so(self, superuser: psycopg.Connection):
        with pytest.raises(PgdriftError, match=r"public\.personas .* is missing.*Migrate"):
            load(superuser)

    def test_a_refusal_by_the_server_quotes_no_row(
        self, connection: psycopg.Connection, write: Callable[[Any], Path], personas: Personas
    ):
        connection.execute("ALTER TABLE personas ADD CHECK (code <> 'economist')")
        connection.commit()
        with pytest.raises(PgdriftError, match="violates check constraint") as refused:
            load(connection)
        assert personas[0]["system_prompt"][:20] not in str(refused.value)
        assert rows(connection) == []
