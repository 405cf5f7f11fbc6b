"""Exit codes: 0 nothing found, 1 drift, 2 could not check."""

import sys

from pgdrift.cli import main

if __name__ == "__main__":
    sys.exit(main())
