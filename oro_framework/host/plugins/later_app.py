"""`LaterApp`, a mounted app of a plugin that is imported with the first request to it."""

from __future__ import annotations

from oro_framework.asgi import ASGIApp, Receive, Scope, Send
from oro_framework.host.plugins.named import module_of, named
from oro_framework.service import load

__all__ = ("LaterApp",)


class LaterApp:
    """Imports an app when it is first asked. It has no lifespan.

    Args:
        name: `module:name` of the class whose call without arguments is the app.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as the app does."""
        if scope["type"] == "lifespan":
            return
        if self._app is None:
            await load(module_of(self._name))
            self._app = named(self._name)()
        await self._app(scope, receive, send)
