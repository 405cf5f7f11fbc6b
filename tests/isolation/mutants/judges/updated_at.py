"""The time of the last change is the database's to write."""

from collections.abc import Iterator

from tests.isolation.mutants.specimen import Specimen
from tests.isolation.rows import TABLES


def differences(specimen: Specimen) -> Iterator[str]:
    with specimen.acting("bo1_service") as service:
        for table in TABLES:
            if "updated_at" in table.columns:
                changed = service.execute(
                    f"UPDATE {table.name} SET updated_at = '2001-01-01' RETURNING updated_at = now()"
                ).fetchall()
                if set(changed) != {(True,)}:
                    yield f"the service can forge {table.name}.updated_at"
