"""A scratch server that is started only when somebody asks for it: most comparisons need none."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING

from pgdrift.database_url import DatabaseURL

if TYPE_CHECKING:
    from pgdrift.scratch import Scratch


class ScratchOnDemand:
    """Call it for the server; leaving the `with` block ends whatever was started.

    `roles_digest` is asked for when the server is; `url` names a server to use instead.
    """

    def __init__(self, url: DatabaseURL | None, roles_digest: Callable[[], str] = str) -> None:
        self._url = url
        self._roles_digest = roles_digest
        self._stack = ExitStack()
        self._scratch: Scratch | None = None

    def __call__(self) -> Scratch:
        """The running server. Raises PgdriftError when there is none to be had."""
        if self._scratch is None:
            from pgdrift.scratch import scratch_server

            server = scratch_server(self._roles_digest(), url=self._url)
            self._scratch = self._stack.enter_context(server)
        return self._scratch

    def __enter__(self) -> ScratchOnDemand:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        return self._stack.__exit__(kind, error, traceback)
