"""squawk reads SQL for what would stop the traffic of a database in use; a revision names what is left."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

# Questions of taste, and of re-running what was interrupted, which `migrate` answers in its own way. A rule
# is only ever dropped for another one, or when it is no longer declared; a view comes back at once.
_NOT_ASKED = (
    "prefer-robust-stmts",
    "ban-drop-constraint",
    "ban-drop-view",
    "prefer-bigint-over-int",
    "prefer-text-field",
)
_LOCKED = "hazard: (locks|rewrites|blocks writes to) table"
_NAMED = {
    "adding-field-with-default": "hazard: rewrites table",
    "adding-required-field": "hazard: fails when table .* has rows",
    "adding-not-nullable-field": _LOCKED,
    "changing-column-type": "hazard: changes the type of column",
    "renaming-column": "hazard: renames column",
    "renaming-object": "hazard: renames table",
    "renaming-table": "hazard: renames table",
    "ban-drop-column": "# column .*: drops the column and what every row has in it",
    "ban-drop-table": "# table .*: drops the table and its rows",
    "require-concurrent-index-creation": "hazard: blocks writes to table",
    "disallowed-unique-constraint": _LOCKED,
    "constraint-missing-not-valid": _LOCKED,
}


def squawk(sql: str) -> set[str]:
    """The rules that squawk finds broken, of those that are asked for."""
    program = Path(sys.executable).with_name("squawk")
    command = [str(program), "--reporter", "json", "--exclude", ",".join(_NOT_ASKED)]
    found = subprocess.run(command, input=sql, capture_output=True, text=True, check=False)
    return {violation["rule_name"] for violation in json.loads(found.stdout)}


def unnamed(rules: set[str], revision: str) -> set[str]:
    """Those of the broken rules that the source of a revision does not name where it upgrades."""
    upgrade = revision.partition("def upgrade()")[2].partition("def downgrade()")[0]
    return {rule for rule in rules if not re.search(_NAMED[rule], upgrade)}
