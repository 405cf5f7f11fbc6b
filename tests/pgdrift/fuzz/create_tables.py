"""Statements that create tables, fill them, and add columns, constraints and indexes."""

from __future__ import annotations

from tests.pgdrift.fuzz import limits
from tests.pgdrift.fuzz.choices import Choices, Impossible
from tests.pgdrift.fuzz.create_types import new_name, sequence_options
from tests.pgdrift.fuzz.inventory import Inventory, Thing
from tests.pgdrift.fuzz.names import name, names
from tests.pgdrift.fuzz.values import BUILT_IN, column_type, condition, default, expression, family, value

_INDEXABLE = ("number", "text", "time", "truth", "span")


def definition(choose: Choices, has: Inventory, column: str, kind: str = "", *, plain: bool = False) -> str:
    """A column as CREATE TABLE and ADD COLUMN take it."""
    kind = kind or column_type(choose, has)
    parts = [column, kind]
    if kind.startswith(("text", "character")) and not kind.endswith("]") and choose.once_in(5):
        parts.append(choose.one(['COLLATE "C"', 'COLLATE "POSIX"', 'COLLATE "default"']))
    if plain:
        return " ".join(parts)
    if kind in ("integer", "bigint") and choose.once_in(4):
        parts.append(f"GENERATED {choose.one(['ALWAYS', 'BY DEFAULT'])} AS IDENTITY")
        if choose.once_in(3):
            parts.append(
                f"({sequence_options(choose).replace('AS integer', '').replace('AS smallint', '')} START 5)"
            )
    elif choose.once_in(3) and value(kind, has) != "NULL":
        parts.append(f"DEFAULT {default(choose, kind, has)}")
        if choose.once_in(3):
            parts.append("NOT NULL")
    elif choose.once_in(6) and kind in BUILT_IN:
        parts.append("NOT NULL")
    return " ".join(parts)


def table(choose: Choices, has: Inventory) -> str:
    columns = names(choose, 5)
    lines = [definition(choose, has, column) for column in columns]
    if choose.once_in(5):
        lines.append(f"{name(choose)} {choose.one(['serial', 'bigserial'])}")
    if choose.once_in(3):
        lines.append('"id" integer PRIMARY KEY')
    # A generated column may use only plain ones.
    if choose.once_in(3):
        lines += [
            "base integer",
            f'"Double" bigint GENERATED ALWAYS AS ({choose.one(["base * 2", "base + 1"])}) STORED',
        ]
    persistence = choose.maybe("UNLOGGED ", 8)
    options = choose.one(
        [
            "",
            "",
            "",
            " WITH (fillfactor = 70)",
            " WITH (autovacuum_enabled = false, toast.autovacuum_enabled = false)",
        ]
    )
    return f"CREATE {persistence}TABLE {new_name(choose, has)} ({', '.join(lines)}){options}"


def inheriting_table(choose: Choices, has: Inventory) -> str:
    parents = [t.name for t in choose.some([t for t in has.tables if t.kind == "r" and not t.partition], 2)]
    own = choose.maybe(definition(choose, has, name(choose)))
    return f"CREATE TABLE {new_name(choose, has)} ({own}) INHERITS ({', '.join(parents)})"


def partitioned_table(choose: Choices, has: Inventory) -> str:
    more = [definition(choose, has, column) for column in names(choose, 3)]
    key = choose.one(
        ["RANGE (part)", "LIST (part)", "HASH (part)", "RANGE (part, part2)", "RANGE ((part + 1))"]
    )
    lines = ["part integer", "part2 integer", *more]
    return f"CREATE TABLE {new_name(choose, has)} ({', '.join(lines)}) PARTITION BY {key}"


def partition(choose: Choices, has: Inventory) -> str:
    parent = choose.one([t for t in has.tables if t.kind == "p" and t.strategy])
    below = choose.maybe(" PARTITION BY LIST (part)", 6)
    return f"CREATE TABLE {new_name(choose, has)} PARTITION OF {parent.name} {bound(choose, parent)}{below}"


