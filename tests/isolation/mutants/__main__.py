"""`python -m tests.isolation.mutants`: every mutant, or those whose names contain the words given."""

import argparse
import os
import sys
import time
from pathlib import Path

from tests.isolation.mutants import equivalents, progress, report
from tests.isolation.mutants.laboratory import laboratory
from tests.isolation.mutants.running import choose, processors, verdicts


def main() -> int:
    """Judge the mutants and say what became of them; 1 when one survived or an equivalent was killed."""
    parser = argparse.ArgumentParser(prog="nox -s mutants --", description=__doc__)
    parser.add_argument("words", nargs="*", help="only mutants whose names contain one of these")
    parser.add_argument("--sample", type=int, help="only so many, chosen by the seed")
    parser.add_argument("--seed", default=time.strftime("%Y-%m-%d"), help="today's date by default")
    parser.add_argument("--processes", type=int, default=processors())
    parser.add_argument(
        "--progress",
        type=Path,
        metavar="FILE",
        help="write each verdict to FILE, and judge no mutant again that stands in it without a fault",
    )
    parser.add_argument("--list", action="store_true", help="only name them")
    parser.add_argument("--verbose", action="store_true", help="say what each was killed by")
    options = parser.parse_args()
    major = int(os.environ.get("PGDRIFT_TEST_MAJOR", "18"))
    begun = time.monotonic()
    with laboratory(major) as first:
        every = list(first.mutants)
    wanted = [name for name in every if not options.words or any(word in name for word in options.words)]
    names = choose(wanted, options.sample, options.seed)
    if options.list:
        print(*sorted(names), sep="\n")
        return 0
    known = progress.read(options.progress) if options.progress else {}
    found = [known[name] for name in names if name in known]
    print(f"{len(names)} of {len(every)} mutants on PostgreSQL {major}, seed {options.seed}", flush=True)
    if options.progress:
        # What stands there of mutants that are not asked for now stays.
        progress.write(options.progress, list(known.values()))
        print(f"{len(found)} of them were judged before, as {options.progress} says", flush=True)
    for verdict in verdicts(major, [name for name in names if name not in known], options.processes):
        found.append(verdict)
        if options.progress:
            progress.add(options.progress, verdict)
        if options.verbose or (verdict.judge is None and equivalents.argument(verdict.mutant) is None):
            print(f"{verdict.judge or 'SURVIVED'} {verdict.seconds:.1f} s: {verdict.mutant}", flush=True)
            if options.verbose:
                print(f"    {verdict.seen}".replace("\n", " "), flush=True)
    print(*report.table(found, time.monotonic() - begun), sep="\n")
    faults = [
        *report.faults(found),
        *(f"names no mutant: {pattern}" for pattern in equivalents.unused(every)),
    ]
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
