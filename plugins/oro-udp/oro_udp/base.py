"""What every UDP route stands on: the sockets of each window, and where names lead."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Literal, ParamSpec, TypedDict, TypeVar

from anyio.abc import TaskGroup

from oro_framework.endpoints import Endpoint, SockAddr, check_id, check_port, literal
from oro_framework.errors import ErrnoError, InvalidArgument
from oro_framework.lookup import lookup
from oro_framework.scopes import HostPattern
from oro_framework.service import Service, route
from oro_framework.types import Call, Host, Window
from oro_udp import settings
from oro_udp.errors import NotRunning, OutOfScope, told
from oro_udp.outlet import Outlet
from oro_udp.receiver import Receiver
from oro_udp.sock import Socket

__all__ = ("Base", "Family", "Held", "Id", "Name", "udp_route", "udp_route_at_once")

P = ParamSpec("P")
R = TypeVar("R")
Family = Literal[0, 4, 6]


class Id(TypedDict):
    """The id of a socket."""

    id: str


class Name(TypedDict):
    """An address of a socket, or of its peer."""

    address: str
    family: Literal["IPv4", "IPv6"]
    port: int
    id: str


class Held:
    """A socket, the window that holds it, and how its datagrams reach the page."""

    def __init__(self, socket: Socket, window: Window | None) -> None:
        self.socket = socket
        self.window = window
        self.outlet: Outlet | None = None
        self.receiver: Receiver | None = None
        self.receiving = False
        """What the page wants; a suspended socket that receives has no receiver."""
        self.sending = 0

    @property
    def family(self) -> Literal[4, 6]:
        """The only family of addresses that will do."""
        return 6 if self.socket.family == socket.AF_INET6 else 4

    def name(self, endpoint: Endpoint) -> Name:
        """Build the answer that tells an address."""
        return {
            "address": endpoint.address,
            "family": endpoint.family,
            "port": endpoint.port,
            "id": self.socket.id,
        }

    def stop(self) -> None:
        """Take no more datagrams from the descriptor."""
        if self.receiver is not None:
            self.receiver.stop()
            self.receiver = None


class Base(Service):
    """State shared by the routes; see `UDP`."""

    tasks: TaskGroup

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.peers = host.settings[settings.PEERS]
        self.binds = host.settings[settings.BINDS]
        self._limit = host.settings[settings.MAX_SOCKETS]
        self._held: dict[tuple[str, str], Held] = {}

    # -- sockets by window and id -----------------------------------------------------------------

    def find(self, call: Call, id: str) -> Held | None:
        """Return a socket of the calling window, or None."""
        return self._held.get((_owner(call.window), id))

    def get(self, call: Call, id: str) -> Held:
        """Return a socket of the calling window.

        Raises:
            NotRunning: there is none of that id.
        """
        held = self.find(call, id)
        if held is None:
            raise NotRunning(id)
        return held

    def add(self, call: Call, made: Callable[[], Socket], id: str) -> Held:
        """Keep a new socket for the calling window.

        Raises:
            InvalidArgument: `id` is no id.
            ErrnoError: EMFILE, the window holds as many as it may.
        """
        owner = _owner(call.window)
        check_id(id)
        if sum(1 for window, _ in self._held if window == owner) >= self._limit:
            raise ErrnoError(errno.EMFILE)
        held = Held(made(), call.window)
        self._held[owner, id] = held
        return held

    def end(self, held: Held) -> None:
        """Close a socket and forget it."""
        held.stop()
        held.socket.close()
        key = (_owner(held.window), held.socket.id)
        if self._held.get(key) is held:
            del self._held[key]

    def of_window(self, window: Window | None) -> list[Held]:
        """Return the sockets of a window, or with None every socket."""
        return [held for held in self._held.values() if window is None or held.window is window]

    def ids(self) -> dict[str, list[str]]:
        """Return the ids of every window's sockets."""
        found: dict[str, list[str]] = {}
        for owner, id in self._held:
            found.setdefault(owner, []).append(id)
        return found

    # -- addresses --------------------------------------------------------------------------------

    async def resolve(self, address: str, port: int, family: Family = 0) -> SockAddr:
        """Return the kernel's form of an address or name.

        Args:
            address: a name, or an address.
            port: 0 to 65535.
            family: the only family that will do, 4 or 6.

        Raises:
            InvalidArgument: the port is none.
            LookupFailed: the name leads nowhere.
            OSError: EINVAL, the address is of the other family.
        """
        check_port(port)
        if (known := literal(address, port)) is not None:
            if family and (len(known) == 4) != (family == 6):
                raise OSError(errno.EINVAL, "an address of the other family")
            return known
        found = await lookup(address, family=family, kind=socket.SOCK_DGRAM)
        sockaddr = literal(found[0].address, port) if found else None
        if sockaddr is None:
            raise InvalidArgument(f'Cannot use "{address}": it leads to no IP address')
        return sockaddr

    def check_peer(self, what: str, address: str, sockaddr: SockAddr) -> None:
        """Raise unless pages may exchange datagrams with that host and port.

        Raises:
            OutOfScope: the permission is narrowed to others.
        """
        allowed = self.peers.allows(address, sockaddr[1], led_to=sockaddr[0])
        if not self.host.scoped("permissions_udp_peers", HostPattern.exact(address, sockaddr[1]), allowed):
            raise OutOfScope(
                f'Cannot {what} "{Endpoint.of(sockaddr).address}" port {sockaddr[1]}: '
                f"permissions_udp_peers allows only {self.peers}"
            )

    def check_bind(self, address: str, sockaddr: SockAddr) -> None:
        """Raise unless pages may bind that address.

        Raises:
            OutOfScope: the permission is narrowed to others.
        """
        allowed = self.binds.allows(address, sockaddr[1] or None, led_to=sockaddr[0])
        if not self.host.scoped("permissions_udp_binds", HostPattern.exact(address, sockaddr[1]), allowed):
            raise OutOfScope(
                f'Cannot bind "{address}" port {sockaddr[1]}: permissions_udp_binds allows only {self.binds}'
            )


def udp_route(
    name: str,
) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Callable[P, Coroutine[Any, Any, R]]]:
    """Make an async method answer `ipc://<name>` behind permission `udp`; its errors carry the call's `id`."""

    def mark(function: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
        @wraps(function)
        async def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            with told(str(kwargs["id"])):
                return await function(*args, **kwargs)

        return route(name, permission="udp")(answer)

    return mark


def udp_route_at_once(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a method that never waits answer `ipc://<name>`; see `udp_route`."""

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            with told(str(kwargs["id"])):
                return function(*args, **kwargs)

        return route(name, permission="udp")(answer)

    return mark


def _owner(window: Window | None) -> str:
    return "" if window is None else window.id
