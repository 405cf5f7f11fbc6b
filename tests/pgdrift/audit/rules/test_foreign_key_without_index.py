import pytest

from pgdrift.audit.rules.foreign_key_without_index import RULE

PARENT = "CREATE TABLE boards (id integer, tenant text, UNIQUE (id, tenant))"
CHILD = (
    "CREATE TABLE votes (board_id integer, tenant text, said text, "
    "CONSTRAINT tied FOREIGN KEY (board_id, tenant) REFERENCES boards (id, tenant))"
)


def test_without_any_index_each_delete_reads_the_whole_table(breaches) -> None:
    (breach,) = breaches(RULE, PARENT, CHILD)
    assert breach.key.name == "public.votes.tied"
    assert "each row deleted from public.boards reads all of public.votes" in breach.consequence.lower()
    assert breaches(RULE, PARENT, CHILD, breach.remedy.replace("CONCURRENTLY ", "")) == []


@pytest.mark.parametrize(
    ("index", "helps"),
    [
        ("(tenant, board_id, said)", True),
        ("(said, board_id, tenant)", False),
        ("(board_id)", False),
        ("(board_id, tenant) WHERE said <> ''", False),
        ("((board_id + 1), tenant)", False),
    ],
)
def test_only_an_index_that_begins_with_the_columns_helps(breaches, index: str, helps: bool) -> None:
    assert (breaches(RULE, PARENT, CHILD, f"CREATE INDEX ON votes {index}") == []) is helps