def bound(choose: Choices, parent: Thing) -> str:
    """Which rows a partition of the table takes."""
    number = choose.number(0, 5) * 10
    both = ", MINVALUE" if len([c for c in parent.columns if c.partition_key]) > 1 else ""
    bounds = {
        "r": f"FOR VALUES FROM ({number}{both}) TO ({number + 10}{both})",
        "l": f"FOR VALUES IN ({number}, {number + 1})",
        "h": f"FOR VALUES WITH (MODULUS 6, REMAINDER {number // 10})",
    }
    return "DEFAULT" if parent.strategy != "h" and choose.once_in(5) else bounds[parent.strategy]


def rows(choose: Choices, has: Inventory) -> str:
    target = choose.one(has.tables)
    columns = [c for c in target.columns if not c.generated and c.identity != "a"]
    if not columns:
        return f"INSERT INTO {target.name} DEFAULT VALUES"
    values = [value(c.type, has, c.base) for c in columns]
    return (
        f"INSERT INTO {target.name} ({', '.join(c.name for c in columns)})"
        f" SELECT {', '.join(values)} FROM generate_series(1, 3) g"
    )


def column(choose: Choices, has: Inventory) -> str:
    target = choose.one(has.tables)
    called = name(choose)
    if not limits.WRITTEN_BELOW_COMPUTED and any(c.generated for c in _of_heirs(target, called, has)):
        raise Impossible
    added = definition(choose, has, called)
    if "NOT NULL" in added and "DEFAULT" not in added:
        added = added.replace(" NOT NULL", "")  # there may be rows
    return f"ALTER TABLE {target.name} ADD COLUMN {added}"


def generated_column(choose: Choices, has: Inventory) -> str:
    target = choose.one(has.tables)
    usable = [c for c in target.columns if family(c) in ("number", "text") and not c.generated]
    source = choose.one(usable)
    kind = "numeric" if family(source) == "number" else "text"
    said = expression(choose, [source])
    called = name(choose)
    if not limits.WRITTEN_BELOW_COMPUTED and _of_heirs(target, called, has):
        raise Impossible
    return f"ALTER TABLE {target.name} ADD COLUMN {called} {kind} GENERATED ALWAYS AS ({said}) STORED"


def _of_heirs(table: Thing, called: str, has: Inventory) -> list[Thing]:
    """The columns of that name that tables have which inherit from this one, at any depth."""
    heirs = [heir for heir in has.tables if table.name in (heir.parents or ())]
    # The catalog quotes a name only where it must.
    found = [c for heir in heirs for c in heir.columns if c.name.strip('"') == called.strip('"')]
    return found + [c for heir in heirs for c in _of_heirs(heir, called, has)]


def check(choose: Choices, has: Inventory) -> str:
    target = choose.one(has.tables)
    suffix = choose.one(["", "", "", " NOT VALID", " NO INHERIT"])
    return f"ALTER TABLE {target.name} ADD CONSTRAINT {name(choose)} CHECK ({condition(choose, target.columns)}){suffix}"


def key(choose: Choices, has: Inventory) -> str:
    target = choose.one(has.tables)
    columns = [c for c in target.columns if family(c) in _INDEXABLE and family(c) != "truth"]
    chosen = choose.some(columns, 2)
    if target.strategy:
        chosen = [c for c in target.columns if c.partition_key] or chosen
    kind = (
        "PRIMARY KEY"
        if all(c.not_null for c in chosen) and choose.once_in(2)
        else choose.one(["UNIQUE", "UNIQUE", "UNIQUE NULLS NOT DISTINCT"])
    )
    suffix = choose.one(["", "", " DEFERRABLE", " DEFERRABLE INITIALLY DEFERRED"])
    storage = choose.maybe(" WITH (fillfactor = 80)", 6)
    listed = ", ".join(c.name for c in chosen)
    return f"ALTER TABLE {target.name} ADD CONSTRAINT {name(choose)} {kind} ({listed}){storage}{suffix}"


