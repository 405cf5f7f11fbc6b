"""Scripts run as a person runs them: by psql, from its standard input."""

from __future__ import annotations

import os
import subprocess

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift import dumps


def run(cluster: Cluster, url: DatabaseURL, script: str, *, role: str = "") -> str:
    """`psql -v ON_ERROR_STOP=1 -f -`; what it says on stderr, empty when all went well.

    `role` is the role that runs it from the first statement on.
    """
    command = [dumps.program(cluster, "psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-f", "-", url.shown]
    environment = {**os.environ, "PGOPTIONS": f"-c role={role}"} if role else dict(os.environ)
    done = subprocess.run(command, input=script, capture_output=True, text=True, env=environment, check=False)
    assert bool(done.returncode) == ("ERROR" in done.stderr), done.stderr
    return done.stderr if done.returncode else ""
