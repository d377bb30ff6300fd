"""`[webview] watch`: pages hear of files that change, as `filedidchange`, and load again (contract c)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import PurePosixPath
from typing import Any, Literal, TypedDict

from oro_framework.errors import Unsupported
from oro_framework.hookspecs import hookimpl
from oro_framework.host.configuration.values import boolean
from oro_framework.service import Service
from oro_framework.types import Host, PageEvent, Setting

__all__ = ("oro_page_events", "oro_services", "oro_settings")

WATCH = Setting("webview_watch", boolean, False, "tell pages of files beside them that change, and load them again")
RELOAD = Setting("webview_watch_reload", boolean, True, "load pages again when webview_watch tells of a change")
NO_PAGES = (".py", ".toml")
"""Endings of files that no page is made of."""


class FileDetail(TypedDict):
    """A file of the app that changed, as pages see it."""

    path: str
    event: Literal["added", "modified", "deleted"]


class Watching(Service):
    """Tells every window of changes in the folder of the app's pages."""

    name = "watching"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Watch while the app runs, if it is wanted; without the library that does it, say so and go on."""
        async with AsyncExitStack() as stack:
            if self.host.settings[WATCH]:
                await self._begin(stack)
            yield

    async def _begin(self, stack: AsyncExitStack) -> None:
        import anyio

        from oro_framework.host.resources.watching import watching

        try:
            changes = await stack.enter_async_context(watching(self.host.root))
        except (Unsupported, OSError) as error:
            self.host.log.warning("%s", error)
            return
        tasks = await stack.enter_async_context(anyio.create_task_group())
        stack.callback(tasks.cancel_scope.cancel)
        tasks.start_soon(self._tell, changes)

    async def _tell(self, changes: Any) -> None:
        while True:
            for changed in await changes():
                if of_pages(changed.path):
                    self.host.emit("filedidchange", FileDetail(path=changed.path, event=changed.happened))


def of_pages(path: str) -> bool:
    """Return whether a page could be made of a file: it is not hidden, no Python and no configuration."""
    name = PurePosixPath(path).name
    return not name.startswith(".") and not name.endswith(NO_PAGES)


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare whether changes are told, and whether pages load again."""
    return [WATCH, RELOAD]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that watches."""
    return [Watching]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the event `filedidchange`."""
    return [PageEvent(name="filedidchange", detail=FileDetail, summary="A file beside the pages changed.")]
