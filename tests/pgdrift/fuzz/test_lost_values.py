"""A key over values that are lost is excused; any other key is not."""

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
