"""Privileges of owners, default privileges, and what connections start with."""

from tests.pgdrift.fuzz.settled.case import Case

_TABLE = "CREATE TABLE public.t (a integer, b integer)"

CASES = [
    Case(
        "default privileges that leave the owner of a new table without its own",
        f"""{_TABLE}; CREATE SEQUENCE public.q; CREATE VIEW public.v AS SELECT 1 AS one;
        CREATE TYPE public.e AS ENUM ('a'); CREATE SCHEMA s;
        CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql RETURN 1;
        ALTER DEFAULT PRIVILEGES REVOKE SELECT, INSERT ON TABLES FROM CURRENT_USER;
        ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM CURRENT_USER;
        ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM CURRENT_USER, PUBLIC;
        ALTER DEFAULT PRIVILEGES REVOKE ALL ON TYPES FROM CURRENT_USER, PUBLIC;
        ALTER DEFAULT PRIVILEGES REVOKE ALL ON SCHEMAS FROM CURRENT_USER""",
        "DROP TABLE public.t; DROP SEQUENCE public.q; DROP VIEW public.v; DROP TYPE public.e; DROP SCHEMA s; "
        "DROP FUNCTION public.f()",
    ),
    Case(
        "default privileges for functions and types in a schema and everywhere",
        """CREATE SCHEMA s; ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT EXECUTE ON FUNCTIONS TO "fuzz-rölë";
        ALTER DEFAULT PRIVILEGES FOR ROLE "fuzz Role" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO fuzz_owner WITH GRANT OPTION;
        ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO PUBLIC;
        CREATE FUNCTION s.f() RETURNS integer LANGUAGE sql RETURN 1; CREATE TYPE s.e AS ENUM ('a');
        CREATE SCHEMA z""",
        """ALTER DEFAULT PRIVILEGES IN SCHEMA s REVOKE EXECUTE ON FUNCTIONS FROM "fuzz-rölë";
        ALTER DEFAULT PRIVILEGES FOR ROLE "fuzz Role" GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
        DROP FUNCTION s.f(); DROP TYPE s.e; DROP SCHEMA z;
        ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO "fuzz Role" """,
    ),
    Case(
        "an owner with privileges on columns only",
        f"""{_TABLE}; ALTER TABLE public.t OWNER TO fuzz_owner; REVOKE ALL ON public.t FROM fuzz_owner;
        SET ROLE fuzz_owner; GRANT SELECT (a), UPDATE (b) ON public.t TO fuzz_owner;
        GRANT SELECT (a) ON public.t TO "fuzz Role" WITH GRANT OPTION; RESET ROLE""",
        'GRANT SELECT ON public.t TO fuzz_owner; ALTER TABLE public.t OWNER TO "fuzz Role"',
    ),
    Case(
        "another owner and other privileges at once",
        f"""{_TABLE}; ALTER TABLE public.t OWNER TO fuzz_owner; GRANT SELECT ON public.t TO "fuzz Role";
        GRANT UPDATE (a) ON public.t TO "fuzz Role" WITH GRANT OPTION; GRANT INSERT ON public.t TO PUBLIC""",
        """ALTER TABLE public.t OWNER TO "fuzz Role"; REVOKE INSERT ON public.t FROM PUBLIC;
        GRANT SELECT ON public.t TO fuzz_owner WITH GRANT OPTION; REVOKE DELETE ON public.t FROM "fuzz Role";
        GRANT UPDATE (b) ON public.t TO "fuzz-rölë" """,
    ),
    Case(
        "the right to maintain a table",
        f"{_TABLE}; GRANT MAINTAIN ON public.t TO fuzz_owner, pg_monitor WITH GRANT OPTION",
        """SET ROLE fuzz_owner; GRANT MAINTAIN ON public.t TO PUBLIC; RESET ROLE;
        REVOKE MAINTAIN ON public.t FROM CURRENT_USER""",
        since=17,
    ),
    Case(
        "privileges of the roles that come with PostgreSQL",
        f"{_TABLE}; GRANT SELECT ON public.t TO pg_monitor WITH GRANT OPTION",
        """SET ROLE pg_monitor; GRANT SELECT ON public.t TO pg_read_all_stats; RESET ROLE;
        ALTER DEFAULT PRIVILEGES FOR ROLE pg_monitor GRANT SELECT ON TABLES TO "fuzz Role" """,
    ),
    Case(
        "another owner of what has no privileges left for its old one",
        """CREATE FOREIGN DATA WRAPPER w; CREATE SERVER srv FOREIGN DATA WRAPPER w;
        CREATE AGGREGATE public.agg(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = 0)""",
        """ALTER SERVER srv OWNER TO "fuzz Role"; REVOKE USAGE ON FOREIGN SERVER srv FROM "fuzz Role";
        ALTER AGGREGATE public.agg(*) OWNER TO fuzz_owner; REVOKE ALL ON FUNCTION public.agg() FROM fuzz_owner""",
    ),
    Case(
        "another owner of a table whose sequence has no privileges left for its old one",
        """CREATE TABLE public.t (id integer GENERATED ALWAYS AS IDENTITY, n serial);
        ALTER TABLE public.t OWNER TO fuzz_owner; GRANT ALL ON SEQUENCE public.t_n_seq TO PUBLIC""",
        """ALTER TABLE public.t OWNER TO "fuzz Role";
        REVOKE ALL ON SEQUENCE public.t_n_seq FROM PUBLIC, "fuzz Role";
        REVOKE UPDATE ON SEQUENCE public.t_id_seq FROM "fuzz Role" """,
    ),
    Case(
        "what connections start with",
        """ALTER ROLE "fuzz Role" IN DATABASE {database} SET search_path = '', "a b", public;
        ALTER ROLE fuzz_owner IN DATABASE {database} SET work_mem = '64MB';
        ALTER ROLE ALL IN DATABASE {database} SET "my.Own" = 'x=y, ''z''';
        ALTER DATABASE {database} SET datestyle = 'ISO, DMY'""",
        """ALTER ROLE "fuzz Role" IN DATABASE {database} SET search_path = 'a b, public';
        ALTER ROLE fuzz_owner IN DATABASE {database} RESET work_mem;
        ALTER ROLE "fuzz-rölë" IN DATABASE {database} SET application_name = '';
        ALTER DATABASE {database} SET "my.Own" = ''""",
    ),
    Case(
        "default privileges for large objects",
        'ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO "fuzz Role" WITH GRANT OPTION',
        "ALTER DEFAULT PRIVILEGES REVOKE UPDATE ON LARGE OBJECTS FROM CURRENT_USER",
        since=18,
    ),
]
