"""What is not generated, and why. Everything else that pg_dump -s prints may happen in an example."""

# A table that stops inheriting keeps its columns as its own. INHERIT makes it a child again, but no ALTER makes
# the columns anything but its own, as pg_dump prints them: they would outlive the parent's.
NO_INHERIT = False
# An heir's column that is written to, below a parent's that is computed, comes about only when the parent gets its
# own later. No statement makes one, and what pg_dump prints of it is restored as a computed one.
# The same of a column that one parent computes and another, which gets it later, does not.
WRITTEN_BELOW_COMPUTED = False
# PostgreSQL takes what an heir inherits over a column, checks and NOT NULL, when SET EXPRESSION is said of the heir
# alone. No statement gives it back, the parent's can be dropped no more, and pg_dump prints it as if it were there.
TAKEN_FROM_HEIRS = False
# A check that a partition or an heir has from a parent alone can be validated there before it is above. Whether it was
# is not compared, since a new heir has it validated from the start: the parent's counts. pg_dump prints it of a
# partition only where it was.
VALIDATED_BELOW = False
# A parent that moves to another schema is another table to us. Its heirs leave it for the one in its place, which
# comes to the same: what pg_dump says of the columns of such heirs is not compared, everything else is.
OF_COLUMNS = ("TABLE", "DEFAULT")
