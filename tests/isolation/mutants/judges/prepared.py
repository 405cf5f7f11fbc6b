"""A plan that was made for one tenant shows the next one only its own rows."""

from collections.abc import Iterator

from tests.isolation.mutants.specimen import Specimen
from tests.isolation.rows import OWNED


def differences(specimen: Specimen) -> Iterator[str]:
    ann, bob = specimen.tenants
    for mode in specimen.modes:
        with specimen.tenants_of(mode) as as_tenant:
            for number, (table, choice) in enumerate(OWNED.items()):
                if not specimen.concerns(table):
                    continue
                connection = as_tenant(ann)
                connection.execute("SET plan_cache_mode = force_generic_plan")
                connection.execute(f"PREPARE q{number} AS SELECT {choice.column} FROM {table}")
                connection.execute(f"EXECUTE q{number}")
                connection.commit()
                for tenant, rows in ((bob, [(bob,)]), (None, []), (ann, [(ann,)])):
                    found = as_tenant(tenant).execute(f"EXECUTE q{number}").fetchall()
                    if found != rows:
                        yield f"{mode.role} as {tenant!r} sees {found} of {table} by a plan made for another"
