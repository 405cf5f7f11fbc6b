"""What a message tells a person to run can be run where that person is."""

from pathlib import Path

import pytest

from pgdrift import sessions


def test_in_a_checkout_it_is_what_needs_only_python() -> None:
    assert sessions.call("migrate") == "./noxw -s migrate"
    assert sessions.call("revision", "--record") == "./noxw -s revision -- --record"


@pytest.mark.parametrize(
    ("session", "arguments", "command"),
    [
        ("migrate", "", "python -m boardofone migrate"),
        ("db", "start", "python -m boardofone db start"),
        ("check-drift", "", "python -m pgdrift check"),
        ("adopt", "--sql", "python -m pgdrift adopt --sql"),
    ],
)
def test_where_the_project_is_installed_it_is_what_the_session_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, session: str, arguments: str, command: str
) -> None:
    monkeypatch.setattr(sessions, "_NOXW", tmp_path / "noxw")
    assert sessions.call(session, arguments) == command


def test_no_message_says_it_otherwise() -> None:
    root = Path(sessions.__file__).resolve().parents[1]
    written = {"sessions.py", "checksums.py", "reference_page.py"}  # the latter two write into files
    for package in ("pgdrift", "boardofone", "seed_data"):
        for path in (root / package).rglob("*.py"):
            assert path.name in written or "nox -s" not in path.read_text("utf-8"), path
