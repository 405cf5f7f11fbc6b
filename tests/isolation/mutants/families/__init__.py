"""The ways to break the law, one family to a module."""
