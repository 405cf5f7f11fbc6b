"""The two flags that make PostgreSQL apply policies to a table."""

from dataclasses import dataclass

from pgdrift.declare.identifiers import quoted


@dataclass(frozen=True)
class RowSecurity:
    """Row level security is on for ``table``, for its owner too unless ``force`` is False."""

    table: str
    force: bool = True
    schema: str = "public"

    def sql(self) -> list[str]:
        """The statements that set both flags."""
        name = f"{quoted(self.schema)}.{quoted(self.table)}"
        flags = ["ENABLE", "FORCE"] if self.force else ["ENABLE"]
        return [f"ALTER TABLE {name} {flag} ROW LEVEL SECURITY" for flag in flags]
