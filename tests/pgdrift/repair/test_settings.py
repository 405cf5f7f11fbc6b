"""What every role starts with is not what this database starts with."""

from __future__ import annotations

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient


def test_a_setting_of_every_role_and_one_of_the_database(
    cluster: Cluster, empty_database: DatabaseURL
) -> None:
    name = empty_database.database
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET every.one = 'here'".encode())
        try:
            healthy = Patient.healthy(cluster, connection, empty_database)
            connection.execute("ALTER ROLE ALL SET every.one = 'anywhere'")
            spoilt = Patient.healthy(cluster, connection, empty_database)
            assert "ALTER ROLE ALL RESET every.one" in healthy.mended()
            assert "ALTER ROLE ALL SET every.one = 'anywhere'" in spoilt.mended()
        finally:
            connection.execute("ALTER ROLE ALL RESET every.one")
