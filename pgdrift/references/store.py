"""The references of one project: built on a scratch server, or taken from the cache."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any, TypeVar

from pgdrift import history
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.history import History, Step
from pgdrift.project import Project
from pgdrift.references.cache import ReferenceCache
from pgdrift.scope import scoped, with_declared_roles
from pgdrift.scratch import Scratch, roles_digest

Value = TypeVar("Value")


class References:
    """What a project declares and what its migrations make, each made at most once.

    `scratch` is asked for a server when something has to be built. Without `cache` everything is.
    """

    def __init__(
        self, project: Project, scratch: Callable[[], Scratch], cache: ReferenceCache | None = None
    ) -> None:
        self._project = project
        self._scratch = scratch
        self._cache = cache
        self._migrated: dict[str, Snapshot] = {}

    @cached_property
    def history(self) -> History:
        """The project's revisions."""
        return self._made("history", lambda: history.read(self._project), History.to_json, History.from_json)

    @cached_property
    def roles(self) -> list[str]:
        """The names of the declared roles."""
        return self._made("roles", lambda: [role.name for role in self._project.roles], list, list[str])

    @cached_property
    def roles_digest(self) -> str:
        """What tells scratch servers for these roles from those for others."""
        return self._made("roles digest", lambda: roles_digest(self._project.roles), str, str)

    @cached_property
    def declared(self) -> Snapshot:
        """What the models and entities make of an empty database."""

        def build(url: DatabaseURL) -> None:
            from pgdrift.references import declared

            declared.build(self._project, url)

        return self._snapshot("declared", build)

    def migrated(self, revision: str) -> Snapshot:
        """What the migrations make of an empty database, up to `revision`."""

        def build(url: DatabaseURL) -> None:
            from pgdrift.references import migrated

            migrated.build(self._project, url, revision)

        if revision not in self._migrated:
            self._migrated[revision] = self._snapshot(f"migrated to {revision}", build)
        return self._migrated[revision]

    def every_migrated(self) -> list[tuple[Step, Snapshot]]:
        """Each revision, oldest first, with what the migrations make of an empty database up to there."""
        from pgdrift.references.road import Road

        with Road(self._project, self.history, self._scratch) as road:

            def build(revision: str) -> Snapshot:
                with road.at(revision) as url:
                    return self._read(url)

            for step in self.history.steps:
                if step.revision not in self._migrated:
                    self._migrated[step.revision] = self._made(
                        f"migrated to {step.revision}",
                        partial(build, step.revision),
                        Snapshot.to_json,
                        Snapshot.from_json,
                    )
        return [(step, self._migrated[step.revision]) for step in self.history.steps]

    def _snapshot(self, what: str, build: Callable[[DatabaseURL], None]) -> Snapshot:
        def built() -> Snapshot:
            with self._scratch().database() as url:
                build(url)
                return self._read(url)

        return self._made(what, built, Snapshot.to_json, Snapshot.from_json)

    def _read(self, url: DatabaseURL) -> Snapshot:
        with url.connect(autocommit=True) as connection:
            return with_declared_roles(scoped(read(connection), self._project), self._project)

    def _made(
        self,
        what: str,
        make: Callable[[], Value],
        to_json: Callable[[Value], Any],
        from_json: Callable[[Any], Value],
    ) -> Value:
        if self._cache is None:
            return make()
        kept = self._cache.get(what, from_json)
        if kept is None:
            with self._cache.watching():
                kept = make()
            self._cache.put(what, to_json(kept))
        return kept
