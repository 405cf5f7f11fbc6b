"""The isolation matrix: every object of a live database x every verb x every actor, judged by the tenancy."""

from tests.isolation.matrix.actors import PLAIN, Actor, Mode
from tests.isolation.matrix.judging import Breach, breaches
from tests.isolation.matrix.subject import Subject

__all__ = ["PLAIN", "Actor", "Breach", "Mode", "Subject", "breaches"]
