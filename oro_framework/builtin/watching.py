"""`[webview] watch`: tells pages of changed files, as `filedidchange`, upon which they reload."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import PurePosixPath
from typing import Any, Literal, TypedDict

import trio

from oro_framework.errors import Unsupported
from oro_framework.hookspecs import hookimpl
from oro_framework.host.configuration.values import boolean
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Setting
from oro_framework.watching import Changes, watching

__all__ = ("oro_page_events", "oro_services", "oro_settings")

WATCH = Setting("webview_watch", boolean, False, "tell pages of files beside them that change, and load them again")
RELOAD = Setting("webview_watch_reload", boolean, True, "load pages again when webview_watch tells of a change")
NO_PAGES = (".py", ".toml")
"""Endings of files that pages do not use."""


class FileDetail(TypedDict):
    """A changed file of the app, as pages receive it."""

    path: str
    event: Literal["added", "modified", "deleted"]


class Watching(Service):
    """Tells every window of changed files in the folder of the app's pages."""

    name = "watching"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Watch while the app runs, where the setting says so; without the library for it, warn and go on."""
        async with AsyncExitStack() as stack:
            if self.host.settings[WATCH]:
                await self._begin(stack)
            yield

    async def _begin(self, stack: AsyncExitStack) -> None:
        try:
            changes = await stack.enter_async_context(watching(self.host.root))
        except (Unsupported, OSError) as error:
            self.host.log.warning("%s", error)
            return
        tasks = await stack.enter_async_context(trio.open_nursery())
        stack.callback(tasks.cancel_scope.cancel)
        tasks.start_soon(self._tell, changes)

    async def _tell(self, changes: Changes) -> None:
        while True:
            for changed in await changes():
                if of_pages(changed.path):
                    self.host.emit("filedidchange", FileDetail(path=changed.path, event=changed.happened))


def of_pages(path: str) -> bool:
    """Return whether pages may use a file: it is not hidden, and neither Python nor configuration."""
    name = PurePosixPath(path).name
    return not name.startswith(".") and not name.endswith(NO_PAGES)


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the settings of watching and of reloading."""
    return [WATCH, RELOAD]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that watches."""
    return [Watching]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the event `filedidchange`."""
    return [PageEvent(name="filedidchange", detail=FileDetail, summary="A file beside the pages changed.")]
