"""What an administrator does to the adopted database."""

import subprocess

from pgdrift.server.cluster import Cluster


def administrator(server: Cluster, sql: str) -> None:
    """Run ``sql`` as a person would: with psql, as the superuser."""
    url = server.url(database="boardofone").shown
    command = [server.binaries.tool("psql"), url, "-qX", "-v", "ON_ERROR_STOP=1"]
    subprocess.run(command, input=sql, text=True, check=True, stdout=subprocess.DEVNULL)
