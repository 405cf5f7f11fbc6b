import pytest

from pgdrift.audit.rules.partition_with_privileges import RULE

PARTED = (
    "CREATE TABLE votes (id integer, tenant_id text) PARTITION BY LIST (id)",
    "CREATE TABLE votes_1 PARTITION OF votes FOR VALUES IN (1) PARTITION BY LIST (tenant_id)",
    "CREATE TABLE votes_1_a PARTITION OF votes_1 DEFAULT",
    "ALTER TABLE votes ENABLE ROW LEVEL SECURITY",
)
HEIR = (
    "CREATE TABLE votes (id integer, tenant_id text)",
    "CREATE TABLE votes_1 () INHERITS (votes)",
    "ALTER TABLE votes ENABLE ROW LEVEL SECURITY",
)


@pytest.mark.parametrize(("tables", "name"), [(PARTED, "votes_1"), (PARTED, "votes_1_a"), (HEIR, "votes_1")])
def test_rows_reached_by_another_name(breaches, tables: tuple[str, ...], name: str) -> None:
    grant = f"GRANT SELECT ON {name} TO app"
    (breach,) = breaches(RULE, *tables, grant)
    assert breach.key.name == f"public.{name}"
    assert "the policies of public.votes do not count" in breach.consequence
    assert breaches(RULE, *tables, grant, breach.remedy) == []


def test_closed_or_protected_itself(breaches) -> None:
    assert breaches(RULE, *PARTED, "GRANT SELECT ON votes TO app", "GRANT SELECT ON votes_1 TO service") == []
    own = "ALTER TABLE votes_1 ENABLE ROW LEVEL SECURITY"
    assert breaches(RULE, *PARTED, own, "GRANT SELECT ON votes_1 TO app") == []
