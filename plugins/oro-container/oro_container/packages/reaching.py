"""`Reaching`, connections to hosts whose addresses are looked at: a name that leads inside is not followed."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable

import httpcore
import httpx
import trio

__all__ = ("Leads", "hold_addresses")

Leads = Callable[[str, int, str], bool]
"""Tells whether a name, with a port, may lead to an address."""


def hold_addresses(client: httpx.AsyncClient, leads: Leads) -> None:
    """Have a client connect to addresses that a name may lead to alone; proxies look names up themselves."""
    # It is looked up once, and what was looked at is what is connected to; httpx has no public place for that.
    pool = client._transport._pool  # type: ignore[attr-defined]
    pool._network_backend = _Reaching(pool._network_backend, leads)


class _Reaching(httpcore.AsyncNetworkBackend):
    def __init__(self, inner: httpcore.AsyncNetworkBackend, leads: Leads) -> None:
        self._inner = inner
        self._leads = leads

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failure: Exception = httpcore.ConnectError(f'"{host}" leads to this machine or a private network')
        for address in await _addresses(host, port):
            if not self._leads(host, port, address):
                continue
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


async def _addresses(host: str, port: int) -> list[str]:
    try:
        found = await trio.socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
