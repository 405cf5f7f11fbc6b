"""personas: the experts a board is made of."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from pgdrift.tenancy import PublicRead
from schema.base import Base, generated_id, set_by_database


class Persona(Base, table=True):
    """Static persona definitions (seeded from seed_data/personas.json)."""

    __tablename__ = "personas"  # pyright: ignore[reportAssignmentType]
    __tenancy__ = PublicRead()

    id: int | None = generated_id()
    code: str = Field(max_length=50, unique=True, description='Unique persona code (e.g., "growth_hacker")')
    name: str = Field(max_length=255, description='Persona name (e.g., "Zara Morales")')
    expertise: str = Field(max_length=500, description="Persona description/expertise")
    system_prompt: str = Field(sa_type=Text, description="LLM system prompt")
    created_at: datetime = set_by_database("Seed timestamp")
