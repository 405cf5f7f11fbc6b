"""What Alembic cannot see, as the catalog engine's SQL."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.grant_statements import object_of
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.errors import PgdriftError
from pgdrift.generate.bench import Bench, Refused
from pgdrift.generate.sql_code import execute
from pgdrift.generate.step import Step
from pgdrift.project import Project
from pgdrift.repair.repair import statements

# What tables are built on: a column's default calls a function, and a function is open until it is closed.
_FOUNDATIONS = ("default_privilege", "schema", "type", "function")
_MOST_PASSES = 4


class Unreachable(PgdriftError):
    """Some difference is of a kind that nothing here knows how to make."""


def foundations(bench: Bench, declared: Snapshot) -> list[Step]:
    """Take the steps that come before any table; what needs a table waits for ``settle``."""
    found = bench.snapshot()
    differences = bench.lacks(declared, found)
    new = {difference.key for difference in differences if difference.target is None}
    wanted = [
        statement
        for statement in statements(differences, declared, found, acting_role=bench.project.owner_role)
        if statement.phase not in (Phase.CLEAR, Phase.DROP) and _is_foundation(statement, declared, new)
    ]
    # Default privileges first: what is made after them is closed from its first moment. The privileges on a
    # function follow it.
    position = {statement.name: number for number, statement in enumerate(wanted)}
    wanted.sort(key=lambda s: (s.kind != "default_privilege", position.get(_granted(s), position[s.name])))
    return [done for step in steps(wanted, bench.project) if (done := bench.runs(step))]


def settle(
    bench: Bench, reference: Snapshot, checks: Mapping[str, str] | None = None, *, back: bool = False
) -> list[Step]:
    """Take steps until the bench is equal to ``reference``, and return them.

    ``checks`` are the conditions of CHECKs as their author wrote them, by the catalog's name. On the way
    ``back`` the order of columns may be another one. Raises Unreachable, naming what is left, when the two do
    not become equal.
    """
    taken: list[Step] = []
    refusals: list[str] = []
    for attempt in range(_MOST_PASSES):
        found = bench.snapshot()
        # What the first pass has made comes back spelled as PostgreSQL likes to.
        differences = bench.lacks(reference, found, to_the_word=attempt == 0)
        if back:
            differences = [difference for difference in differences if not only_order(difference)]
        if not differences:
            bench.content_with(reference)
            return taken
        refusals = []
        before = len(taken)
        repairs = statements(differences, reference, found, acting_role=bench.project.owner_role)
        refusals += [repair.sql for repair in repairs if repair.by_hand]
        repairs = [repair for repair in repairs if not repair.by_hand]
        for step in steps([_as_written(repair, checks or {}) for repair in repairs], bench.project):
            try:
                taken.append(bench.run(step))
            except Refused as error:
                refusals.append(str(error))
        if len(taken) == before:
            break
    left = bench.lacks(reference, bench.snapshot(), to_the_word=False)
    if not left or (back and all(map(only_order, left))):
        bench.content_with(reference)
        return taken
    raise Unreachable(
        f"No revision was written: {described(left)} would stay different from what is declared. "
        f"{' '.join(refusals[:3])} Write this part by hand with `alembic revision`, or declare it otherwise."
    )


def only_order(difference: Difference) -> bool:
    """Whether a table has the right columns in another order, which only copying it could change."""
    return difference.kind == "table" and difference.fields == ("columns",)


def described(differences: Sequence[Difference], most: int = 5) -> str:
    """The differences in words, the first few of them by name."""
    words = []
    for difference in differences[:most]:
        fields = f" ({', '.join(difference.fields)})" if difference.fields else ""
        if only_order(difference):
            fields = " (the order of its columns: PostgreSQL adds new ones at the end, so declare them last)"
        words.append(f"the {difference.kind.replace('_', ' ')} {difference.name}{fields}")
    more = len(differences) - len(words)
    return "; ".join(words) + (f"; and {more} more" if more > 0 else "")


def steps(found: Sequence[Statement], project: Project) -> Iterator[Step]:
    """The statements as steps, with the comments on a table and its columns as one."""
    comments = sorted((s for s in found if s.phase is Phase.COMMENT), key=_commented)
    others = [s for s in found if s.phase is not Phase.COMMENT]
    for key, group in groupby([*others, *comments], key=_block):
        block = list(group)
        loses = "; ".join(dict.fromkeys(s.comment for s in block if s.destructive))
        gives_away = _gives_away(block[0])
        as_migrator = bool(project.migrator_role) and (
            gives_away or block[0].phase is Phase.FOREIGN_KEY or any(_reads(statement) for statement in block)
        )
        yield Step(
            key[1],
            execute(";\n".join(_broken(s) for s in block)),
            as_migrator,
            loses,
            keys=tuple(dict.fromkeys(Key(s.kind, s.name) for s in block)),
            note="as a member of the role that owns it and of the one that will" if gives_away else "",
            comments=block[0].phase is Phase.COMMENT,
        )


def _gives_away(statement: Statement) -> bool:
    """Whether an object gets another owner, for which its owner alone has not the rights."""
    return statement.phase is Phase.OWNER and " OWNER TO " in statement.sql


def _reads(statement: Statement) -> bool:
    """Whether it works on rows, and makes nothing that would belong to who runs it."""
    return bool(statement.reads_rows) and statement.sql.startswith(("INSERT", "UPDATE", "DELETE", "SELECT"))


def _as_written(statement: Statement, checks: Mapping[str, str]) -> Statement:
    condition = checks.get(statement.name)
    if condition is None or statement.phase is not Phase.CONSTRAINT:
        return statement
    head, added, _ = statement.sql.partition(" CHECK (")
    return replace(statement, sql=f"{head} CHECK ({condition})") if added else statement


def _block(statement: Statement) -> tuple[object, str]:
    if statement.phase is Phase.COMMENT:
        return "comment", f"comments on {_commented(statement)}"
    if statement.kind == "grant":
        return statement, f"privileges on {statement.name.rpartition(' to ')[0]}"
    if statement.phase is Phase.ROW_SECURITY:
        return statement, f"row level security of {statement.name}"
    return statement, f"{statement.kind.replace('_', ' ')} {statement.name}"


def _commented(statement: Statement) -> str:
    """The table of a column, and of a table itself."""
    return ".".join(statement.name.split(".")[:2]) if statement.kind == "column" else statement.name


def _granted(statement: Statement) -> str:
    """The object whose privileges change; the statement's own name for any other kind."""
    return object_of(statement.name) if statement.kind == "grant" else statement.name


def _broken(statement: Statement) -> str:
    """A long comment's text on a line of its own."""
    if statement.phase is Phase.COMMENT and len(statement.sql) > 90:
        return statement.sql.replace(" IS ", " IS\n    ", 1)
    return statement.sql


def _is_foundation(statement: Statement, declared: Snapshot, new: set[Key]) -> bool:
    if statement.kind in _FOUNDATIONS:
        return True
    # The privileges on a new function belong beside it.
    fact = declared.facts.get(Key("grant", statement.name), {})
    subject = Key("function", _granted(statement))
    return statement.kind == "grant" and (
        subject in new or Key(fact.get("kind", ""), fact.get("object", "")) in new & _of_foundations(new)
    )


def _of_foundations(keys: set[Key]) -> set[Key]:
    return {key for key in keys if key.kind in ("function", "type")}
