"""Exit codes: 0 nothing found, 1 drift, 2 could not check."""

import gc
import sys

from pgdrift.cli import main

if __name__ == "__main__":
    # Thousands of facts and hardly a cycle among them: to search them again and again is lost time.
    gc.set_threshold(200_000)
    sys.exit(main())
