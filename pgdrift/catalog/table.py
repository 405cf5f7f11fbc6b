"""Tables and the flags on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog import column_definition, constraint_definition, foreign_options, sequence
from pgdrift.catalog.change_of_parents import change_parents
from pgdrift.catalog.column_changes import keep_identities
from pgdrift.catalog.column_of_heir import as_made
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import above
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.fitting_check import is_said_later, read_anew
from pgdrift.catalog.grant_statements import kept_by_old_owner
from pgdrift.catalog.heir_order import hang, parents_at_first, required_by_parents, standing_in
from pgdrift.catalog.inherited_check import checks_from_parents, goes_early
from pgdrift.catalog.joining import ATTACHING, becomes_partition
from pgdrift.catalog.key_marks import identify_by, identify_by_another
from pgdrift.catalog.kind import Kind
from pgdrift.catalog.partition import going_with_parent
from pgdrift.catalog.partition_bound import same_bound
from pgdrift.catalog.partition_foreign_keys import read_by_attaching, read_by_detaching
from pgdrift.catalog.partition_going import has_to_let_go
from pgdrift.catalog.properties import comment_on, options_changed, owner_of, privileges_of_the_owner
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.catalog.table_going import rank_of_going
from pgdrift.catalog.table_meaning import FIELDS, JUDGED, MISSING, extra, words


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name, key = fact["table"], Key("table", fact["table"])
    columns = list(comparison.reference.children(key, "column").values())
    constraints = comparison.reference.children(key, "constraint").values()
    # A partition is made whole and attached; what inherits gets its parents' columns from them.
    whole = bool(fact["partition_bound"])
    going = going_with_parent("column", fact, comparison)
    columns += [frozen({**member, "table": name}) for member in going]
    if whole and comparison.target.snapshot.major >= 17:
        # It gets its numbers where the whole table gets them.
        columns = [frozen({**member, "identity": None}) for member in columns]
    lines = [
        column_definition.definition(as_made(required_by_parents(member, comparison), comparison), comparison)
        for member in columns
        if whole or not member["inherited"]
    ]
    lines += [
        constraint_definition.inline(member)
        for member in constraints
        if constraint_definition.is_inline(member, fact)
        and (whole or member["origin"] != "parent")
        and not is_said_later(member, comparison)
    ]
    lines += [
        constraint_definition.inline(member)
        for member in going_with_parent("constraint", fact, comparison)
        if member["variant"] == "CHECK" and not goes_early(member, comparison)
    ]
    kind = {"u": "UNLOGGED TABLE", "t": "TEMPORARY TABLE"}.get(fact["persistence"], _kind(fact))
    sql = f"CREATE {kind} {name} (\n    " + ",\n    ".join(lines) + "\n)"
    if parents := parents_at_first(fact, comparison):
        sql += f"\nINHERITS ({', '.join(parents)})"
    if fact["partition_key"]:
        sql += f"\nPARTITION BY {fact['partition_key']}"
    if fact["options"]:
        sql += f"\nWITH ({', '.join(fact['options'])})"
    if fact["server"]:
        sql += f"\nSERVER {fact['server']}{foreign_options.clause(fact['server_options'])}"
    yield from standing_in(fact, comparison)
    yield Statement(sql, "table", name, comment=foreign_options.unknown(fact["server_options"]))
    yield from hang(fact, comparison)
    if fact["of_type"]:
        yield _of_type(fact)
    if fact["partition_bound"]:
        attach = f"ALTER TABLE {fact['inherits'][0]} ATTACH PARTITION {name} {fact['partition_bound']}"
        reads = read_by_attaching(name, fact["inherits"][0], comparison)
        # Once the whole has its columns.
        yield Statement(attach, "table", name, phase=Phase.TABLE, rank=ATTACHING, reads_rows=reads)
        yield from read_anew(fact, comparison)
    yield from owner_of("TABLE", name, fact, comparison, "table")
    yield from _row_security(fact, ("row_security", "force_row_security"), new=True)
    if fact["replica_identity"] in ("FULL", "NOTHING", None):
        yield identify_by(fact)
    yield from comment_on(_kind(fact), name, fact, "table")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, difference.fact["table"]
    assert difference.target is not None
    for field in difference.fields:
        match field:
            case "owner":
                yield from owner_of("TABLE", name, fact, comparison, "table", changed=True)
                # The sequences of its columns change hands with it.
                for owned_name in comparison.reference.children(Key("table", name), "sequence"):
                    if not comparison.is_new("sequence", owned_name):
                        owned = Key("sequence", owned_name)
                        yield from privileges_of_the_owner(owned, fact["owner"], comparison)
                        yield from kept_by_old_owner(owned, comparison)
            case "comment":
                yield from comment_on(_kind(fact), name, fact, "table", changed=True)
            case "server":
                sql = f"{name} should be a {_kind(fact)} and is none: nothing makes one of its rows."
                yield Statement(sql, "table", name, phase=Phase.TABLE, by_hand=True)
            case "server_options" if fact["server"]:
                found = difference.target["server_options"]
                sql = f"ALTER FOREIGN TABLE {name} {foreign_options.change(fact[field], found)}"
                said = foreign_options.unknown(fact[field], found)
                yield Statement(sql, "table", name, comment=said, phase=Phase.TABLE)
            case "row_security" | "force_row_security":
                yield from _row_security(fact, (field,))
            case "options":
                yield from options_changed(
                    "TABLE", name, fact["options"], difference.target["options"], "table"
                )
            case "replica_identity":
                yield from identify_by_another(fact, difference.target)
            case "persistence":
                logged = "LOGGED" if fact["persistence"] == "p" else "UNLOGGED"
                yield Statement(f"ALTER TABLE {name} SET {logged}", "table", name, phase=Phase.TABLE)
                for numbers in comparison.reference.children(Key("table", name), "sequence").values():
                    found = comparison.target.get("sequence", numbers["sequence"])
                    stays = found is not None and found["identity"] == numbers["identity"]
                    if stays and numbers["persistence"] != fact["persistence"]:  # they turn with their table
                        yield sequence.turned(numbers)
            case "access_method":
                sql = f"ALTER TABLE {name} SET ACCESS METHOD {fact['access_method']}"
                yield Statement(sql, "table", name, phase=Phase.TABLE)
            case "tablespace":
                sql = f"ALTER TABLE {name} SET TABLESPACE {fact['tablespace'] or 'pg_default'}"
                yield Statement(sql, "table", name, phase=Phase.TABLE)
            case "of_type" if fact["of_type"]:
                yield replace(_of_type(fact), phase=Phase.DROP, rank=51)  # once columns too many have gone
            case "of_type":
                yield replace(_of_type(fact), rank=-6)  # before it gets columns of its own
            case "partition_key":
                sql = (
                    f"{name} should be partitioned by {fact[field] or 'nothing'}. No statement changes that: "
                    "make a new table, move the rows, and give it the name."
                )
                yield Statement(sql, "table", name, phase=Phase.TABLE, by_hand=True)
            case "partition_bound" | "inherits" | "detach_pending":
                yield from change_parents(difference, field, comparison)
                yield from checks_from_parents(fact, comparison)
                yield from keep_identities(name, comparison) if field == "inherits" else ()


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["table"]
    if has_to_let_go(fact, comparison):
        parent = fact["inherits"][0]
        sql = f"ALTER TABLE {parent} DETACH PARTITION {name}"
        lost = "takes the rows out of the partitioned table"
        reads = read_by_detaching(name, parent, comparison)
        yield Statement(sql, "table", name, True, lost, Phase.TABLE, -2, table=name, reads_rows=reads)
    for parent in fact["inherits"] or () if not fact["partition_bound"] else ():
        if becomes_partition(parent, comparison):  # which cannot have an heir
            lost = f"takes the rows out of {parent}"
            sql = f"ALTER TABLE {name} NO INHERIT {parent}"
            yield Statement(sql, "table", name, True, lost, Phase.TABLE, -2, table=name)
    if fact["server"]:
        yield Statement(f"DROP FOREIGN TABLE {name}", "table", name, phase=Phase.DROP, rank=50)
        return
    lost = "drops the table and its rows"
    counting, rank = f"SELECT count(*) FROM {name}", rank_of_going(fact, comparison)
    yield Statement(
        f"DROP TABLE {name}", "table", name, True, lost, Phase.DROP, rank, counting=counting, table=name
    )


def _kind(fact: Fact) -> str:
    return "FOREIGN TABLE" if fact["server"] else "TABLE"


def replaces(difference: Difference) -> bool:
    """A foreign table cannot move to another server; it has no rows of its own to lose."""
    both = difference.reference, difference.target
    return bool({"server", "columns"} & set(difference.fields)) and all(f and f["server"] for f in both)


def rebuilds(difference: Difference, _: Comparison) -> Key | None:
    """Columns in another order, or other partitions, need a new table for the rows."""
    anew = bool({"columns", "partition_key"} & set(difference.fields))
    return difference.key if anew and not difference.fact["server"] else None


def _parents(fact: Fact) -> list[Key]:
    parents = [Key("schema", above(fact["table"]))]
    if fact["server"]:
        parents.append(Key("foreign_server", fact["server"]))
    if fact["access_method"] not in (None, "heap"):
        parents.append(Key("access_method", fact["access_method"]))
    return parents


def _row_security(fact: Fact, fields: tuple[str, ...], *, new: bool = False) -> Iterator[Statement]:
    name = fact["table"]
    verbs = {"row_security": ("ENABLE", "DISABLE"), "force_row_security": ("FORCE", "NO FORCE")}
    for field in fields:
        on, off = verbs[field]
        if fact[field] or not new:
            sql = f"ALTER TABLE {name} {on if fact[field] else off} ROW LEVEL SECURITY"
            yield Statement(sql, "table", name, phase=Phase.ROW_SECURITY)


def _of_type(fact: Fact) -> Statement:
    action = f"OF {fact['of_type']}" if fact["of_type"] else "NOT OF"
    # Once its columns are those of the type.
    return Statement(
        f"ALTER TABLE {fact['table']} {action}", "table", fact["table"], phase=Phase.TABLE, rank=10
    )


def _tolerates(field: str, reference: Fact, target: Fact, _: int) -> bool:
    """Only columns that both have can be out of order; the others are findings of their own."""
    if field == "access_method":
        return None in (reference[field], target[field])  # foreign tables have none
    if field == "replica_identity":
        return {reference[field], target[field]} <= {None, "NOTHING"}  # an index that was dropped is none
    if field == "partition_bound":
        return same_bound(reference[field], target[field])  # a list's order says nothing
    if field != "columns":
        return False
    mine, other = reference["columns"] or [], target["columns"] or []
    return [c for c in mine if c in other] == [c for c in other if c in mine]


KIND = Kind(
    name="table",
    plural="tables",
    identity=frozenset({"table"}),
    fields=FIELDS,
    missing=MISSING,
    extra=extra,
    judged=JUDGED,
    words=words,
    create=create,
    alter=alter,
    drop=drop,
    rebuilds=rebuilds,
    replaces=replaces,
    parents=_parents,
    tolerates=_tolerates,
)
