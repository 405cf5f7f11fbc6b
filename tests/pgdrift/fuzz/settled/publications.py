"""What is published of a table."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a publication of a table that others inherit from",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c () INHERITS (public.p);
        CREATE PUBLICATION pub FOR TABLE public.p WHERE (a > 0)""",
    ),
    Case(
        "a predicate of a publication that is spelled another way once it is read again",
        """CREATE TABLE public.t (a integer); CREATE TABLE public.c () INHERITS (public.t);
        CREATE PUBLICATION pub FOR TABLE public.c WHERE (a BETWEEN 0 AND 9 AND a <> 7)""",
        "ALTER PUBLICATION pub SET TABLE public.c WHERE (a BETWEEN 0 AND 8 AND a <> 7)",
    ),
    Case(
        "of a schema that has another name, with tables",
        """CREATE SCHEMA s; CREATE TABLE s.t (a integer); CREATE TABLE s.u (b text);
        CREATE PUBLICATION p FOR TABLES IN SCHEMA s""",
        "ALTER SCHEMA s RENAME TO r; CREATE VIEW r.v AS SELECT NULL::r.t AS whole",
    ),
]
