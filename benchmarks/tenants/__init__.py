"""What tenants ask of the database, and rows to ask it of: shared by the benchmark and the tests of plans."""
