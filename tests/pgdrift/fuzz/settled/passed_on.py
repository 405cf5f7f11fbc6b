"""Privileges that roles have passed on to others."""

from tests.pgdrift.fuzz.settled.case import Case

_TABLE = "CREATE TABLE public.t (a integer, b integer)"

CASES = [
    Case(
        "how a new heir stores what its parent comes to store otherwise",
        """CREATE TABLE public.p (a text, b text); ALTER TABLE public.p ALTER COLUMN b SET STORAGE MAIN;
        CREATE TABLE public.h () INHERITS (public.p)""",
        """DROP TABLE public.h; ALTER TABLE public.p ALTER COLUMN a SET STORAGE MAIN;
        ALTER TABLE public.p ALTER COLUMN b SET STORAGE EXTENDED""",
    ),
    Case(
        "how an heir stores a column that comes from a parent that is named after it",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.a () INHERITS (public.p);
        ALTER TABLE public.p ALTER COLUMN a SET STATISTICS 50;
        ALTER TABLE public.p ALTER COLUMN a SET (n_distinct = 7);
        ALTER TABLE public.a ALTER COLUMN a SET (n_distinct = 5)""",
        "ALTER TABLE public.p DROP COLUMN a",
    ),
    Case(
        "the default of a partition that may have been renamed, of a type that is made anew",
        """CREATE TYPE public.e AS ENUM ('a', 'b');
        CREATE TABLE public.p (a integer, b public.e DEFAULT 'a') PARTITION BY LIST (a);
        CREATE TABLE public.a PARTITION OF public.p FOR VALUES IN (1)""",
        "ALTER TYPE public.e ADD VALUE 'c' BEFORE 'b'; ALTER TABLE public.a RENAME TO c",
    ),
    Case(
        "a privilege that a role has passed on",
        f"{_TABLE}; GRANT SELECT ON public.t TO fuzz_owner WITH GRANT OPTION",
        'SET ROLE fuzz_owner; GRANT SELECT ON public.t TO "fuzz Role"; RESET ROLE',
    ),
    Case(
        "a privilege passed on three times",
        f"{_TABLE}; GRANT SELECT ON public.t TO fuzz_owner",
        """GRANT SELECT ON public.t TO fuzz_owner WITH GRANT OPTION; SET ROLE fuzz_owner;
        GRANT SELECT ON public.t TO "fuzz Role" WITH GRANT OPTION; SET ROLE "fuzz Role";
        GRANT SELECT ON public.t TO "fuzz-rölë"; RESET ROLE""",
    ),
    Case(
        "a privilege passed on to one who should have it of the owner",
        f'{_TABLE}; GRANT SELECT, INSERT (a) ON public.t TO "fuzz Role", "fuzz-rölë"',
        """REVOKE ALL ON public.t FROM "fuzz Role"; GRANT SELECT, UPDATE ON public.t TO fuzz_owner WITH GRANT OPTION;
        SET ROLE fuzz_owner; GRANT UPDATE (b) ON public.t TO "fuzz Role";
        GRANT SELECT ON public.t TO "fuzz Role" WITH GRANT OPTION;
        SET ROLE "fuzz Role"; GRANT SELECT ON public.t TO "fuzz-rölë"; RESET ROLE""",
    ),
    Case(
        "a privilege on a column that a role has passed on",
        f'{_TABLE}; GRANT SELECT (a) ON public.t TO "fuzz Role"',
        """GRANT SELECT (a, b) ON public.t TO fuzz_owner WITH GRANT OPTION; SET ROLE fuzz_owner;
        GRANT SELECT (a, b) ON public.t TO "fuzz Role", PUBLIC; RESET ROLE""",
    ),
    Case(
        "a privilege on a table passed on for a column",
        _TABLE,
        """GRANT SELECT ON public.t TO fuzz_owner WITH GRANT OPTION; SET ROLE fuzz_owner;
        GRANT SELECT (a) ON public.t TO "fuzz Role"; RESET ROLE""",
    ),
    Case(
        "a privilege passed on for a column by one who only keeps the privilege",
        f'{_TABLE}; GRANT SELECT ON public.t TO fuzz_owner; GRANT SELECT (b) ON public.t TO "fuzz Role"',
        """GRANT SELECT ON public.t TO fuzz_owner WITH GRANT OPTION; SET ROLE fuzz_owner;
        GRANT SELECT (a) ON public.t TO "fuzz Role"; RESET ROLE""",
    ),
    Case(
        "a privilege on a column that stays and was passed on",
        f"""{_TABLE}; GRANT SELECT (a) ON public.t TO fuzz_owner WITH GRANT OPTION; SET ROLE fuzz_owner;
        GRANT SELECT (a) ON public.t TO "fuzz Role"; RESET ROLE""",
        "GRANT SELECT ON public.t TO fuzz_owner",
    ),
    Case(
        "privileges passed on twice by one and the other",
        f'{_TABLE}; GRANT SELECT ON public.t TO fuzz_owner, "fuzz Role" WITH GRANT OPTION',
        """SET ROLE fuzz_owner; GRANT SELECT ON public.t TO "fuzz Role" WITH GRANT OPTION;
        SET ROLE "fuzz Role"; GRANT SELECT ON public.t TO "fuzz-rölë" WITH GRANT OPTION; RESET ROLE;
        REVOKE GRANT OPTION FOR SELECT ON public.t FROM "fuzz Role" """,
    ),
    Case(
        "privileges passed on for a schema, a function, a type, a sequence and the database",
        """CREATE SCHEMA s; CREATE SEQUENCE public.q; CREATE TYPE public.e AS ENUM ('a');
        CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql RETURN 1;
        CREATE PROCEDURE public.p() LANGUAGE plpgsql AS 'BEGIN END';
        REVOKE ALL ON FUNCTION public.f() FROM PUBLIC; REVOKE ALL ON TYPE public.e FROM PUBLIC;
        REVOKE ALL ON PROCEDURE public.p() FROM PUBLIC""",
        """GRANT USAGE ON SCHEMA s TO fuzz_owner WITH GRANT OPTION;
        GRANT EXECUTE ON FUNCTION public.f() TO fuzz_owner WITH GRANT OPTION;
        GRANT EXECUTE ON PROCEDURE public.p() TO fuzz_owner WITH GRANT OPTION;
        GRANT USAGE ON TYPE public.e TO fuzz_owner WITH GRANT OPTION;
        GRANT UPDATE ON SEQUENCE public.q TO fuzz_owner WITH GRANT OPTION;
        GRANT CREATE ON DATABASE {database} TO fuzz_owner WITH GRANT OPTION;
        SET ROLE fuzz_owner;
        GRANT USAGE ON SCHEMA s TO PUBLIC; GRANT EXECUTE ON FUNCTION public.f() TO "fuzz Role";
        GRANT EXECUTE ON PROCEDURE public.p() TO "fuzz Role"; GRANT USAGE ON TYPE public.e TO "fuzz Role";
        GRANT UPDATE ON SEQUENCE public.q TO "fuzz Role"; GRANT CREATE ON DATABASE {database} TO "fuzz Role";
        RESET ROLE""",
    ),
    Case(
        "a privilege passed on by the one who is to be the owner",
        f"{_TABLE}; ALTER TABLE public.t OWNER TO fuzz_owner",
        """ALTER TABLE public.t OWNER TO CURRENT_USER; GRANT SELECT ON public.t TO fuzz_owner WITH GRANT OPTION;
        SET ROLE fuzz_owner; GRANT SELECT ON public.t TO "fuzz Role"; RESET ROLE""",
    ),
    Case(
        "a privilege of the owner's that a role has passed back",
        f"""{_TABLE}; CREATE SCHEMA s; CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql RETURN 1;
        ALTER TABLE public.t OWNER TO "fuzz Role"; ALTER SCHEMA s OWNER TO "fuzz Role";
        ALTER FUNCTION public.f() OWNER TO "fuzz Role"; REVOKE ALL ON FUNCTION public.f() FROM PUBLIC""",
        """GRANT SELECT ON public.t TO fuzz_owner WITH GRANT OPTION; REVOKE SELECT ON public.t FROM "fuzz Role";
        GRANT USAGE ON SCHEMA s TO fuzz_owner WITH GRANT OPTION; REVOKE USAGE ON SCHEMA s FROM "fuzz Role";
        GRANT EXECUTE ON FUNCTION public.f() TO fuzz_owner WITH GRANT OPTION;
        REVOKE EXECUTE ON FUNCTION public.f() FROM "fuzz Role"; SET ROLE fuzz_owner;
        GRANT SELECT ON public.t TO "fuzz Role"; GRANT USAGE ON SCHEMA s TO "fuzz Role", PUBLIC;
        GRANT EXECUTE ON FUNCTION public.f() TO "fuzz Role"; RESET ROLE""",
    ),
    Case(
        "a privilege passed on by one, and then by another",
        f"""{_TABLE}; GRANT SELECT ON public.t TO fuzz_owner, "fuzz-rölë" WITH GRANT OPTION; SET ROLE fuzz_owner;
        GRANT SELECT ON public.t TO "fuzz Role" WITH GRANT OPTION; RESET ROLE""",
        """REVOKE SELECT ON public.t FROM fuzz_owner CASCADE; SET ROLE "fuzz-rölë";
        GRANT SELECT ON public.t TO "fuzz Role" WITH GRANT OPTION; SET ROLE "fuzz Role";
        GRANT SELECT ON public.t TO fuzz_owner; RESET ROLE""",
    ),
]