def foreign_key(choose: Choices, has: Inventory) -> str:
    kinds = {(r.name, c.name): c.type for r in has.relations for c in r.columns}
    candidates = []
    for unique in (k for k in has.keys if k.kind in "pu" and not k.deferrable):
        for target in has.tables:
            matches = []
            for referenced in unique.columns:
                same = [
                    c for c in target.columns if c.type == kinds[unique.table, referenced] and not c.generated
                ]
                matches.append(same)
            if all(matches):
                candidates.append((unique, target, matches))
    unique, target, matches = choose.one(candidates)
    own = [choose.one(options).name for options in matches]
    if len(set(own)) < len(own):
        raise Impossible
    actions = choose.one(
        [
            "",
            "",
            " ON DELETE CASCADE",
            " ON DELETE SET NULL",
            " ON UPDATE CASCADE ON DELETE RESTRICT",
            " MATCH FULL",
        ]
    )
    suffix = choose.one(["", "", "", " NOT VALID", " DEFERRABLE INITIALLY DEFERRED"])
    return (
        f"ALTER TABLE {target.name} ADD CONSTRAINT {name(choose)} FOREIGN KEY ({', '.join(own)})"
        f" REFERENCES {unique.table} ({', '.join(unique.columns)}){actions}{suffix}"
    )


def exclusion(choose: Choices, has: Inventory) -> str:
    target = choose.one([t for t in has.tables if t.kind == "r"])
    ranges = [c for c in target.columns if c.type == "int4range"]
    plain = [c for c in target.columns if family(c) == "number"]
    elements = f"{ranges[0].name} WITH &&" if ranges else f"{choose.one(plain).name} WITH ="
    method = "gist" if ranges else "btree"
    where = f" WHERE ({condition(choose, target.columns)})" if choose.once_in(3) else ""
    return (
        f"ALTER TABLE {target.name} ADD CONSTRAINT {name(choose)} EXCLUDE USING {method} ({elements}){where}"
    )


def index(choose: Choices, has: Inventory) -> str:
    target = has.table(choose, "rpm")
    usable = [c for c in target.columns if family(c) in _INDEXABLE]
    method = choose.one(["btree", "btree", "btree", "hash", "gin", "gist", "brin"])
    if method == "gin":
        fitting = [c for c in target.columns if c.type in ("jsonb", "tsvector", "integer[]", "text[]")]
        chosen = choose.one(fitting)
        items = [chosen.name + (choose.maybe(" jsonb_path_ops") if chosen.type == "jsonb" else "")]
    elif method == "gist":
        items = [choose.one([c for c in target.columns if c.type in ("int4range", "point", "tsvector")]).name]
    else:
        items = [_item(choose, c, method) for c in choose.some(usable, 1 if method == "hash" else 3)]
    unique = choose.maybe("UNIQUE ", 6) if method == "btree" and target.kind == "r" else ""
    spare = [c.name for c in target.columns]
    include = f" INCLUDE ({choose.one(spare)})" if method == "btree" and choose.once_in(5) else ""
    options = choose.maybe(" WITH (fillfactor = 60)", 5) if method in ("btree", "hash") else ""
    where = f" WHERE {condition(choose, target.columns)}" if choose.once_in(4) else ""
    only = "ONLY " if target.kind == "p" and choose.once_in(6) else ""
    return (
        f"CREATE {unique}INDEX {name(choose)} ON {only}{target.name} USING {method} ({', '.join(items)})"
        f"{include}{options}{where}"
    )


def _item(choose: Choices, column: Thing, method: str) -> str:
    if method == "hash":
        return column.name
    text = family(column) == "text" and column.base != "name"
    said = f"({expression(choose, [column])})" if choose.once_in(4) else column.name
    if method == "brin":
        return column.name
    collation = choose.maybe(' COLLATE "C"', 4) if text else ""
    operators = choose.maybe(" text_pattern_ops", 5) if column.type == "text" and said == column.name else ""
    order = choose.one(["", "", " DESC", " NULLS FIRST", " DESC NULLS LAST"])
    return f"{said}{collation}{operators}{order}"


def statistics(choose: Choices, has: Inventory) -> str:
    target = has.table(choose, "rpm")
    usable = [c for c in target.columns if family(c) in _INDEXABLE and not c.generated]
    if len(usable) < 2:
        raise Impossible
    kinds = choose.one(["", " (ndistinct)", " (dependencies, mcv)", " (mcv)"])
    items = [c.name for c in usable[:2]] + ([f"({expression(choose, usable)})"] if choose.once_in(3) else [])
    return f"CREATE STATISTICS {new_name(choose, has)}{kinds} ON {', '.join(items)} FROM {target.name}"
