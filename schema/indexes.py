"""Why an index exists: the specification asks for it, a query of the benchmark or every tenant needs it."""

# Given as Index(..., info=...), which is read by tests and is no part of any migration.
SPECIFIED = {"reason": "named by the specification"}


def serves(*queries: str) -> dict[str, str]:
    """The reason of an index: queries of benchmarks/tenants that use it, or read more without it."""
    return {"reason": f"serves {'; '.join(queries)}"}


# Of boardofone.search. The benchmark that is named has indexes like these on a table of its own, and measures
# the search beside comparing all rows of the tenant and beside the HNSW index alone, on the same rows. It
# drops none of them: that the tenant's index is worth having is not measured but follows, as nothing else
# finds one tenant's vectors. What the HNSW index takes is measured by benchmarks/stored_bytes.py.
COMPARED = {"reason": "counts and finds the vectors of one tenant, as in benchmarks/vector_search.py"}
NEAREST = {"reason": "nearest vectors for tenants of very many, as in benchmarks/vector_search.py"}

# Row security asks for one tenant's rows in every query, and so does deleting the tenant. An index with more
# columns, or with a query that it serves, takes its place.
ONE_TENANT = {"reason": "finds the rows of one tenant"}
