"""`internal.conduit.start`, `stop`, `status`, and the keys of version 1."""

from __future__ import annotations

from typing import TypedDict

from oro_conduit.access.keys import Keys
from oro_conduit.clients.connections import Connections
from oro_conduit.server.loopback import Loopback
from oro_conduit.settings import MIN_KEY, PERMISSION
from oro_framework.errors import Broken, Closed, Denied, InvalidArgument
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("ServerRoutes",)


class Started(TypedDict):
    """The server accepts sockets on this port."""

    isActive: bool
    port: int


class Status(TypedDict):
    """The state of the server."""

    sharedKey: str
    isActive: bool
    port: int


class Key(TypedDict):
    """The key that clients of version 1 show in the calling window."""

    sharedKey: str


class Stopped(TypedDict):
    """The server accepts no sockets; nothing else to tell."""


class ServerRoutes:
    """The server and the keys that open its sockets.

    Args:
        origin: the app's own, whose pages alone are told keys.
    """

    def __init__(self, origin: str, loopback: Loopback, connections: Connections, keys: Keys) -> None:
        self._origin = origin
        self._loopback = loopback
        self._connections = connections
        self._keys = keys

    @route("internal.conduit.start", permission=PERMISSION, internal=True)
    async def start(self, call: Call) -> Started:
        """Accept sockets; answers once it does, also when it did before."""
        try:
            await self._loopback.start()
        except (Broken, Closed) as error:
            raise Broken(f"Failed to start Conduit: {error.message}") from error
        return {"isActive": self._loopback.active, "port": self._loopback.port}

    @route("internal.conduit.stop", permission=PERMISSION, internal=True)
    async def stop(self, call: Call) -> Stopped:
        """Accept no more sockets and close those there are."""
        await self._loopback.stop(self._connections.close)
        return {}

    @route("internal.conduit.status", permission=PERMISSION, internal=True)
    def status(self, call: Call) -> Status:
        """Tell whether sockets are accepted, on which port, and the key of this window."""
        return {"sharedKey": self._key(call), "isActive": self._loopback.active, "port": self._loopback.port}

    @route("internal.conduit.getSharedKey", permission=PERMISSION, internal=True)
    def get_shared_key(self, call: Call) -> Key:
        """Tell the key of this window."""
        return {"sharedKey": self._key(call)}

    @route("internal.conduit.setSharedKey", permission=PERMISSION, internal=True)
    def set_shared_key(self, call: Call, sharedKey: str) -> Key:
        """Change the key of this window; clients that are connected stay."""
        if len(sharedKey.encode("utf-8", "surrogateescape")) < MIN_KEY:
            raise InvalidArgument(f"Invalid shared key length. Must be at least {MIN_KEY} bytes")
        self._check_own(call)
        self._keys.change(call.window, sharedKey)
        return {"sharedKey": sharedKey}

    def _key(self, call: Call) -> str:
        self._check_own(call)
        return self._keys.of(call.window)

    def _check_own(self, call: Call) -> None:
        """Keep keys from other origins: a caller that shows one counts as the app's own page.

        Raises:
            Denied: the call comes from another origin.
        """
        if call.origin != self._origin:
            raise Denied(f'Cannot call "{call.route}": keys are for pages of {self._origin}, not of {call.origin}')
