"""Where a project declares an object: the file and line, found in the source without running it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pgdrift import syntax_tree
from pgdrift.catalog.dotted_names import without_arguments
from pgdrift.catalog.fact import Key
from pgdrift.catalog.grant_statements import object_of
from pgdrift.project import Project

# The declarations that an object of a kind can come from.
_CALLS = {
    "policy": ("PGPolicy",),
    "function": ("PGFunction",),
    "trigger": ("PGTrigger",),
    "view": ("View", "PGView", "PGMaterializedView"),
    "role": ("Role",),
    "membership": ("Role",),
    "extension": ("Extension",),
    "grant": ("Grant",),
    "default_privilege": ("DefaultPrivileges",),
    "table": ("Table",),
    "row_security": ("RowSecurity",),
}


@dataclass(frozen=True)
class _Call:
    """A call in the source with every string constant in it, and every name, which may stand for one."""

    place: str
    strings: frozenset[str]
    names: frozenset[str]


@dataclass
class Locations:
    """Looks into the packages that hold a project's metadata, entities and roles, when first asked."""

    project: Project
    _tables: dict[str, str] = field(default_factory=dict)
    _columns: dict[tuple[str, str], str] = field(default_factory=dict)
    _constants: dict[str, str] = field(default_factory=dict)
    _groups: dict[str, frozenset[str]] = field(default_factory=dict)
    # A project's own functions that return grants, and the names in them.
    _granting: dict[str, frozenset[str]] = field(default_factory=dict)

    def find(self, key: Key) -> str | None:
        """`policies/votes.py:7`: where the object is declared, or its table; None if nowhere."""
        calls = self._calls
        name = object_of(key.name) if key.kind == "grant" else key.name
        parts = [_bare(part) for part in _split(name)]
        if key.kind == "column" and len(parts) == 3:
            return self._columns.get((parts[1], parts[2])) or self._tables.get(parts[1])
        if key.kind == "table" and parts[-1] in self._tables:
            return self._tables[parts[-1]]
        wanted = _strings(key, parts)
        for name in _CALLS.get(key.kind, ()):
            for call in calls[name]:
                if wanted <= self._said(call):
                    return call.place
        if key.kind == "grant":
            for name, inside in self._granting.items():
                for call in calls[name]:
                    if wanted <= self._said(call, inside):
                        return call.place
        return self._tables.get(parts[1]) if len(parts) > 1 else None

    def has_quotes(self, declaration: str, text: str) -> bool:
        """Whether a call of that name says `text` with double quotes, which alembic-utils takes out."""
        said = (string for call in self._calls[declaration] for string in call.strings if '"' in string)
        return any(_without_quotes(string) == text for string in said)

    def _said(self, call: _Call, inside: frozenset[str] = frozenset()) -> set[str]:
        """Every string that a call contains or names, `inside` being names in the function that it calls."""
        names = call.names | inside
        names = names.union(*(self._groups.get(name, frozenset()) for name in names))
        named = {self._constants[name] for name in names if name in self._constants}
        texts = call.strings | named
        return {_bare(text) for text in texts} | {_without_quotes(text) for text in texts if '"' in text}

    @cached_property
    def _calls(self) -> defaultdict[str, list[_Call]]:
        found: defaultdict[str, list[_Call]] = defaultdict(list)
        for path in self._sources():
            place = path.relative_to(self.project.root).as_posix()
            try:
                tree = syntax_tree.of(path)
            except (OSError, SyntaxError, ValueError):
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    self._read_class(node, place)
                elif isinstance(node, ast.Call):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)
                    found[name].append(_call(node, f"{place}:{node.lineno}"))
                elif isinstance(node, ast.Assign | ast.AnnAssign):
                    self._read_constant(node)
                elif isinstance(node, ast.FunctionDef) and "Grant" in _called(node):
                    self._granting[node.name] = _names(node)
        return found

    def _read_class(self, node: ast.ClassDef, place: str) -> None:
        table = None
        for statement in node.body:
            for target, value in _assigned(statement):
                if target == "__tablename__" and isinstance(value, ast.Constant):
                    table = str(value.value)
        if table is None:
            return
        self._tables.setdefault(table, f"{place}:{node.lineno}")
        for statement in node.body:
            for target, _ in _assigned(statement):
                self._columns.setdefault((table, target), f"{place}:{statement.lineno}")

    def _read_constant(self, node: ast.stmt) -> None:
        for target, value in _assigned(node):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                self._constants.setdefault(target, value.value)
            elif isinstance(value, ast.Tuple):
                self._groups.setdefault(target, _names(value))

    def _sources(self) -> Iterator[Path]:
        for package in self.project.packages:
            folder = self.project.root / package
            yield from sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def _call(node: ast.Call, place: str) -> _Call:
    inside = list(ast.walk(node))
    strings = {n.value for n in inside if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return _Call(place, frozenset(strings), _names(node))


def _names(node: ast.AST) -> frozenset[str]:
    return frozenset(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))


def _called(node: ast.AST) -> set[str]:
    return {_name(inner.func) for inner in ast.walk(node) if isinstance(inner, ast.Call)}


def _strings(key: Key, parts: list[str]) -> set[str]:
    """The string constants that the declaration of the object has to contain."""
    if key.kind == "grant":
        grantee = key.name.rpartition(" to ")[2]
        return {_bare(grantee), object_of(key.name) if len(parts) < 2 else ".".join(parts[:2])}
    if key.kind in ("role", "extension", "default_privilege", "membership"):
        return {_bare(key.name.partition(":")[0].partition(" in ")[0])}
    return {parts[-1] if key.kind in ("policy", "trigger") else ".".join(parts[1:]) or parts[0]}


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr | None]]:
    if isinstance(statement, ast.AnnAssign):
        yield _name(statement.target), statement.value
    elif isinstance(statement, ast.Assign):
        yield from ((_name(target), statement.value) for target in statement.targets)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _split(name: str) -> list[str]:
    """A dotted name in its parts; an argument list belongs to the last."""
    head = without_arguments(name)
    parts, quoted = [""], False
    for character in head:
        quoted ^= character == '"'
        if character == "." and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return [*parts[:-1], parts[-1] + name.removeprefix(head)]


def _bare(name: str) -> str:
    return name[1:-1].replace('""', '"') if len(name) > 1 and name[0] == name[-1] == '"' else name


def _without_quotes(text: str) -> str:
    """A name or signature as alembic-utils keeps it."""
    return " ".join(text.split()).replace('"', "")
