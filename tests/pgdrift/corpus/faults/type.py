"""Faults in types."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault(
        "a label came",
        "ALTER TYPE public.mood ADD VALUE 'top'",
        "type-changed",
        beyond_repair="PostgreSQL cannot take a label away",
    ),
    Fault(
        "a label is called otherwise",
        "ALTER TYPE public.mood RENAME VALUE 'low' TO 'poor'",
        "type-changed",
        beyond_repair="PostgreSQL cannot take a label away",
    ),
    Fault("no domain check", "ALTER DOMAIN public.share DROP CONSTRAINT share_range", "type-changed"),
    Fault("a domain default", "ALTER DOMAIN public.share SET DEFAULT 0.7", "type-changed"),
    Fault("a type came", "CREATE TYPE public.extra AS (a integer)", "type-extra", "warning"),
    Fault("a type's owner", "ALTER TYPE public.mood OWNER TO desk_app", "owner-changed"),
]
