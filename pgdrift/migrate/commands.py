"""Which Alembic command is running, told from what it hands to the environment."""

from collections.abc import Sequence
from typing import Any

from alembic.runtime.migration import RevisionStep


def changes_database(context: Any) -> bool:
    """True for upgrade, downgrade and stamp: only they have somewhere to go."""
    try:
        context.get_revision_argument()
    except KeyError:
        return False
    return True


def plan(context: Any, heads: Sequence[str]) -> list[Any]:
    """The steps that the configured command is about to take from ``heads``.

    Raises Alembic's CommandError for a target that does not exist.
    """
    migration_context = context.get_context()
    return list(migration_context.opts["fn"](tuple(heads), migration_context))


def upgrades(steps: Sequence[Any]) -> list[Any]:
    """The revision modules that ``steps`` run upwards, in order."""
    return [step.revision.module for step in steps if isinstance(step, RevisionStep) and step.is_upgrade]


def stamps(function: Any) -> bool:
    """True when ``function``, Alembic's own for a command, only rewrites the revision table."""
    return bool(function.__name__ == "do_stamp")
