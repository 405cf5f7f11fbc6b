"""Turning differences into SQL: what to run, in which order, and what of it may lose data."""
