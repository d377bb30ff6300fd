"""Routes about folders of containers that are watched."""

from __future__ import annotations

import secrets
from typing import NotRequired, TypedDict

from oro_container.containers.watching import Watch
from oro_container.errors import NoSuchWatch
from oro_container.pages.page_container import PageContainer
from oro_container.pages.page_containers import PageContainers
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("FileChange", "FileChanges", "WatchRoutes", "Watching")


class Watching(TypedDict):
    """A watch that has begun."""

    watch: str


class FileChange(TypedDict):
    """A change of a file; `path` is relative to what is watched."""

    kind: str
    """`created`, `modified`, `removed` or `renamed`."""
    path: str
    to: NotRequired[str]
    """The new path, of `renamed`."""


class FileChanges(TypedDict):
    """Changes in their order."""

    changes: list[FileChange]
    lost: int
    """How many changes before these are unknown, at least."""
    ended: bool
    """Whether nothing more comes."""


class WatchRoutes:
    """Watches, from begin to end."""

    def __init__(self, containers: PageContainers) -> None:
        self._containers = containers

    @route("container.watch", permission="container", deadline=0)
    async def watch(self, call: Call, *, id: str, path: str = "", recursive: bool = False) -> Watching:
        """Watch a folder or a file; what changes from the answer on is told. Links are not followed.

        If cancelled, nothing is watched.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: there is none, or the system watches no more.
            TornDown: the container has ended.
        """
        page = self._page(call, id)
        name = secrets.token_hex(8)
        page.watches[name] = await page.container.watch(path, recursive=recursive)
        return {"watch": name}

    @route("container.watch.take", permission="container", deadline=0)
    async def take(self, call: Call, *, id: str, watch: str) -> FileChanges:
        """Answer with what has changed since the last answer, as soon as there is something.

        If cancelled, nothing was taken.

        Raises:
            NoSuchContainer: the window has none of that id.
            NoSuchWatch: the container has none of that id.
        """
        batch = await self._watch(call, id, watch).take()
        if batch is None:
            return {"changes": [], "lost": 0, "ended": True}
        changes: list[FileChange] = [{**each} for each in batch.events]  # type: ignore[typeddict-item]
        return {"changes": changes, "lost": batch.lost, "ended": False}

    @route("container.watch.close", permission="container")
    def close(self, call: Call, *, id: str, watch: str) -> dict[str, str]:
        """Watch no more.

        Raises:
            NoSuchContainer: the window has none of that id.
            NoSuchWatch: the container has none of that id.
        """
        found = self._watch(call, id, watch)
        del self._page(call, id).watches[watch]
        found.close()
        return {}

    def _page(self, call: Call, id: str) -> PageContainer:
        return self._containers.held.get(call.window, id)

    def _watch(self, call: Call, id: str, watch: str) -> Watch:
        found = self._page(call, id).watches.get(watch)
        if found is None:
            raise NoSuchWatch(watch)
        return found
