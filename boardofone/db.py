"""`python -m boardofone db`: the embedded server by hand."""

import sys
from collections.abc import Callable, Mapping, Sequence

from boardofone import logins
from pgdrift.errors import PgdriftError
from pgdrift.project import Project
from pgdrift.server.cluster import Cluster
from pgdrift.sessions import call


def start(project: Project, cluster: Cluster, arguments: Sequence[str]) -> int:
    """Start it, making it if there is none."""
    cluster.start()
    _tell(f"The server in {project.data_directory} is running; its log is {cluster.log_path}.")
    tenant = next(login for login in logins.logins(project) if login.role == project.tenant_role)
    if cluster.home.passfile.password(tenant.name) is None:
        _tell(f"It has no database {project.database} yet: `{call('migrate')}` makes it.")
    return 0


def stop(project: Project, cluster: Cluster, arguments: Sequence[str]) -> int:
    """End it and keep its data."""
    cluster.stop()
    return _tell(f"The server in {project.data_directory} is stopped; its data is kept.")


def status(project: Project, cluster: Cluster, arguments: Sequence[str]) -> int:
    """Say whether it runs: 0 if it does, 1 if not."""
    if cluster.running():
        _tell(f"running: {cluster.url(database=project.database).shown}")
        return 0
    _tell(f"not running: start the server in {project.data_directory} with `{call('db', 'start')}`")
    return 1


def url(project: Project, cluster: Cluster, arguments: Sequence[str]) -> int:
    """Print the tenant login's URL."""
    _require_running(project, cluster)
    tenant = next(login for login in logins.logins(project) if login.role == project.tenant_role)
    if cluster.home.passfile.password(tenant.name) is None:
        raise PgdriftError(
            f"The embedded server has no login {tenant.name} yet. Run `{call('migrate')}`, which makes it."
        )
    print(cluster.url(tenant.name, project.database).shown)
    return 0


def psql(project: Project, cluster: Cluster, arguments: Sequence[str]) -> int:
    """Open psql as the superuser; what follows goes to psql."""
    _require_running(project, cluster)
    return cluster.psql(*arguments, database=project.database)


def destroy(project: Project, cluster: Cluster, arguments: Sequence[str]) -> int:
    """End it and remove it with all its data, after a confirmation."""
    if not project.data_directory.exists():
        return _tell(f"There is no server in {project.data_directory}.")
    if "--yes" not in arguments and not _confirmed(project):
        raise PgdriftError(
            f"The server in {project.data_directory} was left as it is: removing it was not confirmed."
        )
    cluster.destroy()
    return _tell(f"The server in {project.data_directory} and its data are gone.")


ACTIONS: Mapping[str, Callable[[Project, Cluster, Sequence[str]], int]] = {
    action.__name__: action for action in (start, stop, status, url, psql, destroy)
}


def run(project: Project, action: str, arguments: Sequence[str]) -> int:
    """Do ``action``, one of ACTIONS, on the project's embedded server; the exit code."""
    return ACTIONS[action](project, Cluster(project.data_directory), arguments)


def _confirmed(project: Project) -> bool:
    if not sys.stdin.isatty():
        raise PgdriftError(
            f"Removing the server in {project.data_directory} with all its data needs a confirmation, and "
            "there is no terminal to ask on. Add --yes if that is what you want."
        )
    print(
        f"Remove the server in {project.data_directory} and all its data? Type yes: ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    return sys.stdin.readline().strip().lower() == "yes"


def _require_running(project: Project, cluster: Cluster) -> None:
    if not cluster.running():
        raise PgdriftError(
            f"The server in {project.data_directory} is not running. Start it with "
            f"`{call('db', 'start')}`, or "
            f"make it with `{call('migrate')}`."
        )


def _tell(line: str) -> int:
    print(line, file=sys.stderr)
    return 0
