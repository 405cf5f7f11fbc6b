"""What a revision's file says without being run."""

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pgdrift import syntax_tree


@dataclass
class RevisionSource:
    """The constants that a file assigns (None for what is computed), and the functions it has."""

    path: Path
    tree: ast.Module
    constants: dict[str, Any] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)

    @property
    def revision(self) -> str | None:
        """The id that it gives itself; None when it does not."""
        named = self.constants.get("revision")
        return named if isinstance(named, str) else None

    @property
    def follows(self) -> tuple[str, ...]:
        """The revisions that it comes after."""
        down = self.constants.get("down_revision")
        return (down,) if isinstance(down, str) else tuple(down or ())


def read(path: Path) -> RevisionSource:
    """What the file at ``path`` says. Raises SyntaxError or ValueError when it is no Python."""
    found = RevisionSource(path, syntax_tree.of(path))
    for node in found.tree.body:
        if isinstance(node, ast.FunctionDef):
            found.functions.add(node.name)
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        for target in targets:
            value = getattr(node, "value", None)
            if isinstance(target, ast.Name) and value is not None:
                try:
                    found.constants[target.id] = ast.literal_eval(value)
                except ValueError:
                    found.constants.setdefault(target.id, None)
    return found
