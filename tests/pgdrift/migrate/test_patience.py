"""How long is waited, and how long it is tried again."""

import pytest

from pgdrift.errors import PgdriftError
from pgdrift.migrate import durations
from pgdrift.migrate.patience import Patience, milliseconds

PATIENCE = Patience(short=2, long=3600, retry_for=300)


def test_a_transaction_that_holds_locks_gives_way_before_postgresql_ends_somebody_to_break_a_deadlock() -> (
    None
):
    waited = 0.0
    for _ in range(4):
        waited += PATIENCE.holding(waited)
    assert waited < 1.0
    assert PATIENCE.holding(0) == 0.5
    assert PATIENCE.holding(60) <= 0.05


def test_without_a_limit_there_is_none() -> None:
    assert milliseconds(Patience(short=0, long=0, retry_for=0).holding(1)) == 0


def test_pauses_grow_up_to_a_limit() -> None:
    pauses = [PATIENCE.pause(attempt) for attempt in range(1, 20)]
    assert pauses == sorted(pauses)
    assert pauses[0] < 1 < pauses[-1] <= 15


@pytest.mark.parametrize(
    ("written", "seconds"), [("500ms", 0.5), ("2s", 2), ("1.5 min", 90), ("1h", 3600), ("1000", 1), (0, 0)]
)
def test_settings_are_written_as_postgresql_takes_them(written: object, seconds: float) -> None:
    assert durations.seconds(written, "lock_timeout") == seconds


def test_what_is_no_length_of_time_names_the_setting() -> None:
    with pytest.raises(PgdriftError, match=r"lock_retry_for = 'soon'.*5min"):
        durations.seconds("soon", "lock_retry_for")


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.25, "0.2 s"), (12.4, "12 s"), (200, "3 min 20 s"), (3900, "1 h 5 min")]
)
def test_a_person_reads_them_in_words(seconds: float, shown: str) -> None:
    assert durations.shown(seconds) == shown
