"""`internal.sockets.*`: WebSockets of pages to mounted apps, for `boot/web-sockets.js`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from oro_framework.errors import Conflict, NotFound
from oro_framework.held import Held
from oro_framework.host.inner import inner
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.host.requests.websocket import PageSocket
from oro_framework.service import route, routes_of
from oro_framework.types import ByteStream, Call, Route

__all__ = ("socket_routes",)

MAX_OPEN = 256
"""WebSockets that one window may have."""
MAX_BODY = 64 << 20
"""Bytes of frames in one call."""
Target = Annotated[str, Meta(max_length=64 * 1024)]


class MountedSockets:
    """The open WebSockets of all windows."""

    def __init__(self) -> None:
        self._held: Held[PageSocket] = Held(MAX_OPEN, missing=_missing, taken=_taken)

    @route("internal.sockets.open", internal=True, deadline=0)
    async def open(self, call: Call, *, id: str, target: Target, protocols: list[str]) -> ByteStream:
        """Open a WebSocket to a mounted app, and answer with its frames.

        Raises:
            NotFound: no app is mounted there.
            Denied: the caller lacks the permission of the mount.
        """
        host = inner(call.host)
        request = Request(
            target=parse_target(f"{host.origin}{target}", bundle=host.bundle),
            headers=_headers(call, host.bundle, protocols),
            caller=Caller(window=call.window, origin=call.origin, client=call.client, outside=call.outside),
        )
        mounted = host.assets.oro.mounted_for(request)
        socket = PageSocket(mounted.app, mounted.socket_scope(request, protocols))
        self._held.add(call.window, id, socket)

        async def run() -> None:
            try:
                await socket.run()
            finally:
                self._held.discard(call.window, id, socket)

        host.door.run(run)
        return ByteStream(socket.frames)

    @route("internal.sockets.send", internal=True, deadline=0, max_body=MAX_BODY)
    async def send(self, call: Call, *, id: str) -> None:
        """Give frames to the app of a WebSocket, waiting while it has many to take; one that is closed takes none."""
        if (socket := self._held.find(call.window, id)) is not None:
            await socket.told(call.body)


def socket_routes() -> list[Route]:
    """Return the routes for the WebSockets of an app."""
    made = MountedSockets()
    return [each for handler in (made.open, made.send) for each in routes_of(handler)]


def _headers(call: Call, host: str, protocols: list[str]) -> list[tuple[str, str]]:
    known = {name: value for name, value in call.headers if name in ("user-agent", "accept-language")}
    own = {"host": host, "origin": call.origin or "null", "connection": "Upgrade", "upgrade": "websocket"}
    wanted = {"sec-websocket-protocol": ", ".join(protocols)} if protocols else {}
    return [*own.items(), ("sec-websocket-version", "13"), *wanted.items(), *known.items()]


def _missing(id: str) -> NotFound:
    return NotFound(f'Cannot use WebSocket "{id}": the window has none of that id')


def _taken(id: str) -> Conflict:
    return Conflict(f'Cannot open WebSocket "{id}": the window has one of that id')
