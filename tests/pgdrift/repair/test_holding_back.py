"""The script that loses nothing runs, whatever it leaves as it is."""

from __future__ import annotations

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.repair.mending import Patient

TABLE = "CREATE TABLE public.t (id integer, x text); INSERT INTO public.t VALUES (1, 'one')"
BUILT_ON = {
    "an index by an operator class": "CREATE INDEX i ON public.t (x text_pattern_ops)",
    "an index over an expression": "CREATE INDEX i ON public.t (lower(x)) WHERE x LIKE 'o%'",
    "an index and a view": """CREATE INDEX i ON public.t (x text_pattern_ops);
        CREATE VIEW public.v AS SELECT id FROM public.t""",
    "a check": "ALTER TABLE public.t ADD CONSTRAINT k CHECK (x <> '')",
    "a check and a view": """ALTER TABLE public.t ADD CONSTRAINT k CHECK (x <> '');
        CREATE VIEW public.v AS SELECT id FROM public.t""",
    "a view": "CREATE VIEW public.v AS SELECT id + 1 AS next, x || '' AS y FROM public.t",
    "a policy": "CREATE POLICY p ON public.t USING (x LIKE 'o%' AND id + 1 > 0)",
    "a default": "ALTER TABLE public.t ALTER id SET DEFAULT 1 + 1, ALTER x SET DEFAULT 'o' || 'ne'",
    "statistics": "CREATE STATISTICS public.s ON lower(x), (id + 1) FROM public.t",
    "a trigger": """CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER r BEFORE UPDATE ON public.t FOR EACH ROW WHEN (NEW.x LIKE 'o%' AND OLD.id + 1 > 0)
        EXECUTE FUNCTION public.f()""",
}
SWAPPED = """ALTER TABLE public.t RENAME id TO q; ALTER TABLE public.t RENAME x TO id;
    ALTER TABLE public.t RENAME q TO x"""


@pytest.mark.parametrize("way", ["to swapped", "from swapped"])
@pytest.mark.parametrize("what", BUILT_ON)
def test_what_is_built_on_columns_that_have_changed_names(
    what: str, way: str, superuser: psycopg.Connection, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    superuser.execute(f"{TABLE}; {BUILT_ON[what]}".encode())
    if way == "to swapped":
        superuser.execute(SWAPPED)
    patient = Patient.healthy(cluster, superuser, empty_database)
    superuser.execute(SWAPPED)
    before = patient.rows("SELECT id::text, x::text FROM public.t")
    cautious = patient.text()
    assert patient.run(cautious) == "", cautious
    assert patient.rows("SELECT id::text, x::text FROM public.t") == before
