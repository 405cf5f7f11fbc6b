"""What the owner makes later is closed until it is opened."""

from collections.abc import Iterator

from tests.isolation.matrix.judging import THE_DATABASE
from tests.isolation.mutants.specimen import ONLOOKER, Specimen, login_of, refusal

_MADE = (
    "CREATE TABLE public.later (x int)",
    "CREATE SEQUENCE public.later_numbers",
    "CREATE FUNCTION public.later_function() RETURNS int LANGUAGE sql RETURN 1",
    "CREATE TYPE public.later_type AS ENUM ('x')",
)
_UNMADE = (
    "DROP TABLE public.later",
    "DROP SEQUENCE public.later_numbers",
    "DROP FUNCTION public.later_function()",
    "DROP TYPE public.later_type",
)
_USED = (
    "SELECT 1 FROM public.later",
    "INSERT INTO public.later VALUES (1)",
    "SELECT nextval('public.later_numbers')",
    "SELECT public.later_function()",
)


def differences(specimen: Specimen) -> Iterator[str]:
    if not specimen.concerns(THE_DATABASE):
        return
    with specimen.login(login_of("bo1_owner")).connect(autocommit=True) as owner:
        owner.execute("SET ROLE bo1_owner")
        for statement in _MADE:
            owner.execute(statement)
        for name, role in ((ONLOOKER, None), *((login_of(mode.role), mode.role) for mode in specimen.modes)):
            with specimen.login(name).connect() as connection:
                for statement in _USED:
                    if (state := refusal(connection, statement)) != "42501":
                        yield f"{role or name} is not denied {statement}: {state}"
                connection.rollback()
        for statement in _UNMADE:
            owner.execute(statement)
