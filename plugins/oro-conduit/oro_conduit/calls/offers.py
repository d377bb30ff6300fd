"""Large files a page fetches over the app's own scheme: the engine moves those faster than frames do.

The answer of such a call names a URL instead of bytes. It is good once, for the same window, for `LIFE` seconds.
"""

from __future__ import annotations

import os
import secrets
from typing import NamedTuple

import trio

from oro_conduit.errors import CallLost
from oro_framework.requests import Caller, FileSlice, Head
from oro_framework.types import FileResponse, Window

__all__ = ("LARGE", "Offers", "file_response")

LARGE = 1 << 20
"""Bytes from which on a file is offered; below, frames are as fast and need one request less."""
LIFE = 30.0
LIMIT = 64
ROUTE = "internal.conduit.file"


class _Offer(NamedTuple):
    window: Window | None
    head: Head
    file: FileSlice


class Offers:
    """Files that were offered and not yet fetched, each an open descriptor; at most 64. Loop thread."""

    def __init__(self) -> None:
        self._offers: dict[str, _Offer] = {}
        self._tasks: trio.Nursery | None = None

    def __len__(self) -> int:
        return len(self._offers)

    def open(self, tasks: trio.Nursery) -> None:
        """Take offers from now on; `tasks` forgets those that are not fetched."""
        self._tasks = tasks

    def add(self, caller: Caller, head: Head, file: FileSlice) -> str | None:
        """Offer a file, which stays the caller's to close; return its URL, or None: too many wait, or the app ends."""
        if self._tasks is None or len(self._offers) >= LIMIT:
            return None
        ticket = secrets.token_urlsafe(24)
        copy = FileSlice(os.dup(file.fd), file.offset, file.length)
        self._offers[ticket] = _Offer(caller.window, head, copy)
        self._tasks.start_soon(self._expire, ticket)
        return f"ipc://{ROUTE}/?ticket={ticket}"

    def take(self, window: Window | None, ticket: str) -> FileResponse:
        """Give a file out, once.

        Raises:
            CallLost: there is no such offer for this window, or not any more.
        """
        offer = self._offers.get(ticket)
        if offer is None or offer.window is not window:
            raise CallLost("Cannot fetch a file: it was not offered to this window, or was fetched already")
        del self._offers[ticket]
        return file_response(offer.head, offer.file)

    def forget_window(self, window: Window) -> None:
        """Take back what was offered to the page in a window: another one is there."""
        for ticket in [ticket for ticket, offer in self._offers.items() if offer.window is window]:
            os.close(self._offers.pop(ticket).file.fd)

    def close(self) -> None:
        """Take every offer back, and make no more."""
        self._tasks = None
        while self._offers:
            os.close(self._offers.popitem()[1].file.fd)

    async def _expire(self, ticket: str) -> None:
        await trio.sleep(LIFE)
        if (offer := self._offers.pop(ticket, None)) is not None:
            os.close(offer.file.fd)


def file_response(head: Head, file: FileSlice) -> FileResponse:
    """Return a route's answer that is this file; its sender closes the descriptor."""
    headers = [(name, value) for name, value in head.headers if name.lower() != "content-length"]
    return FileResponse(fd=file.fd, offset=file.offset, length=file.length, status=head.status, headers=headers)
