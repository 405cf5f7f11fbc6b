"""What is not generated, and why."""

# Columns that go or are renamed anywhere but at the end: bringing the order back rebuilds the table.
COLUMN_ORDER = False
# Columns that generated columns use, retyped.
RETYPE_USED = False
# Labels that an enum should not have: PostgreSQL cannot remove one, so the type has to be made anew.
FEWER_LABELS = False
# Aggregates: their definition is not yet read.
AGGREGATES = False
# Domains with a collation of their own, and range types with options: not yet read.
TYPE_OPTIONS = False
