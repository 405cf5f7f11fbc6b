"""The table in which Alembic keeps the revision that a database is at."""

VERSION_TABLE = "alembic_version"
