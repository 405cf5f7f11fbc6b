"""Domains: their rules, and what is said about these."""

from tests.pgdrift.fuzz.settled.case import Case

_D = "CREATE DOMAIN public.d AS integer;"

CASES = [
    Case(
        "a check with a comment that was not checked and is now",
        f"""{_D} ALTER DOMAIN public.d ADD CONSTRAINT a CHECK (VALUE > 0) NOT VALID;
        COMMENT ON CONSTRAINT a ON DOMAIN public.d IS 'x'""",
        "ALTER DOMAIN public.d VALIDATE CONSTRAINT a",
    ),
    Case(
        "a comment on an attribute that does not come, since another would be lost",
        """CREATE TYPE public.c AS (a integer, b text); COMMENT ON COLUMN public.c.b IS 'b';
        CREATE TABLE public.t (x public.c); INSERT INTO public.t VALUES ('(1,2)')""",
        """ALTER TYPE public.c DROP ATTRIBUTE b; ALTER TYPE public.c DROP ATTRIBUTE a;
        ALTER TYPE public.c ADD ATTRIBUTE k text, ADD ATTRIBUTE a integer""",
    ),
    Case(
        "a comment on the NOT NULL of a domain that goes and comes",
        """CREATE DOMAIN public.d AS integer NOT NULL CONSTRAINT k CHECK (VALUE > 0);
        COMMENT ON CONSTRAINT d_not_null ON DOMAIN public.d IS 'x'; COMMENT ON CONSTRAINT k ON DOMAIN public.d IS 'y';
        CREATE DOMAIN public.e AS integer CONSTRAINT n NOT NULL; COMMENT ON CONSTRAINT n ON DOMAIN public.e IS 'z'""",
        """ALTER DOMAIN public.d DROP NOT NULL; COMMENT ON CONSTRAINT k ON DOMAIN public.d IS NULL;
        ALTER DOMAIN public.e RENAME CONSTRAINT n TO m""",
        since=17,
    ),
    Case(
        "another comment on the NOT NULL of a domain",
        """CREATE DOMAIN public.d AS integer NOT NULL; COMMENT ON CONSTRAINT d_not_null ON DOMAIN public.d IS 'x'""",
        """COMMENT ON CONSTRAINT d_not_null ON DOMAIN public.d IS 'y'; ALTER DOMAIN public.d ADD CHECK (VALUE > 0)""",
        since=17,
    ),
]
