"""Functions with their owner's rights run nothing that their caller has put in their way."""

import re
from collections.abc import Iterator

import psycopg

from tests.isolation.mutants.specimen import Specimen

_DEFINERS = """
SELECT p.oid::regprocedure::text, pg_get_userbyid(proowner)::text, prosrc
FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
WHERE prosecdef AND nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'witness') AND pronargs = 0
  AND prorettype <> 'trigger'::regtype"""
_CALLED = re.compile(r"(?<![.\w])([a-z_][a-z0-9_]*)\s*\(")
_SIGNATURES = """
SELECT proname::text, pg_get_function_identity_arguments(oid), format_type(prorettype, NULL), proretset
FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY (%s) AND prokind = 'f'
  AND provariadic = 0"""
_TAKEN = "hijacked by "


def differences(specimen: Specimen) -> Iterator[str]:
    """The attacker puts functions of the names that the victim calls first in his search_path."""
    with specimen.url.connect(autocommit=True) as superuser:
        victims = [
            victim
            for victim in superuser.execute(_DEFINERS).fetchall()
            if specimen.concerns(victim[0].removeprefix("public."))
        ]
        if not victims:
            return
        names = {name for _, _, source in victims for name in _CALLED.findall(source)}
        superuser.execute("CREATE SCHEMA IF NOT EXISTS attack; GRANT ALL ON SCHEMA attack TO PUBLIC")
        for name, arguments, returns, is_set in superuser.execute(_SIGNATURES, [sorted(names)]).fetchall():
            of = "SETOF " if is_set else ""
            superuser.execute(
                f"CREATE FUNCTION attack.{name}({arguments}) RETURNS {of}{returns} LANGUAGE plpgsql AS $$ "
                f"BEGIN RAISE EXCEPTION '{_TAKEN}%', current_user; END $$".encode()
            )
        superuser.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA attack TO PUBLIC")
    for mode in specimen.modes:
        with specimen.tenants_of(mode) as as_tenant:
            for signature, owner, _ in victims:
                attacker = as_tenant(specimen.tenants[0])
                attacker.execute("SET LOCAL search_path = attack, pg_catalog, public")
                try:
                    attacker.execute(f"SELECT {signature}".encode())
                except psycopg.Error as error:
                    if f"{_TAKEN}{owner}" in str(error):
                        yield f"{mode.role} runs code of its own as {owner} through {signature}"
    with specimen.url.connect(autocommit=True) as superuser:
        superuser.execute("DROP SCHEMA attack CASCADE")
