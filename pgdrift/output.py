"""What a command says on stdout, and what becomes of it when nobody can take it down."""

from __future__ import annotations

import io
import logging
import os
import sys

from pgdrift.errors import PgdriftError


def write(text: str, *, for_machines: bool = False) -> None:
    """Print `text`. BrokenPipeError when whoever reads it has enough, PgdriftError when it fits nowhere.

    What is for machines is UTF-8 wherever it is printed; a person is shown escapes for the letters that
    their terminal has not got.
    """
    if sys.stdout is None:
        raise PgdriftError(
            "The output could not be written: stdout is closed. Send it somewhere and try again."
        )
    if isinstance(sys.stdout, io.TextIOWrapper):
        if for_machines:
            sys.stdout.reconfigure(encoding="utf-8", errors="strict")
        else:
            sys.stdout.reconfigure(errors="backslashreplace")
    try:
        if text:
            print(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop()
        raise PgdriftError(
            f"The output could not be written to stdout: {error.strerror}. What arrived is not all of "
            "it: make room, or send it somewhere else, and try again."
        ) from error


def say(text: str) -> None:
    """Print `text` on stderr, or nowhere: what went wrong must not hide behind that nobody can be told."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def show_log() -> None:
    """Say on stderr what is done, as --verbose asks."""
    logger = logging.getLogger("pgdrift")
    logger.setLevel(logging.DEBUG)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    logger.addHandler(handler)


def drop() -> None:
    """Let the rest of what was printed go nowhere, so that Python does not try once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
