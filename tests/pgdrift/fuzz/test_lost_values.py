"""A rule over values that are lost is excused; any other is not."""

from __future__ import annotations

import psycopg
import pytest

from pgdrift.catalog import read
from tests.pgdrift.fuzz import lost_values

WANTED = 'CREATE TABLE public."T" (a integer, b integer, c integer GENERATED ALWAYS AS (a + 1) STORED)'
PRESENT = """CREATE TABLE public."T" (b integer); INSERT INTO public."T" VALUES (1), (1);"""


@pytest.mark.parametrize(
    ("key", "excused"),
    [
        ('ALTER TABLE public."T" ADD CONSTRAINT "A" UNIQUE (a)', True),
        ('ALTER TABLE public."T" ADD UNIQUE (b)', False),
        ('ALTER TABLE public."T" ADD UNIQUE (c)', True),
        ('CREATE UNIQUE INDEX "I" ON public."T" (abs(a))', True),
        ('CREATE UNIQUE INDEX i ON public."T" (abs(b)) WHERE b > 0', False),
        ('ALTER TABLE public."T" ADD EXCLUDE (a WITH =)', True),
        ('ALTER TABLE public."T" ADD EXCLUDE (b WITH =)', False),
    ],
)
def test_only_the_key_that_lost_its_values_is_excused(
    key: str, excused: bool, superuser: psycopg.Connection
) -> None:
    superuser.execute(f'{WANTED}; ALTER TABLE public."T" ADD CONSTRAINT other UNIQUE (a, b); {key}'.encode())
    wanted = read(superuser)
    superuser.execute(f'DROP TABLE public."T"; {PRESENT}'.encode())
    present = read(superuser)
    superuser.execute(
        'ALTER TABLE public."T" ADD a integer DEFAULT 1, ADD c integer GENERATED ALWAYS AS (2) STORED'
    )
    with pytest.raises(lost_values.ALIKE) as refused:
        superuser.execute(key.encode())
    assert lost_values.excuse(refused.value, wanted, present) is excused


@pytest.mark.parametrize(("gone", "excused"), [(True, True), (False, False)])
def test_a_foreign_key_to_rows_that_are_gone_is_excused(
    gone: bool, excused: bool, superuser: psycopg.Connection
) -> None:
    parent = 'CREATE TABLE public."P" (a integer PRIMARY KEY)'
    key = 'ALTER TABLE public."T" ADD CONSTRAINT "F" FOREIGN KEY (b) REFERENCES public."P"'
    superuser.execute(f"{parent}; {WANTED}; {key}".encode())
    wanted = read(superuser)
    superuser.execute(f'DROP TABLE public."T"; {PRESENT}'.encode())
    if gone:
        superuser.execute('DROP TABLE public."P"')
    present = read(superuser)
    if gone:
        superuser.execute(parent.encode())
    with pytest.raises(psycopg.errors.ForeignKeyViolation) as refused:
        superuser.execute(key.encode())
    assert lost_values.excuse(refused.value, wanted, present) is excused


@pytest.mark.parametrize(("column", "excused"), [("a", True), ("b", False)])
def test_a_domain_that_allows_no_nothing_is_excused_for_the_column_that_is_lost(
    column: str, excused: bool, superuser: psycopg.Connection
) -> None:
    superuser.execute(
        "CREATE DOMAIN public.lost AS integer NOT NULL; CREATE DOMAIN public.kept AS integer NOT NULL"
    )
    superuser.execute('CREATE TABLE public."T" (a public.lost, b public.kept)')
    wanted = read(superuser)
    superuser.execute(f'DROP TABLE public."T"; {PRESENT}'.encode())
    present = read(superuser)
    add = f'ALTER TABLE public."T" ADD z public.{"lost" if column == "a" else "kept"}'
    with pytest.raises(psycopg.errors.NotNullViolation) as refused:
        superuser.execute(add.encode())
    assert lost_values.excuse(refused.value, wanted, present) is excused


@pytest.mark.parametrize(
    ("column", "excused"),
    [
        ("a text", True),
        ("a text DEFAULT CURRENT_USER", True),
        ("a text DEFAULT 'x'", False),
        ("z text", False),
    ],
)
def test_a_required_column_is_excused_that_has_no_value_for_the_rows_that_get_it_again(
    column: str, excused: bool, superuser: psycopg.Connection
) -> None:
    superuser.execute(f'CREATE TABLE public."T" ({column} NOT NULL, b integer)'.encode())
    wanted = read(superuser)
    superuser.execute(f'DROP TABLE public."T"; {PRESENT}'.encode())
    present = read(superuser)
    with pytest.raises(psycopg.errors.NotNullViolation) as refused:
        superuser.execute('ALTER TABLE public."T" ADD a text NOT NULL')
    assert lost_values.excuse(refused.value, wanted, present) is excused


@pytest.mark.parametrize(
    ("refused", "excused"),
    [
        ('public.p ATTACH PARTITION public."T" FOR VALUES FROM (1) TO (5)', True),
        ('public."T" ADD CONSTRAINT q CHECK (a < 5)', False),
    ],
)
def test_rows_that_came_while_a_table_was_no_partition_are_excused(
    refused: str, excused: bool, superuser: psycopg.Connection
) -> None:
    superuser.execute("CREATE TABLE public.p (a integer) PARTITION BY RANGE (a)")
    superuser.execute('CREATE TABLE public."T" PARTITION OF public.p FOR VALUES FROM (1) TO (5)')
    wanted = read(superuser)
    superuser.execute('ALTER TABLE public.p DETACH PARTITION public."T"; INSERT INTO public."T" VALUES (7)')
    present = read(superuser)
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        superuser.execute(f"ALTER TABLE {refused}".encode())
    assert lost_values.excuse(error.value, wanted, present) is excused
