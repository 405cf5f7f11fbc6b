"""Whether PostgreSQL reads a check otherwise than it has it can be told from what it says of it."""

import pytest

from pgdrift.catalog.check_spelling import is_read_otherwise
from pgdrift.database_url import DatabaseURL


@pytest.mark.parametrize(
    "condition",
    [
        "a BETWEEN 1 AND 9 AND b > 0",
        "a NOT BETWEEN 1 AND 9 OR b > 0",
        "(a BETWEEN 1 AND 9 AND b > 0) IS NULL",
        "b > 0 AND a BETWEEN 1 AND 9",
        "a > 0 AND b > 0 AND c > ''",
        "a BETWEEN 1 AND 9",
        "(a > 0 OR b > 0) AND c > ''",
        "c > '((a AND b) AND' AND a > 0",
        '"((a AND b) AND" AND a > 0',
        "coalesce((a > 0 AND b > 0), false) AND b > 0",
        "CASE WHEN a BETWEEN 1 AND 9 AND b > 0 THEN c > '' END",
    ],
)
def test_it_is_told_as_postgresql_tells_it_of_a_second_reading(
    empty_database: DatabaseURL, condition: str
) -> None:
    with empty_database.connect(autocommit=True) as connection:
        connection.execute('CREATE TABLE t (a integer, b integer, c text, "((a AND b) AND" boolean)')
        connection.execute(f"ALTER TABLE t ADD CONSTRAINT k CHECK ({condition})".encode())
        said = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'k'"
        ((first,),) = connection.execute(said).fetchall()
        connection.execute("ALTER TABLE t DROP CONSTRAINT k")
        connection.execute(f"ALTER TABLE t ADD CONSTRAINT k {first}".encode())
        ((second,),) = connection.execute(said).fetchall()
    assert is_read_otherwise(first) == (first != second)
