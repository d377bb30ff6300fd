"""Mounted apps as the host calls them: those of WSGI in worker threads, those that need asyncio on its loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from oro_framework.host.asyncio_loop.loop import AsyncioLoop
from oro_framework.host.asyncio_loop.needs import needs_asyncio
from oro_framework.host.requests.wsgi import WsgiApp, is_wsgi
from oro_framework.types import ASGIApp, Mount, Receive, Scope, Send

__all__ = ("MountedApps",)

HINT = 'asyncio is not running here: mount the app with Mount(path=…, app=…, loop="asyncio")'


class MountedApps:
    """The mounted apps as they are called, one for all mounts of an app, which has one lifespan.

    Args:
        loop: returns the host's loop of asyncio.
    """

    def __init__(self, loop: Callable[[], AsyncioLoop]) -> None:
        self._loop = loop
        self._known: dict[int, tuple[Any, ASGIApp]] = {}

    def of(self, mount: Mount) -> ASGIApp:
        """Return the ASGI app for a mount."""
        known = self._known.get(id(mount.app))
        if known is None:
            known = self._known[id(mount.app)] = (mount.app, self._made(mount))
        return known[1]

    def _made(self, mount: Mount) -> ASGIApp:
        assert mount.app is not None
        if is_wsgi(mount.app):
            return WsgiApp(cast(Any, mount.app))
        app = cast(ASGIApp, mount.app)
        if mount.loop == "asyncio" or (mount.loop == "auto" and needs_asyncio(app)):
            from oro_framework.host.asyncio_loop.asgi import AsyncioApp  # asyncio is dear to import

            return AsyncioApp(app, self._loop())
        return TrioApp(app)


class TrioApp:
    """An ASGI app on the host's own loop; an error that says that asyncio is missing says what to do.

    Args:
        app: the app.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the app answer."""
        try:
            await self._app(scope, receive, send)
        except RuntimeError as error:
            if "event loop" in str(error):
                error.add_note(HINT)
            raise
