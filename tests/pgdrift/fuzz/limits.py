"""What is not generated, and why."""

# Columns that go or are renamed anywhere but at the end: bringing the order back rebuilds the table.
COLUMN_ORDER = True
# Columns that generated columns use, retyped.
RETYPE_USED = True
# Labels that an enum should not have: PostgreSQL cannot remove one, so the type has to be made anew.
FEWER_LABELS = True
# Aggregates: their definition is not yet read.
AGGREGATES = True
# Domains with a collation of their own, and range types with options: not yet read.
TYPE_OPTIONS = True
