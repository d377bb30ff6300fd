"""The sockets of the server: on loopback, or anywhere once there is a key."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from ipaddress import ip_address

import trio

from oro_framework.errors import Broken, ConfigError
from oro_framework.lookup import LookupFailed, lookup

__all__ = ("addresses_of", "all_loopback", "listen")

BACKLOG = 128


async def addresses_of(host: str) -> Sequence[str]:
    """Return the addresses a name or address stands for.

    Raises:
        ConfigError: it stands for none.
    """
    try:
        found = await lookup(host)
    except LookupFailed as error:
        raise ConfigError(f'Cannot listen on http_ipc_host "{host}": {error.message}') from error
    return list(dict.fromkeys(each.address for each in found))


def all_loopback(addresses: Sequence[str]) -> bool:
    """Return whether only this machine can reach these addresses."""
    return all(ip_address(address.partition("%")[0]).is_loopback for address in addresses)


async def listen(addresses: Sequence[str], port: int) -> list[trio.SocketListener]:
    """Listen on every one of the addresses, those aside that this machine has not.

    Raises:
        Broken: the port is taken on one of them, or this machine has none of them.
    If cancelled, nothing listens.
    """
    listeners: list[trio.SocketListener] = []
    missing: OSError | None = None
    try:
        for address in addresses:
            try:
                listeners += await trio.open_tcp_listeners(port, host=address, backlog=BACKLOG)
            except OSError as error:
                if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                    raise Broken(f"Cannot take port {port} of {address}: {error.strerror}") from error
                missing = error
        if not listeners:
            reason = missing.strerror if missing is not None else "there is no address"
            raise Broken(f"Cannot take port {port} of {', '.join(addresses)}: {reason}")
    except BaseException:
        for listener in listeners:
            listener.socket.close()
        raise
    return listeners
