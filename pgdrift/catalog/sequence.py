"""Sequences: what numbers they give, never how far they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.dotted_names import above, bare
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.meanwhile import beside
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import deparsed, literal, unquoted

_BOUNDS = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def identity_options(table: str, column: str, comparison: Comparison) -> str:
    """What GENERATED ... AS IDENTITY has to say in parentheses; empty when PostgreSQL's defaults will do."""
    fact = of_identity(table, column, comparison)
    if fact is None:
        return ""
    name = fact["sequence"]
    if _is_a_types(name, comparison.reference):  # which may be made before the table
        name = beside(name)
    own_name = [] if name == _default_name(table, column) else [f"SEQUENCE NAME {name}"]
    return " ".join([*own_name, *_options(fact)])


def of_identity(table: str, column: str, comparison: Comparison) -> Fact | None:
    """The sequence that the column of the reference takes its numbers from."""
    owned = comparison.reference.children(Key("table", table), "sequence").values()
    return next((fact for fact in owned if fact["identity"] and fact["owned_by"] == column), None)


def of_column(fact: Fact) -> str:
    """SQL for the sequence that an identity column takes its numbers from."""
    return f"pg_get_serial_sequence({literal(fact['table'])}, {literal(unquoted(fact['column']))})"


def gives_numbers(sequence: str, column: Fact) -> bool:
    """Whether the column takes its numbers from the sequence by default."""
    return (column["default"] or "").startswith(f"nextval({deparsed(sequence)}::")


def continued(
    sequence: str, column: Fact, numbers: Fact | None, comparison: Comparison, reached: str = ""
) -> Iterator[Statement]:
    """A new sequence goes on after the numbers that the column's rows have: the next must not meet one.

    `sequence` is the SQL for it, `numbers` says which numbers it gives, if that is known. `reached` is SQL
    for how far it has come, if it goes on after another column's already.
    """
    table, bare = column["table"], column["column"]
    if comparison.is_new("table", table) or comparison.is_new("column", f"{table}.{bare}"):
        return
    sql = after_rows(sequence, column, numbers, reached)
    name = f"{table}.{bare}"
    yield Statement(sql, "column", name, phase=Phase.TABLE, rank=9, reads_rows=comparison.hiding_rows(table))


def after_rows(sequence: str, column: Fact, numbers: Fact | None, reached: str = "") -> str:
    """SQL that sets a sequence to the last number that the column's rows have, if beyond `reached`."""
    down = numbers is not None and numbers["increment"] < 0
    last = _last(column, "min" if down else "max")
    start = numbers["start"] if numbers is not None else 1
    beyond = f"{last} {'<=' if down else '>='} {reached or start}"
    return f"SELECT setval({sequence}, {last}) FROM {column['table']} HAVING {beyond}"


def _last(column: Fact, aggregate: str) -> str:
    name = column["column"]
    if column["type"] in _BOUNDS:
        return f"{aggregate}({name})"
    # Numbers in text, or with decimal places; what is no number has not come from the sequence.
    are_numbers = f"{name}::text ~ '^-?[0-9]{{1,18}}([.][0-9]+)?$'"
    return f"trunc({aggregate}({name}::text::numeric) FILTER (WHERE {are_numbers}))::bigint"


def making(name: str, fact: Fact | None) -> str:
    """SQL for a sequence of that name that gives the numbers of `fact`, if these are known."""
    if fact is None:
        return f"CREATE SEQUENCE {name}"
    kind = [] if fact["type"] == "bigint" else [f"AS {fact['type']}"]
    unlogged = "UNLOGGED " if fact["persistence"] == "u" else ""
    return " ".join([f"CREATE {unlogged}SEQUENCE {name}", *kind, *_options(fact)])


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["sequence"]
    if not fact["identity"]:
        # Before types: one may have the same name, but only if it comes later.
        other = beside(name) if _is_a_types(name, comparison.target) else name
        yield Statement(making(other, fact), "sequence", name, rank=-2)
        if other != name:
            yield Statement(_renamed(name), "sequence", name, rank=-1)
        # Whose numbers were these? Those of the columns that take them by default.
        reached = ""
        for column in comparison.reference.snapshot.of_kind("column").values():
            if gives_numbers(name, column):
                yield from continued(literal(name), column, fact, comparison, reached)
                reached = f"(SELECT last_value FROM {name})"
        yield from owner_of("SEQUENCE", name, fact, comparison, "sequence")
        if fact["owned_by"]:
            yield _bound(fact)
    else:
        if _is_a_types(name, comparison.reference):
            yield Statement(_renamed(name), "sequence", name, phase=Phase.TABLE, rank=6)
        table = comparison.reference.get("table", fact["table"]) or {}
        if table.get("persistence") != fact["persistence"]:  # which it has come with
            yield replace(turned(fact), rank=6)
    yield from comment_on("SEQUENCE", name, fact, "sequence")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name, changed = difference.fact, difference.name, set(difference.fields)
    if changed & {"type", "start", "increment", "minimum", "maximum", "cache", "cycle"}:
        words = [f"ALTER SEQUENCE {name}"]
        if "type" in changed:
            words.append(f"AS {fact['type']}")
        words += _options(fact, everything=True)
        yield Statement(" ".join(words), "sequence", name, phase=Phase.TABLE, rank=7)
    if "owned_by" in changed and not fact["identity"]:
        assert difference.target is not None
        if fact["owner"] != difference.target["owner"]:
            yield from owner_of("SEQUENCE", name, fact, comparison, "sequence", changed=True)
        if difference.target["owned_by"]:  # a table would turn what it owns logged or unlogged with it
            yield _bound(frozen({**fact, "owned_by": None}))
        if fact["owned_by"]:
            yield _bound(fact)
    if "persistence" in changed:
        yield turned(fact)
    if "owner" in changed:
        yield from owner_of("SEQUENCE", name, fact, comparison, "sequence", changed=True)
    if "comment" in changed:
        yield from comment_on("SEQUENCE", name, fact, "sequence", changed=True)


