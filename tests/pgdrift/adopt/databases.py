"""What these stories do to a database that is adopted, and ask it."""

from __future__ import annotations

from pgdrift.database_url import DatabaseURL

PASSWORD = "Marvin-0042-never-shown"


def run(url: DatabaseURL, *statements: str) -> None:
    with url.connect(autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def revisions(url: DatabaseURL) -> list[str]:
    with url.connect() as connection:
        return [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
