"""Alembic's entry point. What it does, and why in that order, is in pgdrift/migrate."""

from pathlib import Path

from alembic import context

from pgdrift.migrate import environment

environment.run(context, Path(__file__).parent)