def turned(fact: Fact) -> Statement:
    """LOGGED or UNLOGGED, as it should be, once its table is."""
    logged = "LOGGED" if fact["persistence"] == "p" else "UNLOGGED"
    sql = f"ALTER SEQUENCE {fact['sequence']} SET {logged}"
    return Statement(sql, "sequence", fact["sequence"], phase=Phase.TABLE, rank=1)


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    # What a column owns goes with it.
    goes = fact["owned_by"] and comparison.reference.get("column", fact["owned_by"]) is None
    if not fact["identity"] and not goes:
        name = fact["sequence"]
        lost = "drops the sequence and how far it has come"
        yield Statement(f"DROP SEQUENCE {name}", "sequence", name, True, lost, Phase.DROP, 55)


def _is_a_types(name: str, side: Side) -> bool:
    """Whether a type has the name: no sequence can be made with it, but be renamed to it."""
    types = side.snapshot.of_kind("type")
    return name in types or any(fact["multirange"] == name for fact in types.values())


def _renamed(name: str) -> str:
    return f"ALTER SEQUENCE {beside(name)} RENAME TO {bare(name)}"


def _bound(fact: Fact) -> Statement:
    """To its column once both have the same owner, or before that from it."""
    sql = f"ALTER SEQUENCE {fact['sequence']} OWNED BY {fact['owned_by'] or 'NONE'}"
    phase, rank = (Phase.OWNER, 2) if fact["owned_by"] else (Phase.TABLE, -1)
    return Statement(sql, "sequence", fact["sequence"], phase=phase, rank=rank)


def _options(fact: Fact, *, everything: bool = False) -> list[str]:
    up, bound = fact["increment"] > 0, _BOUNDS[fact["type"]]
    minimum, maximum = (1, bound) if up else (-bound - 1, -1)
    parts = [
        ("START WITH", fact["start"], fact["minimum"] if up else fact["maximum"]),
        ("INCREMENT BY", fact["increment"], 1),
        ("MINVALUE", fact["minimum"], minimum),
        ("MAXVALUE", fact["maximum"], maximum),
        ("CACHE", fact["cache"], 1),
    ]
    options = [f"{word} {value}" for word, value, default in parts if everything or value != default]
    if fact["cycle"] or everything:
        options.append("CYCLE" if fact["cycle"] else "NO CYCLE")
    return options


def _default_name(table: str, column: str) -> str:
    return f"{table}_{column.removeprefix(table + '.')}_seq"


def _parents(fact: Fact) -> Sequence[Key]:
    if not fact["owned_by"]:
        return (Key("schema", above(fact["sequence"])),)
    return (Key("table", fact["table"]), Key("column", fact["owned_by"]))


def _is_the_tables(field: str, reference: Fact, target: Fact, _: int) -> bool:
    """A sequence that a column owns has its table's owner."""
    return field == "owner" and bool(reference["owned_by"] or target["owned_by"])


CHANGED = Meaning("sequence-changed", "error", "{sequence} gives other numbers than it should.")

KIND = Kind(
    name="sequence",
    plural="sequences",
    identity=frozenset({"sequence", "table", "identity"}),
    fields={
        **dict.fromkeys(("type", "start", "increment", "minimum", "maximum", "cycle"), CHANGED),
        "cache": Meaning(
            "sequence-changed", "warning", "{sequence} leaves larger gaps, or fewer are kept ready."
        ),
        "persistence": Meaning(
            "sequence-changed", "error", "A crash of the server sets {sequence} back to its start."
        ),
        "owned_by": Meaning(
            "sequence-ownership-changed",
            "warning",
            "{sequence} does not go away with its column {reference}.",
        ),
        "owner": Meaning("owner-changed", "error", "{sequence} is owned by {target}, not {reference}."),
        "comment": Meaning("comment-changed", "warning", "The description of {sequence} is another."),
    },
    missing=Meaning("sequence-missing", "error", "Statements that take a number from {sequence} fail."),
    extra=Meaning("sequence-extra", "warning", "The sequence {sequence} exists, and nothing declares it."),
    create=create,
    alter=alter,
    drop=drop,
    parents=_parents,
    tolerates=_is_the_tables,
)
