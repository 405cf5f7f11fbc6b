"""How Alembic's own comparison (``alembic check``, ``--autogenerate``) looks at a project.

What it cannot see (policies, grants, functions and more) is seen by `python -m pgdrift check`.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from alembic.runtime.plugins import Plugin
from alembic.util import PriorityDispatchResult
from sqlalchemy import DefaultClause

from pgdrift.generate.frozen_types import render_item

_PLUGIN = "pgdrift.defaults"
_CAST = re.compile(r"::[a-z_ ]+(?:\(\d+(?:,\s*\d+)?\))?(?=[\s,)]|$)")


def options() -> Mapping[str, Any]:
    """Arguments for ``context.configure``."""
    _register()
    return {
        "compare_type": True,
        "compare_server_default": True,
        "render_item": render_item,
        # alembic-utils puts a comparison of its own among the plugins, which needs DDL rights and crashes.
        "autogenerate_plugins": ["alembic.autogenerate.*", _PLUGIN],
    }


@cache
def _register() -> None:
    plugin = Plugin(_PLUGIN)
    plugin.add_autogenerate_comparator(_defaults_spelled_alike, "column", "server_default")


def _defaults_spelled_alike(
    context: Any, operation: Any, schema: Any, table: Any, column: Any, live: Any, declared: Any
) -> PriorityDispatchResult:
    """Stop comparing two spellings of one default.

    Alembic has the server evaluate both and compares the values; a default that depends on the session is
    NULL there, and NULL equals nothing.
    """
    ours, theirs = declared.server_default, live.server_default
    if not (isinstance(ours, DefaultClause) and isinstance(theirs, DefaultClause)):
        return PriorityDispatchResult.CONTINUE
    same = _spelling(ours) == _spelling(theirs)
    return PriorityDispatchResult.STOP if same else PriorityDispatchResult.CONTINUE


def _spelling(default: DefaultClause) -> str:
    """The default's expression without casts and the schema public."""
    text = str(getattr(default.arg, "text", default.arg)).strip()
    return _CAST.sub("", text).replace("public.", "")
