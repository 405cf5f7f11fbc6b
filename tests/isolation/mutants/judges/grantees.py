"""A tenant hands on nothing of what it may do itself."""

from collections.abc import Iterator

from psycopg import Error

from tests.isolation.mutants import reading
from tests.isolation.mutants.specimen import ONLOOKER, Specimen


def differences(specimen: Specimen) -> Iterator[str]:
    """GRANT by somebody with no right to it warns if he holds the privilege himself, and fails if not."""
    with specimen.url.connect() as connection:
        law = reading.read(connection)
        database = f'"{specimen.url.database}"'
    for mode in specimen.modes:
        spelled = sorted(
            {p.spelled for p in law.privileges if p.grantee == mode.role and specimen.concerns(p.about)}
        )
        with specimen.acting(mode.role) as connection:
            notices: list[str] = []
            connection.add_notice_handler(lambda notice, notices=notices: notices.append(notice.sqlstate))
            for privilege in spelled:
                notices.clear()
                grant = f"GRANT {privilege} TO {ONLOOKER}".replace("<database>", database)
                try:
                    with connection.transaction(force_rollback=True):
                        connection.execute(grant.encode())
                except Error:
                    continue
                if "01007" not in notices:
                    yield f"{mode.role} can {grant}"
