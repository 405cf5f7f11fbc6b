"""What is the owner's alone: triggers, indexes, rules, policies, views and keys on a relation."""

from collections.abc import Iterator

from tests.isolation.matrix import witness
from tests.isolation.matrix.cells import Attempt, Cell, ident, literal
from tests.isolation.matrix.outcomes import DENIED, Does


def cells(at: Attempt) -> Iterator[Cell]:
    """No actor owns anything."""
    table, column, is_table = at.relation.quoted, ident(at.key), at.relation.kind != "v"
    function = "pg_catalog.suppress_redundant_updates_trigger()"
    when = "BEFORE UPDATE" if is_table else "INSTEAD OF UPDATE"
    statements = {
        "CREATE TRIGGER": f"CREATE TRIGGER t {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}",
        "CREATE RULE": f"CREATE RULE r AS ON DELETE TO {table} DO INSTEAD NOTHING",
        "CREATE VIEW": f"CREATE VIEW public.mine AS SELECT * FROM {table}",
        "CREATE TEMP VIEW": f"CREATE TEMP VIEW mine AS SELECT * FROM {table}",
        "CREATE TABLE AS": f"CREATE TABLE public.mine AS SELECT * FROM {table}",
        "REFERENCES": f"CREATE TABLE public.mine (x text REFERENCES {table})",
        "DROP": f"DROP {'TABLE' if is_table else 'VIEW'} {table} CASCADE",
        "RENAME": f"ALTER TABLE {table} RENAME TO mine",
        "COMMENT": f"COMMENT ON COLUMN {table}.{column} IS 'mine'",
    }
    if is_table:
        own_table = f"{witness.SCHEMA}.{ident(at.table_of_its_own)}"
        statements |= {
            "REFERENCES from a table of its own": f"ALTER TABLE {own_table} ADD FOREIGN KEY (x) "
            f"REFERENCES {table}",
            "CREATE INDEX": f"CREATE INDEX ON {table} ({column})",
            "CREATE POLICY": f"CREATE POLICY p ON {table} USING (true)",
            "DISABLE ROW LEVEL SECURITY": f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            "NO FORCE ROW LEVEL SECURITY": f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            "DISABLE TRIGGER": f"ALTER TABLE {table} DISABLE TRIGGER USER",
            "INHERIT": f"CREATE TABLE public.mine () INHERITS ({table})",
        }
    for verb, statement in statements.items():
        yield Cell(verb, statement, DENIED)
    yield from _grants(at)


def _grants(at: Attempt) -> Iterator[Cell]:
    """GRANT without the right to only warns when one has some privilege: what counts is its effect."""
    table = literal(at.relation.quoted)
    given = (
        f"pg_catalog.has_any_column_privilege('pg_monitor', {table}, 'SELECT, INSERT, UPDATE, REFERENCES')"
    )
    grant = f"GRANT SELECT ON {at.relation.quoted} TO pg_monitor"
    if at.rights.select:
        yield Cell("GRANT", f"{grant}; SELECT {given}", Does(("False",)))
    else:
        yield Cell("GRANT", grant, DENIED)
