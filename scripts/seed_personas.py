"""Seed the personas from any directory: the same as ``python -m boardofone seed``."""

import os
import sys
from pathlib import Path

# Run as a file, Python looks for modules beside the script; ours are beside its folder.
CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

try:
    from boardofone.__main__ import main
except ModuleNotFoundError as missing:
    if missing.name is None or (CHECKOUT / missing.name.partition(".")[0]).is_dir():
        raise
    sys.exit(
        f"Seeding needs the package {missing.name}, which {sys.executable} does not have. Run ./noxw -s seed "
        f"in {CHECKOUT}, or use a Python that the project is installed in (pip install -e {CHECKOUT})."
    )

if __name__ == "__main__":
    # The checkout is the project that is meant, wherever the command was typed.
    os.chdir(CHECKOUT)
    sys.exit(main(["seed", *sys.argv[1:]]))
