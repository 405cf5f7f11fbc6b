"""Faults in extensions."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("an extension is gone", "DROP EXTENSION vector", "extension-missing"),
]
