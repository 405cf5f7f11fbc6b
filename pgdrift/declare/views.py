"""Views with their options, which alembic-utils cannot carry."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pgdrift.declare.identifiers import literal, quoted


@dataclass(frozen=True)
class View:
    """The view ``schema.name`` over ``definition`` (one SELECT).

    ``options`` are its reloptions (``security_barrier``, ``security_invoker``, ``check_option``).
    ``security_invoker`` decides whose rights the query below it runs with, so it must always be written.
    """

    name: str
    definition: str
    options: Mapping[str, str] = field(default_factory=dict)
    schema: str = "public"
    comment: str = ""

    def __post_init__(self) -> None:
        if "security_invoker" not in self.options:
            raise ValueError(
                f"The view {self.schema}.{self.name} does not say whose rights it runs with. Add "
                "security_invoker='true' (the caller's) or 'false' (the owner's) to its options."
            )

    def sql(self) -> list[str]:
        """The statements that create the view and its comment."""
        name = f"{quoted(self.schema)}.{quoted(self.name)}"
        options = ", ".join(f"{key}={value}" for key, value in sorted(self.options.items()))
        statements = [f"CREATE VIEW {name} WITH ({options}) AS {self.definition.strip().rstrip(';')}"]
        if self.comment:
            statements.append(f"COMMENT ON VIEW {name} IS {literal(self.comment)}")
        return statements
