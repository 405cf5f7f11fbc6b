"""Why an index exists: the specification asks for it, a query of the benchmark or every tenant needs it."""

# Given as Index(..., info=...), which is read by tests and is no part of any migration.
SPECIFIED = {"reason": "named by the specification"}


def serves(*queries: str) -> dict[str, str]:
    """The reason of an index: queries of benchmarks/tenants that use it, or read more without it."""
    return {"reason": f"serves {'; '.join(queries)}"}


# What boardofone.search reads; benchmarks/vector_search.py measures it with and without.
SEARCHED = {"reason": "searched by boardofone.search"}

# Row security asks for one tenant's rows in every query, and so does deleting the tenant. An index with more
# columns, or with a query that it serves, takes its place.
ONE_TENANT = {"reason": "finds the rows of one tenant"}
