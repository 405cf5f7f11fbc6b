"""Settings that every connection would begin with."""

from collections.abc import Iterator

from pgdrift.declare.identifiers import quoted
from tests.isolation.matrix.actors import ANN
from tests.isolation.mutants.law import Law
from tests.isolation.mutants.mutant import DATABASE, Mutant

_SETTINGS = {
    "app.current_user_id": ANN,
    "row_security": "off",
    "session_replication_role": "replica",
}


def mutants(law: Law) -> Iterator[Mutant]:
    """Preset for the database, where they hold, and for roles that do not log in, where they do not."""
    for setting, value in _SETTINGS.items():
        statement = f"ALTER DATABASE {DATABASE} SET {setting} = '{value}'"
        yield Mutant("setting", "the database", f"{setting} = {value}", (statement,))
    for role in law.tenant_roles:
        set_, reset = (
            f"ALTER ROLE {quoted(role)} {end}" for end in (f"SET app.current_user_id = '{ANN}'", "RESET ALL")
        )
        yield Mutant("setting", role, f"app.current_user_id = {ANN}", (set_,), (reset,))
