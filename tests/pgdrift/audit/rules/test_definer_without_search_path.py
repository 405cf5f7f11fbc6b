import pytest

from pgdrift.audit.rules.definer_without_search_path import RULE

FUNCTION = (
    "CREATE FUNCTION public.open(text) RETURNS bigint LANGUAGE sql {} AS 'SELECT count(*) FROM pg_class'"
)


def test_names_are_looked_up_where_the_caller_says(breaches) -> None:
    function = FUNCTION.format("SECURITY DEFINER")
    (breach,) = breaches(RULE, function)
    assert breach.key.name == "public.open(text)"
    assert breaches(RULE, function, breach.remedy) == []


def test_a_procedure_too(breaches) -> None:
    procedure = "CREATE PROCEDURE tidy() LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
    (breach,) = breaches(RULE, procedure)
    assert breach.remedy.startswith("ALTER PROCEDURE public.tidy()")
    assert breaches(RULE, procedure, breach.remedy) == []


@pytest.mark.parametrize("attributes", ["", "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"])
def test_the_callers_rights_or_a_path_of_its_own(breaches, attributes: str) -> None:
    assert breaches(RULE, FUNCTION.format(attributes)) == []
