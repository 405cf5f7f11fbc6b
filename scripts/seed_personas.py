"""Seed the personas from any directory: the same as ``python -m boardofone seed`` in the checkout."""

import os
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def run() -> int:
    """Seed the database that DATABASE_URL names, else the embedded server's; the exit code."""
    # Python looks for modules beside the script; ours are beside its folder. And the checkout is the project
    # that is meant, wherever the command was typed.
    sys.path.insert(0, str(CHECKOUT))
    os.chdir(CHECKOUT)
    from boardofone.__main__ import main

    return main(["seed", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(run())
