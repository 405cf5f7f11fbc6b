import pytest

from pgdrift.audit.rules.several_permissive_policies import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)"
ON = "ALTER TABLE votes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"


def policies(*rules: str) -> list[str]:
    return [f"CREATE POLICY p{n} ON votes {rule}" for n, rule in enumerate(rules)]


@pytest.mark.parametrize(
    ("rules", "commands"),
    [
        (("TO app USING (id = 1)", "TO app USING (id = 2)"), "SELECT and INSERT and UPDATE and DELETE"),
        (("TO app USING (id = 1)", "FOR SELECT USING (id = 2)"), "SELECT"),
        (("FOR DELETE TO app USING (id = 1)", "FOR DELETE TO app, service USING (id = 2)"), "DELETE"),
    ],
)
def test_any_one_of_them_is_enough(breaches, rules: tuple[str, ...], commands: str) -> None:
    (breach,) = breaches(RULE, VOTES, ON, *policies(*rules))
    assert breach.key.name == "public.votes"
    assert breach.consequence.startswith(f"On {commands} of public.votes any one of p0, p1")


@pytest.mark.parametrize(
    "rules",
    [
        ("TO app USING (id = 1)",),
        ("TO app USING (id = 1)", "TO service USING (id = 2)"),
        ("TO app USING (id = 1)", "AS RESTRICTIVE TO app USING (id = 2)"),
        ("FOR SELECT TO app USING (id = 1)", "FOR DELETE TO app USING (id = 2)"),
    ],
)
def test_each_command_has_one(breaches, rules: tuple[str, ...]) -> None:
    assert breaches(RULE, VOTES, ON, *policies(*rules)) == []
