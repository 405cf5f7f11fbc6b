"""Privileges of owners, of columns, and those that are given by default."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "an owner without privileges",
        """CREATE TABLE public.t (id integer); REVOKE ALL ON public.t FROM CURRENT_USER;
        ALTER TABLE public.t OWNER TO fuzz_owner""",
        'ALTER TABLE public.t OWNER TO "fuzz Role"',
    ),
    Case(
        "a database's owner with some privileges",
        """ALTER DATABASE {database} OWNER TO fuzz_owner; REVOKE ALL ON DATABASE {database} FROM fuzz_owner;
        GRANT CONNECT ON DATABASE {database} TO fuzz_owner""",
    ),
    Case(
        "default privileges in a schema that goes",
        """CREATE SCHEMA s;
        ALTER DEFAULT PRIVILEGES FOR ROLE fuzz_owner IN SCHEMA s GRANT SELECT ON TABLES TO "fuzz Role" """,
        "DROP SCHEMA s CASCADE",
    ),
    Case(
        "a privilege on a table and on a column of it",
        """CREATE TABLE public.t (a integer, b integer); GRANT UPDATE, UPDATE (a), SELECT (b) ON public.t TO fuzz_owner;
        GRANT SELECT (a) ON public.t TO fuzz_owner WITH GRANT OPTION""",
        "GRANT SELECT ON public.t TO fuzz_owner; REVOKE UPDATE ON public.t FROM fuzz_owner",
    ),
    Case(
        "an owner's privileges on a column that are written down",
        "CREATE TABLE public.t (a integer)",
        """GRANT INSERT (a) ON public.t TO fuzz_owner; ALTER TABLE public.t OWNER TO fuzz_owner""",
    ),
    Case(
        "privileges that a former owner keeps as they are",
        """CREATE TABLE public.t (a integer, s serial); ALTER TABLE public.t OWNER TO fuzz_owner;
        GRANT SELECT (a), UPDATE (a) ON public.t TO fuzz_owner; REVOKE DELETE ON public.t FROM fuzz_owner;
        CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE SCHEMA s;
        ALTER FUNCTION public.f() OWNER TO fuzz_owner; ALTER SCHEMA s OWNER TO fuzz_owner;
        REVOKE CREATE ON SCHEMA s FROM fuzz_owner; GRANT EXECUTE ON FUNCTION public.f() TO fuzz_owner""",
        """ALTER TABLE public.t OWNER TO "fuzz Role"; ALTER FUNCTION public.f() OWNER TO "fuzz Role";
        ALTER SCHEMA s OWNER TO "fuzz Role"; GRANT SELECT (a), UPDATE (a) ON public.t TO fuzz_owner;
        GRANT EXECUTE ON FUNCTION public.f() TO fuzz_owner; GRANT USAGE ON SCHEMA s TO fuzz_owner;
        GRANT ALL ON public.t TO fuzz_owner; REVOKE DELETE ON public.t FROM fuzz_owner;
        GRANT USAGE ON SEQUENCE public.t_s_seq TO fuzz_owner WITH GRANT OPTION""",
    ),
    Case(
        "privileges on columns that a former owner keeps as they are",
        """CREATE TABLE public.t (a integer, b integer); GRANT SELECT (a), INSERT (a) ON public.t TO fuzz_owner;
        GRANT UPDATE (b) ON public.t TO fuzz_owner WITH GRANT OPTION""",
        """ALTER TABLE public.t OWNER TO fuzz_owner""",
    ),
    Case(
        "privileges on a sequence and on a type of the same name",
        """CREATE SEQUENCE public.x; CREATE TYPE public.x AS ENUM ('a'); GRANT SELECT ON SEQUENCE public.x TO fuzz_owner;
        GRANT UPDATE ON SEQUENCE public.x TO PUBLIC; GRANT USAGE ON TYPE public.x TO fuzz_owner""",
        """REVOKE ALL ON SEQUENCE public.x FROM fuzz_owner, PUBLIC; REVOKE ALL ON TYPE public.x FROM PUBLIC;
        GRANT USAGE ON SEQUENCE public.x TO fuzz_owner WITH GRANT OPTION""",
    ),
]
