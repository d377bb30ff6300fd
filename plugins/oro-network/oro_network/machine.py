"""The system's interfaces and routes, and notices of their changes."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import anyio

from oro_network.status import Interface, Status, default_routes, status_of

__all__ = ("Changes", "look")

ROUTES = Path("/proc/net/route"), Path("/proc/net/ipv6_route")
PERIOD = 5.0
"""Seconds between two looks where the system does not tell of changes."""
QUIET = 0.1
"""Seconds without a further change before it is looked: one cable brings many."""
_GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400
"""Links, and addresses and routes of IPv4 and IPv6: rtnetlink(7)."""


def look() -> Status:
    """Return the status of this machine."""
    import psutil

    running = {name: stats.isup for name, stats in psutil.net_if_stats().items()}
    families = (socket.AF_INET, socket.AF_INET6)
    interfaces = [
        Interface(
            name=name,
            running=running.get(name, False),
            loopback=any(each.address in ("127.0.0.1", "::1") for each in addresses),
            addresses=tuple(each.address for each in addresses if each.family in families),
        )
        for name, addresses in psutil.net_if_addrs().items()
    ]
    return status_of(interfaces, _routed())


def _routed() -> frozenset[str] | None:
    if not ROUTES[0].exists():
        return None
    return default_routes(*(path.read_text() if path.exists() else "" for path in ROUTES))


class Changes:
    """Waits for the system to change: told by the kernel on Linux, every few seconds elsewhere."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        if sys.platform == "linux":
            self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE)
            self._socket.setblocking(False)
            self._socket.bind((0, _GROUPS))

    async def wait(self) -> None:
        """Return once something may have changed. If cancelled, the next call returns for it."""
        if self._socket is None:
            await anyio.sleep(PERIOD)
            return
        await anyio.wait_readable(self._socket)
        with anyio.move_on_after(1):
            while self._drained():
                with anyio.move_on_after(QUIET):
                    await anyio.wait_readable(self._socket)

    def close(self) -> None:
        """Wait for nothing any more."""
        if self._socket is not None:
            self._socket.close()

    def _drained(self) -> bool:
        """Throw away what was told, which matters less than that it was; False when there was nothing."""
        assert self._socket is not None
        any_was = False
        while True:
            try:
                self._socket.recv(1 << 16)
            except BlockingIOError:
                return any_was
            except OSError:  # more was told than there is room for
                return True
            any_was = True
