"""A long run says where it began, keeps what fails, and runs it again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from pgdrift.server.cluster import Cluster
from tests.pgdrift.fuzz import failures, long_run
from tests.pgdrift.fuzz.subjects import SUBJECTS, Subject


class Odd:
    """Fails for odd numbers, which it draws anew each time, and cannot judge those that end with 0."""

    def run(self, seed: int, story: list[str]) -> bool:
        story.append(str(Random(seed).randrange(100)))
        self.replay(story)
        return not story[0].endswith("0")

    def replay(self, story: Sequence[str]) -> None:
        assert int(story[0]) % 2 == 0, f"{story[0]} is odd"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder for failures, of a run that has but one subject."""

    @contextmanager
    def odd(cluster: Cluster, steps: int) -> Iterator[Subject]:
        yield Odd()

    monkeypatch.setattr(failures, "FOLDER", tmp_path)
    for kind in list(SUBJECTS):
        monkeypatch.delitem(SUBJECTS, kind)
    monkeypatch.setitem(SUBJECTS, "odd", odd)
    return tmp_path


def test_a_failure_is_kept_with_its_steps_and_can_be_run_again(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert long_run.main(["--sequences", "20", "--seed", "7"]) == 1
    said = capsys.readouterr().out
    assert "odd: from seed 7 on PostgreSQL 18" in said
    files = sorted(kept.glob("odd-18-*.json"))
    refused = sum(Random(seed).randrange(100) % 10 == 0 for seed in range(7, 27))
    assert f"odd: 20 runs, seeds 7 to 26, {len(files)} failed, {refused} refused" in said
    assert ("which is little" in said) is (refused > 4)
    assert 0 < len(files) < 20
    for path in files:
        failure = failures.read(path)
        assert f"--replay {path}" in said
        assert Random(failure.seed).randrange(100) == int(failure.story[0])

    assert long_run.main(["--replay", str(files[0])]) == 1
    assert f"{failures.read(files[0]).story[0]} is odd" in capsys.readouterr().out


def test_that_little_was_judged_is_told(
    kept: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Odd, "run", lambda self, seed, story: seed % 3 != 0)
    assert long_run.main(["--sequences", "10", "--seed", "1"]) == 0
    said = capsys.readouterr().out
    assert "odd: 10 runs, seeds 1 to 10, 0 failed, 3 refused" in said
    assert "odd: 7 of 10 runs were judged to the end, which is little" in said


def test_what_is_mended_fails_no_more(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = failures.keep(failures.Failure("odd", 3, 18, ["4"], "AssertionError: 4 was odd once"))
    assert long_run.main(["--replay", str(path)]) == 0
    assert "odd 3 on PostgreSQL 18: does not fail any more" in capsys.readouterr().out


def test_it_ends_when_the_time_is_over(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Odd, "replay", lambda *_: None)
    assert long_run.main(["--minutes", "0.001"]) == 0
    with pytest.raises(SystemExit):
        long_run.main([])


def test_a_run_that_is_stopped_says_so_and_keeps_what_failed(
    kept: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    replay = Odd.replay

    def stopped_by_an_even_number(self: Odd, story: Sequence[str]) -> None:
        if int(story[0]) % 2 == 0:
            raise KeyboardInterrupt
        replay(self, story)

    monkeypatch.setattr(Odd, "replay", stopped_by_an_even_number)
    seed = next(
        n for n in range(99) if Random(n).randrange(100) % 2 and Random(n + 1).randrange(100) % 2 == 0
    )
    assert long_run.main(["--sequences", "20", "--seed", str(seed)]) == 130
    assert "stopped; what failed so far is kept" in capsys.readouterr().out
    assert [failures.read(path).seed for path in kept.glob("odd-18-*.json")] == [seed]
