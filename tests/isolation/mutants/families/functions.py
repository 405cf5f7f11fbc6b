"""Functions that run with other rights, and functions that take the wrong one for the tenant."""

from collections.abc import Iterator

from tests.isolation.matrix.actors import ANN
from tests.isolation.mutants.law import Function, Law
from tests.isolation.mutants.mutant import Mutant

_SETTING = "current_setting('app.current_user_id', true)"
_WRONG_TENANT = {
    "the raw setting": _SETTING,
    "the strict setting": "nullif(current_setting('app.current_user_id'), '')",
    "another setting": "nullif(current_setting('app.user_id', true), '')",
    "a constant": f"'{ANN}'::text",
    "one tenant for nobody": f"coalesce(nullif({_SETTING}, ''), '{ANN}')",
    "the empty id for nobody": f"coalesce({_SETTING}, '')",
    "the role for nobody": f"coalesce(nullif({_SETTING}, ''), current_user::text)",
    "the login for nobody": f"coalesce(nullif({_SETTING}, ''), session_user::text)",
    "nobody ever": "NULL::text",
    "the setting in lower case": f"lower(nullif({_SETTING}, ''))",
    "the setting in upper case": f"upper(nullif({_SETTING}, ''))",
    "the setting without blanks": f"btrim(nullif({_SETTING}, ''))",
    "the setting up to a comma": f"split_part(nullif({_SETTING}, ''), ',', 1)",
    "the setting cut short": f"left(nullif({_SETTING}, ''), 3)",
    "the setting as it was written": f"nullif({_SETTING}, '')",
}


def mutants(law: Law) -> Iterator[Mutant]:
    for function in law.functions:
        alter = f"ALTER FUNCTION {function.signature}"
        yield _mutant(
            function, "its caller's rights" if function.definer else "its owner's rights", _turned(function)
        )
        for setting in function.settings:
            name = setting.partition("=")[0]
            yield _mutant(function, f"without its {name}", f"{alter} RESET {name}")
        if function.identifies and function.returns == "text":
            yield from _identities(function)
        yield from _conditions(function)
        yield _mutant(function, "declared IMMUTABLE", f"{alter} IMMUTABLE")
        yield _mutant(function, "declared LEAKPROOF", f"{alter} LEAKPROOF")


def _mutant(function: Function, how: str, statement: str) -> Mutant:
    return Mutant("function", function.signature, how, (statement,), (function.definition,))


def _turned(function: Function) -> str:
    rights = "INVOKER" if function.definer else "DEFINER"
    return f"ALTER FUNCTION {function.signature} SECURITY {rights}"


def _conditions(function: Function) -> Iterator[Mutant]:
    """The tests that a function in PL/pgSQL makes, passed by everybody or by what is not known."""
    if function.language == "plpgsql":
        for how, old, new in (
            ("every IF true", "IF ", "IF true OR "),
            ("every IF turned round", "IF ", "IF NOT "),
            ("NULL equal to NULL", "= sha256(", "IS NOT DISTINCT FROM sha256("),
        ):
            changed = function.definition.replace(old, new).replace(f"END {new}", "END IF")
            if changed != function.definition:
                yield _mutant(function, how, changed)


def _identities(function: Function) -> Iterator[Mutant]:
    """The function answers with somebody else, or with whoever the setting names."""
    head, _, _ = function.definition.partition("\n RETURNS ")
    rights = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp" if function.definer else ""
    for how, answer in _WRONG_TENANT.items():
        if how == "the setting as it was written" and "sign" not in function.signature:
            continue  # for a plain function that is no mutant
        statement = f"{head} RETURNS text LANGUAGE sql STABLE {rights} RETURN {answer}"
        yield _mutant(function, f"returns {how}", statement)
