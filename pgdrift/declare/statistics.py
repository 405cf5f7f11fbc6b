"""Extended statistics: what the planner has to know about columns that depend on each other."""

from dataclasses import dataclass

from pgdrift.declare.identifiers import quoted


@dataclass(frozen=True)
class Statistics:
    """Statistics ``schema.name`` on ``expressions`` of ``table``: columns, or expressions in parentheses.

    ``kinds`` are ``ndistinct``, ``dependencies`` and ``mcv``; empty means all that there are.
    """

    name: str
    table: str
    expressions: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    schema: str = "public"

    def __post_init__(self) -> None:
        if not self.expressions:
            raise ValueError(
                f"The statistics {self.schema}.{self.name} are on nothing. Name two columns, or an "
                "expression in parentheses."
            )

    def sql(self) -> str:
        """The CREATE STATISTICS statement."""
        schema = quoted(self.schema)
        kinds = f" ({', '.join(self.kinds)})" if self.kinds else ""
        return (
            f"CREATE STATISTICS {schema}.{quoted(self.name)}{kinds} "
            f"ON {', '.join(self.expressions)} FROM {schema}.{quoted(self.table)}"
        )
