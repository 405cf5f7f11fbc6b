"""The owner of the tables sees no row, whomever it names; the migrator sees all and becomes the owner."""

from collections.abc import Iterator

from tests.isolation.matrix.actors import name_only
from tests.isolation.matrix.objects import relations
from tests.isolation.matrix.signed import KEY
from tests.isolation.mutants.specimen import Specimen, refusal
from tests.isolation.rows import OWNED, TENANCY
from tests.isolation.signing import backend

_OUT_OF_SIGHT = "44000"


def differences(specimen: Specimen) -> Iterator[str]:
    for tenant in (*specimen.tenants, None):
        with specimen.acting("bo1_owner", tenant=tenant) as owner:
            if tenant is not None:
                signature = KEY.signature(tenant, backend(owner))
                owner.execute("SELECT set_config('app.tenant_signature', %s, true)", [signature])
            for table in filter(specimen.concerns, OWNED):
                if (seen := owner.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) != 0:
                    yield f"the owner sees {seen} rows of {table} as {tenant}"
    with specimen.acting("bo1_owner") as owner:
        owner.execute("SET LOCAL row_security = off")
        unowned = (*(table for table in TENANCY if table not in OWNED), "alembic_version")
        for table in filter(specimen.concerns, unowned):
            owner.execute(f"SELECT count(*) FROM {table}")
    yield from _views(specimen)
    with specimen.acting("bo1_migrator") as migrator:
        migrator.execute("SET LOCAL row_security = off")
        for table in filter(specimen.concerns, TENANCY):
            migrator.execute(f"SELECT count(*) FROM {table}")
        migrator.execute("SET LOCAL ROLE bo1_owner")


def _views(specimen: Specimen) -> Iterator[str]:
    """Even its owner changes no row of a view so that the view would not show it any more."""
    with specimen.url.connect() as superuser:
        views = [view for view in relations(superuser) if view.kind == "v" and specimen.concerns(view.label)]
        # Whoever has the owner's role, and may become a tenant too, as only a superuser may here.
        superuser.execute("SET LOCAL ROLE bo1_owner")
        name_only(superuser, specimen.tenants[0])
        for view in views:
            state = refusal(superuser, f"UPDATE {view.quoted} SET {view.columns[0]} = 'somebody else'")
            if state != _OUT_OF_SIGHT:
                yield f"a row can be moved out of {view.label}: {state}"
        superuser.rollback()
