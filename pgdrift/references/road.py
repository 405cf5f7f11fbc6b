"""One scratch database that is migrated from revision to revision: cheaper than one for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from pgdrift.database_url import DatabaseURL
from pgdrift.history import History
from pgdrift.project import Project
from pgdrift.scratch import Scratch


class Road:
    """Used as a context manager; revisions are asked for with those they rest on before them."""

    def __init__(self, project: Project, history: History, scratch: Callable[[], Scratch]) -> None:
        self._project, self._history, self._scratch = project, history, scratch
        self._stack = ExitStack()
        self._url: DatabaseURL | None = None
        self._behind: set[str] = set()

    def __enter__(self) -> Road:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @contextmanager
    def at(self, revision: str) -> Iterator[DatabaseURL]:
        """The superuser's URL of a database that is migrated to `revision` and no further."""
        from pgdrift.references import migrated

        wanted = self._history.up_to(revision)
        with ExitStack() as stack:
            if not self._behind <= wanted:
                # What another branch has made is no part of this one.
                url = stack.enter_context(self._scratch().database())
            else:
                if self._url is None:
                    self._url = self._stack.enter_context(self._scratch().database())
                url = self._url
                self._behind = wanted
            migrated.build(self._project, url, revision)
            yield url
