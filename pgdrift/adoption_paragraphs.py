"""What a person is told of a database that was held against every revision: one paragraph, with ways out."""

from __future__ import annotations

from collections.abc import Sequence

from pgdrift.catalog.fact import Difference
from pgdrift.history import Step
from pgdrift.likeness import Likeness
from pgdrift.sessions import call


def already(database: str, at: Step) -> str:
    """It says itself which revision it is at."""
    return (
        f"The database {database} is at revision {_named(at)} already, so there is nothing to adopt, and "
        f"nothing was changed. `{call('check-drift')}` tells whether it is what that revision makes."
    )


def stamped(database: str, fit: Likeness, pending: int) -> str:
    """One revision makes the very same, and that is written down now."""
    return (
        f"{_is(database, fit)} That is written down now, and nothing else was changed. {_next(fit, pending)}"
    )


def would_stamp(database: str, fit: Likeness) -> str:
    """The same when nothing was to be written."""
    return f"{_is(database, fit)} Nothing was changed: `{call('adopt')}` writes that down."


def nothing_fits(database: str, nearest: Likeness, *, given: bool) -> str:
    """No revision makes the same, or not the one that was named."""
    revision, number = nearest.step.revision, _counted(len(nearest.findings), "thing", "things")
    opening = (
        f"The database {database} is not what revision {_named(nearest.step)} makes"
        if given
        else f"No revision makes what is in the database {database}; the nearest is {_named(nearest.step)}"
    )
    differs = f"{number} above {'is' if len(nearest.findings) == 1 else 'are'} different"
    again = call("adopt", f"--revision {revision} --sql" if given else "--sql")
    return (
        f"{opening}: {differs}. Nothing was changed. Ways out: put them right, each with the SQL shown or "
        f"all with that of `{again}`, and run this again; or list what is meant to be so in `ignore` of "
        "[tool.pgdrift]; or take the database for that revision as it is with `alembic stamp "
        f"{revision}`, after which `{call('check-drift')}` goes on naming the differences and "
        f"`{call('migrate')}` stops at those that pending revisions would trip over."
    )


def several_fit(database: str, equal: Sequence[Likeness]) -> str:
    """Revisions that change no facts cannot be told from the one before them."""
    names = ", ".join(_named(one.step) for one in equal)
    return (
        f"{len(equal)} revisions make what is in the database {database}: {names}. They differ in rows, if "
        "in anything, and rows are not compared. Nothing was changed. Find out which of them was the last to "
        "run (what is stamped as run never runs, and what is not runs again), and name it: "
        f"`{call('adopt', f'--revision {equal[0].step.revision}')}`."
    )


def _named(step: Step) -> str:
    """The revision's id with the first words of what its file says."""
    message = step.message.partition(":")[0]
    return f"{step.revision} ({message})" if message else step.revision


def _is(database: str, fit: Likeness) -> str:
    ignored = ""
    if fit.suppressed:
        ignored = (
            f", leaving out {_counted(len(fit.suppressed), 'finding', 'findings')} that the project ignores"
        )
    return f"The database {database} is what revision {_named(fit.step)} makes{ignored}."


def _next(fit: Likeness, pending: int) -> str:
    if fit.prepared:
        lacking = ", ".join(dict.fromkeys(map(_lacking, fit.prepared)))
        first = f"It lacks what belongs to no revision ({lacking}): `{call('migrate')}` sets that up"
        return f"{first}, and runs {_counted(pending, 'revision', 'revisions')}." if pending else f"{first}."
    if pending:
        return f"{_counted(pending, 'revision is', 'revisions are')} pending: `{call('migrate')}`."
    return f"No revision is pending; `{call('check-drift')}` finds it clean."


def _lacking(difference: Difference) -> str:
    if difference.kind in ("role", "membership"):
        return "roles"
    if difference.kind in ("extension", "extension_member"):
        return "extensions"
    return "who may enter" if difference.fields != ("owner",) else "who owns the tables"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
