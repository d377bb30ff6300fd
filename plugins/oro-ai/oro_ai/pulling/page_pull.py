"""Download a model for a page, which is told how far it is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import anyio

from oro_ai.errors import CannotPull
from oro_ai.pulling.names import Address, parse_name
from oro_ai.pulling.pull import Pull, Servers, found_sources
from oro_framework.errors import InvalidArgument, OroError
from oro_framework.types import Power, ServerEvent

__all__ = ("begun_pull", "told_pull")

EACH = 0.1
"""Seconds between two events."""


async def begun_pull(name: str, servers: Servers, pull: Pull) -> Pull:
    """Find the files of a model that a page names, and return the download of it.

    Args:
        name: a name of the hub or of Ollama's library.
        servers: where to look.
        pull: a download without files.

    Raises:
        InvalidArgument: it is a URL: a page may not have the app ask just any server.
        UsageError: it is no such name.
        CannotPull: there is no such model, or the choice is not clear.
    """
    wanted = parse_name(name)
    if isinstance(wanted, Address):
        raise InvalidArgument(
            f'Cannot pull "{name[:200]}": pages name models of the hub or of the library, and no URLs'
        )
    pull.sources = await found_sources(wanted, servers)
    return pull


async def told_pull(pull: Pull, power: Power) -> AsyncIterator[ServerEvent]:
    """Download a model and yield how far it is: `{file, bytes, total}`, at last `{model, sha256}` or `{error}`.

    Closing the iterator stops the download; what came is kept, and a later one goes on from there.
    """
    work = _Work(pull, power)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(work.run)
        try:
            while not work.ended:
                await work.changed.wait()
                if not work.ended:
                    yield _event({"file": pull.name, "bytes": work.size, "total": work.total})
                    await work.pause()
        finally:
            tasks.cancel_scope.cancel()
    if work.failure is not None:
        if not isinstance(work.failure, OroError):
            raise work.failure
        yield _event({"error": work.failure.as_err()})
    else:
        yield _event({"model": pull.name, "sha256": work.sha256, "bytes": pull.target.stat().st_size})


class _Work:
    """The download in a task of its own, which raises nothing: its failure is told by the iterator."""

    def __init__(self, pull: Pull, power: Power) -> None:
        self._pull = pull
        self._power = power
        self.size = 0
        self.total: int | None = None
        self.sha256: str | None = None
        self.failure: Exception | None = None
        self.changed = anyio.Event()
        self._done = anyio.Event()

    async def run(self) -> None:
        self._pull.progress = self._progress
        try:
            async with self._power.awake(f"Downloading {self._pull.name}"):
                downloads = await self._pull.run()
            self.sha256 = downloads[0].sha256 or None if downloads else None
        except OSError as error:
            self.failure = CannotPull(self._pull.name, error.strerror or "the file cannot be used")
        except Exception as error:
            self.failure = error
        self._done.set()
        self.changed.set()

    @property
    def ended(self) -> bool:
        """Whether nothing more comes."""
        return self._done.is_set()

    def _progress(self, size: int, total: int | None) -> None:
        self.size, self.total = size, total
        self.changed.set()

    async def pause(self) -> None:
        """Wait until the next event is due, or the download has ended."""
        if not self.ended:
            self.changed = anyio.Event()
        with anyio.move_on_after(EACH):
            await self._done.wait()


def _event(told: dict[str, Any]) -> ServerEvent:
    return ServerEvent(json.dumps(told, ensure_ascii=False))
