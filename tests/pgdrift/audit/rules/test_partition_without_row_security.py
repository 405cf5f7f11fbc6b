from pgdrift.audit.rules.partition_without_row_security import RULE

PARTED = (
    "CREATE TABLE votes (id integer, tenant_id text) PARTITION BY LIST (id)",
    "CREATE TABLE votes_1 PARTITION OF votes FOR VALUES IN (1)",
    "ALTER TABLE votes ENABLE ROW LEVEL SECURITY",
)


def test_closed_only_as_long_as_nobody_is_granted_access(breaches) -> None:
    (breach,) = breaches(RULE, *PARTED)
    assert breach.key.name == "public.votes_1"
    assert breaches(RULE, *PARTED, breach.remedy) == []


def test_what_somebody_reaches_already_is_another_finding(breaches) -> None:
    assert breaches(RULE, *PARTED, "GRANT SELECT ON votes_1 TO app") == []


def test_partitions_of_a_table_that_is_open(breaches) -> None:
    assert breaches(RULE, *PARTED[:2]) == []
