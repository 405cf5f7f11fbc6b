"""Whoever may look up names, and is a member of nothing, can do nothing with any object."""

from collections.abc import Iterator

from pgdrift.errors import PgdriftError
from tests.isolation.matrix.judging import THE_DATABASE
from tests.isolation.matrix.objects import Relation, functions, relations
from tests.isolation.mutants.judges.powers import SUPERUSERS_SETTINGS
from tests.isolation.mutants.specimen import HEIR, ONLOOKER, OUTSIDER, STRANGER, Specimen, refusal, table_of
from tests.isolation.rows import OWNED

_DENIED = ("42501",)


def differences(specimen: Specimen) -> Iterator[str]:
    with specimen.url.connect() as connection:
        found = [relation for relation in relations(connection) if specimen.concerns(relation.label)]
        called = [function for function in functions(connection) if specimen.concerns(function.label)]
    with specimen.login(ONLOOKER).connect() as onlooker:
        statements = [statement for relation in found for statement in _on_relation(relation)]
        if specimen.concerns(THE_DATABASE):
            statements += ["CREATE SCHEMA more", "CREATE TABLE public.mine ()", "CREATE TEMP TABLE mine ()"]
            statements += [f"SET {setting}" for setting in SUPERUSERS_SETTINGS]
        for function in called:
            arguments = ", ".join(f"NULL::{type_}" for type_ in function.arguments)
            statements.append(f"SELECT {function.quoted}({arguments})")
            statements.append(
                f"CREATE TRIGGER t BEFORE INSERT ON {table_of(ONLOOKER)} EXECUTE FUNCTION {function.quoted}()"
            )
        for statement in statements:
            if (state := refusal(onlooker, statement)) not in _DENIED:
                yield f"an onlooker is not denied {statement}: {state}"
        onlooker.rollback()
    if specimen.concerns(THE_DATABASE):
        yield from _from_outside(specimen)


def _from_outside(specimen: Specimen) -> Iterator[str]:
    """Who may connect looks no name up, unless he inherits more, and who may not does not get in."""
    specimen.login(HEIR).connect().close()
    with specimen.login(STRANGER).connect() as stranger:
        for name in OWNED:
            if (state := refusal(stranger, f"SELECT 'public.{name}'::regclass")) != "42501":
                yield f"a stranger may look up {name}: {state}"
        stranger.rollback()
    try:
        specimen.login(OUTSIDER).connect().close()
    except PgdriftError:
        return
    yield "whoever has a login can connect"


def _on_relation(relation: Relation) -> list[str]:
    name, column = relation.quoted, f'"{relation.columns[0]}"' if relation.columns else "x"
    if relation.kind == "S":
        return [f"SELECT nextval('{name}')", f"SELECT setval('{name}', 1)", f"SELECT last_value FROM {name}"]
    statements = [
        f"SELECT 1 FROM {name}",
        f"SELECT {column} FROM {name}",
        f"INSERT INTO {name} DEFAULT VALUES",
        f"INSERT INTO {name} ({column}) VALUES (DEFAULT)",
        f"UPDATE {name} SET {column} = DEFAULT",
        f"DELETE FROM {name}",
        f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE",
    ]
    if relation.kind == "v":
        trigger = "pg_catalog.suppress_redundant_updates_trigger()"
        return [
            *statements,
            f"CREATE TRIGGER t INSTEAD OF UPDATE ON {name} FOR EACH ROW EXECUTE FUNCTION {trigger}",
        ]
    function = "pg_catalog.suppress_redundant_updates_trigger()"
    return [
        *statements,
        f"TRUNCATE {name}",
        f"REINDEX TABLE {name}",
        f"ALTER TABLE {table_of(ONLOOKER)} ADD FOREIGN KEY (x) REFERENCES {name}",
        f"CREATE TRIGGER t BEFORE INSERT ON {name} EXECUTE FUNCTION {function}",
    ]
