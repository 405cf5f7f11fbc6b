"""Privileges given to tenants and to PUBLIC, handed on, and withdrawn from whoever needs them."""

from collections.abc import Iterator

from pgdrift.declare.identifiers import quoted
from tests.isolation.matrix.judging import THE_DATABASE
from tests.isolation.mutants.law import PUBLIC, Law, Privilege, Relation
from tests.isolation.mutants.mutant import DATABASE, Mutant

_ON_TABLE = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_ON_COLUMN = ("SELECT", "INSERT", "UPDATE", "REFERENCES")
_ON_SEQUENCE = ("USAGE", "SELECT", "UPDATE")
_ON_SCHEMA = ("USAGE", "CREATE")
_ON_DATABASE = ("CONNECT", "CREATE", "TEMPORARY")


def mutants(law: Law) -> Iterator[Mutant]:
    """Each privilege that is missing given, each that is there withdrawn, one at a time."""
    for privilege in _given(law):
        yield Mutant(
            "privilege given",
            privilege.object,
            _how(privilege),
            (privilege.grant,),
            _undo(privilege, privilege.revoke),
            about=frozenset({privilege.about}),
        )
    for privilege in law.privileges:
        yield Mutant(
            "privilege withdrawn",
            privilege.object,
            _how(privilege),
            (privilege.revoke,),
            (privilege.grant,),
            # Without a schema or function, nobody can tell what fails.
            about=frozenset({privilege.about}) if privilege.object.startswith("TABLE ") else None,
        )
    for privilege in law.privileges:
        if privilege.grantee in law.tenant_roles and privilege.column is None:
            statement = f"{privilege.grant} WITH GRANT OPTION"
            yield Mutant(
                "privilege to hand on",
                privilege.object,
                _how(privilege),
                (statement,),
                (f"REVOKE GRANT OPTION FOR {privilege.spelled} FROM {quoted(privilege.grantee)}",),
                about=frozenset({privilege.about}),
            )
    for relation in law.relations:
        revoke = f"REVOKE ALL ON {relation.name} FROM {quoted(relation.owner)}"
        yield Mutant("privilege withdrawn", relation.name, f"ALL from its owner {relation.owner}", (revoke,))
    yield from _of_parameters(law)
    yield from _by_default(law)


def _undo(privilege: Privilege, statement: str) -> tuple[str, ...]:
    # Whoever may set a sequence leaves it set: the copy is spent.
    return () if privilege.object.startswith("SEQUENCE") else (statement,)


def _how(privilege: Privilege) -> str:
    column = f" ({privilege.column})" if privilege.column else ""
    return f"{privilege.privilege}{column}, {privilege.grantee}"


def _given(law: Law) -> Iterator[Privilege]:
    whole = {f"SCHEMA {name}": _ON_SCHEMA for name in _schemas(law)}
    whole |= {f"DATABASE {DATABASE}": _ON_DATABASE}
    whole |= {f"FUNCTION {function.signature}": ("EXECUTE",) for function in law.functions}
    for relation in law.relations:
        whole[_object(relation)] = _on_relation(law, relation)
    for role in (*law.tenant_roles, PUBLIC):
        for target, privileges in whole.items():
            held = law.held(target, role)
            yield from (Privilege(target, p, None, role) for p in privileges if (p, None) not in held)
    for role in law.tenant_roles:
        for relation in law.relations:
            if relation.kind != "S":
                yield from _on_columns(law, relation, role)


def _on_columns(law: Law, relation: Relation, role: str) -> Iterator[Privilege]:
    target = _object(relation)
    held = law.held(target, role)
    for column in relation.columns:
        for privilege in _ON_COLUMN:
            # A foreign key refers to a unique column or to none.
            useless = privilege == "REFERENCES" and not column.unique
            if not useless and not held & {(privilege, None), (privilege, column.name)}:
                yield Privilege(target, privilege, column.name, role)


def _on_relation(law: Law, relation: Relation) -> tuple[str, ...]:
    if relation.kind == "S":
        return _ON_SEQUENCE
    return (*_ON_TABLE, "MAINTAIN") if law.version >= 17 else _ON_TABLE


def _object(relation: Relation) -> str:
    return f"{'SEQUENCE' if relation.kind == 'S' else 'TABLE'} {relation.name}"


def _schemas(law: Law) -> list[str]:
    return sorted({relation.name.partition(".")[0] for relation in law.relations})


def _of_parameters(law: Law) -> Iterator[Mutant]:
    """Settings that only a superuser may change, one of which switches foreign keys off."""
    for role in (*law.tenant_roles, PUBLIC):
        for parameter in ("session_replication_role", "lo_compat_privileges"):
            right = f"SET ON PARAMETER {parameter}"
            yield Mutant(
                "privilege given",
                f"PARAMETER {parameter}",
                f"SET, {role}",
                (f"GRANT {right} TO {role}",),
                (f"REVOKE {right} FROM {role}",),
                about=frozenset({THE_DATABASE}),
            )


def _by_default(law: Law) -> Iterator[Mutant]:
    """What tenants would get on everything that is made later."""
    owner = next((relation.owner for relation in law.tables), "")
    kinds = {"TABLES": ("SELECT", "INSERT"), "SEQUENCES": ("USAGE",), "FUNCTIONS": ("EXECUTE",)}
    for role in (*law.tenant_roles, PUBLIC):
        for kind, privileges in kinds.items():
            for privilege in privileges:
                statement = (
                    f"ALTER DEFAULT PRIVILEGES FOR ROLE {quoted(owner)} GRANT {privilege} ON {kind} TO {role}"
                )
                yield Mutant("default privilege given", kind, f"{privilege}, {role}", (statement,))
