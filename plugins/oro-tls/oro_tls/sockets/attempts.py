"""Connecting: one address after another until one answers."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import anyio
from msgspec import Struct, field

from oro_framework.endpoints import Endpoint, SockAddr, family_of, literal
from oro_framework.errors import OroError
from oro_tls.errors import AllFailed, SocketFailed, failing
from oro_tls.target import MIN_ATTEMPT, Target

__all__ = ("Journey", "connect", "connect_path")

_FAMILY = {2: 4, 4: 6}
"""IPv4 or IPv6, by how many parts the kernel's form of an address has."""


class Journey(Struct):
    """What happened on the way to a peer, for the page's events."""

    addresses: list[dict[str, Any]] = field(default_factory=list)
    """Where the name led; nothing for an address."""
    attempts: list[dict[str, Any]] = field(default_factory=list)
    """What was tried, in order; who answered has no `error`."""
    connected: dict[str, Any] | None = None
    """Both addresses, once there is a connection."""

    def told(self) -> dict[str, Any]:
        """Return what an answer or error carries of it."""
        return {
            **({"addresses": self.addresses} if self.addresses else {}),
            **({"attempts": self.attempts} if self.attempts else {}),
        }

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Let errors tell of it."""
        try:
            yield
        except OroError as error:
            connected = {} if self.connected is None else {"connected": self.connected}
            error.details = {**error.details, **self.told(), **connected}
            raise


async def connect(target: Target, addresses: Sequence[SockAddr], journey: Journey) -> socket.socket:
    """Connect to the first address that answers, each but the last within the target's time for an attempt.

    If cancelled, no socket is open.

    Args:
        target: how to connect.
        addresses: at least one.
        journey: is told of every attempt.

    Raises:
        SocketFailed: the only address refused.
        AllFailed: each of several did.
    """
    failures: list[SocketFailed] = []
    for number, address in enumerate(addresses, 1):
        limit = max(target.attempt, MIN_ATTEMPT) if number < len(addresses) else None
        endpoint = Endpoint.of(address)
        attempt: dict[str, Any] = {"address": endpoint.address, "port": endpoint.port, "family": _FAMILY[len(address)]}
        journey.attempts.append(attempt)
        try:
            with failing("connect", endpoint):
                return await _attempt(target, address, limit)
        except SocketFailed as failure:
            failures.append(failure)
            attempt["error"] = failure.as_err()
            if limit is not None and failure.code == "ETIMEDOUT":
                attempt["timedOut"] = True
    raise failures[0] if len(failures) == 1 else AllFailed(failures)


async def connect_path(path: str) -> socket.socket:
    """Connect to a Unix socket.

    If cancelled, no socket is open.

    Raises:
        SocketFailed: nobody listens there.
    """
    with failing("connect", path):
        return await _connected(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM), path)


async def _attempt(target: Target, address: SockAddr, limit: float | None) -> socket.socket:
    with anyio.move_on_after(limit):
        sock = socket.socket(family_of(address), socket.SOCK_STREAM)
        if target.local_address or target.local_port:
            _bind(sock, target)
        return await _connected(sock, address)
    raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))


def _bind(sock: socket.socket, target: Target) -> None:
    any_address = "::" if sock.family == socket.AF_INET6 else "0.0.0.0"
    local = literal(target.local_address or any_address, target.local_port)
    try:
        with failing("bind", target.local_address):
            if local is None or family_of(local) != sock.family:
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(local)
    except BaseException:
        sock.close()
        raise


async def _connected(sock: socket.socket, address: SockAddr | str) -> socket.socket:
    try:
        sock.setblocking(False)
        try:
            sock.connect(address)
        except (BlockingIOError, InterruptedError):
            await anyio.wait_writable(sock)
            if number := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise OSError(number, os.strerror(number)) from None
    except BaseException:
        anyio.notify_closing(sock)
        sock.close()
        raise
    return sock
