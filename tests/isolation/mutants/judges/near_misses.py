"""Ids that are nearly a tenant's, match it as a pattern, or stand elsewhere in its rows reach nothing."""

from collections.abc import Iterator
from typing import Any

from tests.isolation.matrix.objects import relations
from tests.isolation.mutants.rows_in_sql import fresh_key, insertion, rows_of
from tests.isolation.mutants.specimen import Specimen, refusal
from tests.isolation.rows import OWNED, TABLES, row_for


def differences(specimen: Specimen) -> Iterator[str]:
    with specimen.url.connect() as superuser:
        views = [relation.name for relation in relations(superuser) if relation.kind == "v"]
        worlds = {tenant: rows_of(superuser, tenant) for tenant in specimen.tenants}
    tables = [table for table in TABLES if table.name in OWNED and specimen.concerns(table.name)]
    names = [*(table.name for table in tables), *(view for view in views if specimen.concerns(view))]
    seen = " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in names) or "SELECT LIMIT 0"
    near = [
        *_near(*specimen.tenants),
        *_elsewhere([table.name for table in tables], worlds),
        *{value for table in tables for value in fresh_key(table, "near").values()},
    ]
    for mode in specimen.modes:
        with specimen.tenants_of(mode) as as_tenant:
            for id_ in near:
                connection = as_tenant(id_)
                if found := connection.execute(seen).fetchall():
                    yield f"{mode.role} as {id_!r} sees rows of {', '.join(name for (name,) in found)}"
                for table in tables:
                    for owner, world in worlds.items():
                        # With everything that the owner's own row holds, the new row is as near as it can be.
                        row = (
                            row_for(table, owner, world)
                            | _texts(world[table.name])
                            | {OWNED[table.name].column: owner}
                        )
                        if (
                            state := refusal(connection, *insertion(table, row | fresh_key(table, "near")))
                        ) != "42501":
                            yield f"{mode.role} as {id_!r} adds to {table.name} a row of {owner!r}: {state}"


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in row.items() if isinstance(value, str)}


def _elsewhere(tables: list[str], worlds: dict[str, dict[str, Any]]) -> list[str]:
    """What stands in rows of tenants, in whichever column."""
    texts = {
        value for world in worlds.values() for table in tables for value in _texts(world[table]).values()
    }
    return sorted(texts - set(worlds))


def _near(ann: str, bob: str) -> list[str]:
    return [
        *(ann.upper(), ann.title(), f"{ann} ", f" {ann}", f"\t{ann}", ann[:-1], f"{ann}e", f"{ann},{bob}"),
        *(
            f"{ann[0]}%",
            "_" * len(ann),
            ".*",
            f"^{ann}$",
            "~",
            "\U0010ffff",
            "null",
            bob.replace("%", "more"),
        ),
    ]
