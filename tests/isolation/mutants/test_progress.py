"""A run that was ended goes on where it was, and judges faults again."""

from pathlib import Path

from tests.isolation.mutants import progress
from tests.isolation.mutants.laboratory import Verdict

KILLED = Verdict("policy: votes: dropped", "policy", "glance", "sees\nnothing", 0.5)
EXCUSED = Verdict("policy: votes: WITH CHECK dropped", "policy", None, "", 2.0)
SURVIVOR = Verdict("policy: votes: USING true", "policy", None, "", 2.0)


def test_nothing_was_judged_before_the_first_run(tmp_path: Path) -> None:
    assert progress.read(tmp_path / "new") == {}


def test_a_verdict_is_kept_unless_it_was_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "progress"
    for verdict in (KILLED, SURVIVOR, EXCUSED):
        progress.add(file, verdict)
    assert progress.read(file) == {verdict.mutant: verdict for verdict in (KILLED, EXCUSED)}


def test_a_line_that_a_killed_run_left_unfinished_is_judged_again(tmp_path: Path) -> None:
    file = tmp_path / "progress"
    progress.write(file, [KILLED, EXCUSED])
    file.write_text(file.read_text()[:-5])
    assert progress.read(file) == {KILLED.mutant: KILLED}
