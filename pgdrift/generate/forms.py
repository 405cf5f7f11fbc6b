"""How one index, constraint or NOT NULL comes to a table that is in use.

A rule is added NOT VALID, which takes a moment, and the rows that are there are read afterwards under a lock
that nobody waits for. An index is built CONCURRENTLY, and becomes a key when it is complete. Each statement
outside of a transaction does no harm when it is run once more.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pgdrift.catalog.dotted_names import bare, mentions
from pgdrift.catalog.fact import Fact, Key
from pgdrift.declare.identifiers import quoted
from pgdrift.generate.sql_code import execute, in_python
from pgdrift.project import Project

_NAME = r"\"(?:[^\"]|\"\")+\"|[^\s,()]+"
_INDEX = re.compile(rf"^CREATE (?P<unique>UNIQUE )?INDEX (?P<name>{_NAME}) ON (?!ONLY )")
_KEY = re.compile(
    r"^(?P<kind>UNIQUE|PRIMARY KEY)(?P<nulls> NULLS NOT DISTINCT)? (?P<columns>\([^()]+\))"
    r"(?P<include> INCLUDE \([^()]+\))?(?P<deferred>(?: DEFERRABLE)?(?: INITIALLY DEFERRED)?)$"
)
_REFERENCED = re.compile(r"REFERENCES [^(]+(\([^()]+\))")
_RELATIONS = ("table", "view", "sequence", "type", "foreign_table")
_LONGEST = 63  # bytes of a name


@dataclass(frozen=True)
class Form:
    """The code for each part of an upgrade; with ``late`` the object is not there before the last one."""

    first: tuple[str, ...] = ()
    meanwhile: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    late: bool = False


@dataclass(frozen=True)
class Forms:
    """Finds them for what differs between the facts ``before`` and ``declared``.

    A method returns None when there is no such form, so that the change stays within one transaction.
    """

    declared: Mapping[Key, Fact]
    before: Mapping[Key, Fact]
    checks: Mapping[str, str]
    project: Project

    def fact(self, key: Key) -> Fact | None:
        """What is known of it."""
        return self.declared.get(key) or self.before.get(key)

    def is_there(self, table: str) -> bool:
        """Whether the table may have rows already."""
        return Key("table", table) in self.before

    def in_use(self, table: str) -> bool:
        """Whether it is there, and of a kind that can be changed beside traffic: no partitioned one can."""
        found = self.before.get(Key("table", table))
        return found is not None and not found["partition_key"] and not found["server"]

    def index(self, key: Key) -> Form | None:
        """An index that comes, goes, or has another definition."""
        wanted, found = self.declared.get(key), self.before.get(key)
        if wanted is None:
            if found and Key("table", found["table"]) not in self.declared:
                return Form()  # it goes with its table
            if found and self._loses_column(found):
                return None  # it would go with the column, before its turn
            taken = self._name_taken(key) or self._carries_key(found)
            return None if taken else Form(meanwhile=(_drop(key.name),))
        if found is not None and found["definition"] == wanted["definition"]:
            return None
        match = _INDEX.match(wanted["definition"])
        if match is None or self._carries_key(wanted):
            return None
        name = match["name"] if found is None else longer(match["name"], "new")
        rest = wanted["definition"][match.end() :]
        kind = f"{match['unique'] or ''}INDEX"
        build = execute(f"CREATE {kind} CONCURRENTLY IF NOT EXISTS {name} ON {rest}", depth=1)
        if found is None:
            return Form(meanwhile=(build,), late=True)
        rename = execute(f"ALTER INDEX {_schema(key.name)}{name} RENAME TO {match['name']}")
        return Form(meanwhile=(build, _drop(key.name)), last=(rename,), late=True)

    def constraint(self, key: Key) -> Form | None:
        """A rule that comes, or becomes another one."""
        wanted, found = self.declared.get(key), self.before.get(key)
        if wanted is None or not wanted["validated"]:
            return None
        table, name = wanted["table"], wanted["constraint"]
        same = found is not None and found["definition"] == wanted["definition"]
        validate = execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}", depth=1)
        if wanted["variant"] == "FOREIGN KEY":
            validate = self._as_migrator(validate)
        if same:
            return Form(meanwhile=(validate,)) if found and not found["validated"] else None
        adding = f"ALTER TABLE {table} ADD CONSTRAINT {name}"
        if wanted["variant"] in ("CHECK", "FOREIGN KEY"):
            if wanted["definition"].endswith((" NO INHERIT", " NOT ENFORCED")):
                return None
            condition = self.checks.get(key.name) if wanted["variant"] == "CHECK" else None
            definition = f"CHECK ({condition})" if condition else wanted["definition"]
            return Form((execute(f"{adding} {definition} NOT VALID"),), (validate,))
        match = _KEY.match(wanted["definition"])
        if match is None or self._carries_key(wanted) or self._carries_key(found):
            return None
        if match["kind"] == "PRIMARY KEY" and not self._filled(table, match["columns"]):
            return None
        index = name if found is None else longer(name, "new")
        build = (
            f"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {index} ON {table} {match['columns']}"
            f"{match['include'] or ''}{match['nulls'] or ''}"
        )
        using = execute(f"{adding} {match['kind']} USING INDEX {index}{match['deferred'] or ''}")
        drop = [execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")] if found is not None else []
        return Form(meanwhile=(execute(build, depth=1),), last=("\n".join([*drop, using]),), late=True)

    def not_null(self, key: Key) -> Form | None:
        """A column that has to be filled from now on; the rows are read for a CHECK, not for SET NOT NULL."""
        wanted, found = self.declared.get(key), self.before.get(key)
        if wanted is None or found is None or found["not_null"] or not wanted["not_null"]:
            return None
        altering, column = f"ALTER TABLE {wanted['table']}", wanted["column"]
        name = longer(f"{bare(wanted['table'])}_{column}".replace('"', ""), "filled")
        add = execute(f"{altering} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID")
        require = execute(f"{altering} ALTER COLUMN {column} SET NOT NULL")
        done = execute(f"{altering} DROP CONSTRAINT {name}")
        validate = execute(f"{altering} VALIDATE CONSTRAINT {name}", depth=1)
        return Form((add,), (validate,), (f"{require}\n{done}",))

    def _filled(self, table: str, columns: str) -> bool:
        """A primary key also requires its columns to be filled, which would be looked at under a lock."""
        names = re.findall(_NAME, columns)
        return all(self.before.get(Key("column", f"{table}.{n}"), {}).get("not_null") for n in names)

    def _carries_key(self, fact: Fact | None) -> bool:
        """Whether foreign keys rest on a unique index or key, or begin to: then it is there all the time."""
        unique = fact is not None and (
            fact.get("is_unique") or fact.get("variant") in ("UNIQUE", "PRIMARY KEY")
        )
        if fact is None or not unique:
            return False
        return any(
            said.get("references") == fact["table"]
            and (pointed := _REFERENCED.search(said["definition"])) is not None
            and pointed[1] in fact["definition"]
            for facts in (self.declared, self.before)
            for key, said in facts.items()
            if key.kind == "constraint"
        )

    def _loses_column(self, index: Fact) -> bool:
        """Whether the table of an index loses a column that the index may be on."""
        return any(
            key.kind == "column"
            and fact["table"] == index["table"]
            and key not in self.declared
            and mentions(index["definition"], fact["column"])
            for key, fact in self.before.items()
        )

    def _name_taken(self, index: Key) -> bool:
        """Whether something else is going to have the name of an index."""
        keys = {
            f"{_schema(key.name.rpartition('.')[0])}{said['constraint']}"
            for key, said in self.declared.items()
            if key.kind == "constraint"
        }
        return index.name in keys or any(Key(kind, index.name) in self.declared for kind in _RELATIONS)

    def _as_migrator(self, code: str) -> str:
        """As the role that sees every row, and back: outside of a transaction there is no SET LOCAL."""
        migrator, owner = self.project.migrator_role, self.project.owner_role
        if not (migrator and owner):
            return code
        reason = "# as the role that sees every row: under FORCE the owner would validate against nothing"
        become, back = (f'op.execute("SET ROLE {in_python(quoted(role))}")' for role in (migrator, owner))
        return "\n".join([reason, become, code, back])


def longer(name: str, suffix: str) -> str:
    """``name`` with ``suffix``, still short enough to be a name."""
    kept = name.replace('"', "").encode()[: _LONGEST - len(suffix) - 1].decode(errors="ignore")
    return quoted(f"{kept}_{suffix}")


def _schema(name: str) -> str:
    return name.removesuffix(bare(name))


def _drop(index: str) -> str:
    return execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index}", depth=1)
