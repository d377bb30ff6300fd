"""The sockets of the server: on loopback, or anywhere once there is a key."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from ipaddress import ip_address

from oro_framework.errors import Broken, ConfigError
from oro_framework.lookup import LookupFailed, lookup

__all__ = ("addresses_of", "all_loopback", "taken")

BACKLOG = 128


async def addresses_of(host: str, setting: str = "http_ipc_host") -> Sequence[str]:
    """Return the addresses a name or address stands for.

    Raises:
        ConfigError: it stands for none.
    """
    try:
        found = await lookup(host)
    except LookupFailed as error:
        raise ConfigError(f'Cannot listen on {setting} "{host}": {error.message}') from error
    return list(dict.fromkeys(each.address for each in found))


def all_loopback(addresses: Sequence[str]) -> bool:
    """Return whether only this machine can reach these addresses."""
    return all(ip_address(address.partition("%")[0]).is_loopback for address in addresses)


def taken(addresses: Sequence[str], port: int) -> list[socket.socket]:
    """Take a port on every one of the addresses, those aside that this machine has not.

    Raises:
        Broken: the port is taken on one of them, or this machine has none of them.
    """
    sockets: list[socket.socket] = []
    missing: OSError | None = None
    try:
        for address in addresses:
            try:
                sockets.append(_bound(address, port))
            except OSError as error:
                if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                    raise Broken(f"Cannot take port {port} of {address}: {error.strerror}") from error
                missing = error
        if not sockets:
            reason = missing.strerror if missing is not None else "there is no address"
            raise Broken(f"Cannot take port {port} of {', '.join(addresses)}: {reason}")
    except BaseException:
        for each in sockets:
            each.close()
        raise
    return sockets


def _bound(address: str, port: int) -> socket.socket:
    """Return a socket that listens, so that a port another program has is known of now."""
    family, kind, protocol, _, name = socket.getaddrinfo(
        address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
    )[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(name)
        made.listen(BACKLOG)
    except OSError:
        made.close()
        raise
    return made
