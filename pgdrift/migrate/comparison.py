"""How Alembic's own comparison (``alembic check``, ``--autogenerate``) looks at a project."""

from collections.abc import Mapping
from typing import Any

from pgdrift.project import Project


def options(project: Project) -> Mapping[str, Any]:
    """Arguments for ``context.configure``.

    What Alembic cannot see (policies, grants, functions and more) is seen by `python -m pgdrift check`.
    """
    return {
        "compare_type": True,
        "compare_server_default": True,
    }
