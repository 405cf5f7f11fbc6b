"""What a seeding did, counted in personas."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SeedReport:
    """How many personas were inserted, updated and left as they were, and which rows nobody declares.

    ``undeclared`` holds codes. Such rows stay: contributions and votes refer to them.
    """

    inserted: int
    updated: int
    unchanged: int
    undeclared: tuple[str, ...] = ()

    def __str__(self) -> str:
        total = self.inserted + self.updated + self.unchanged
        counts = (
            f"{total} personas: {self.inserted} inserted, {self.updated} updated, {self.unchanged} unchanged"
        )
        if not self.undeclared:
            return counts
        return f"{counts}; no longer declared, kept for what refers to them: {', '.join(self.undeclared)}"
