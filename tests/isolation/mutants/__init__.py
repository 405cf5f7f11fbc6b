"""Who tests the tests: the law broken in every way that the live catalog offers, and each break found out."""
