"""The connections of an app: each is served to its end, whatever carries it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import trio

from oro_conduit.access.handshake import Version1, Version2
from oro_conduit.calls.kept_calls import KeptCalls
from oro_conduit.calls.offers import Offers
from oro_conduit.carriers.carrier import Carrier
from oro_conduit.carriers.request_carrier import RequestCarrier
from oro_conduit.clients.messages import Messages
from oro_conduit.errors import POLICY
from oro_conduit.windows import Owner, owner_of
from oro_conduit.wire.limits import Limits
from oro_framework.requests import Caller
from oro_framework.types import Host, Window

if TYPE_CHECKING:
    from oro_conduit.clients.connection import Connection
    from oro_conduit.clients.text_client import TextClient

__all__ = ("Connections",)


class Connections:
    """Serves clients of both versions. Loop thread.

    Args:
        host: the app, at whose door calls are brought.
        calls: where calls are kept for resume.
        offers: where large files wait for pages that fetch them over the scheme.
        messages: where messages go.
        limits: what one client may ask for.
        log: where the ends of connections are told.
    """

    tasks: trio.Nursery | None = None
    """Where calls are kept after their connection; None before the app runs and after it."""

    def __init__(
        self, host: Host, *, calls: KeptCalls, offers: Offers, messages: Messages, limits: Limits, log: logging.Logger
    ) -> None:
        self.limits = limits
        self.pages: set[Connection] = set()
        """Of version 2."""
        self.texts: set[TextClient] = set()
        """Of version 1."""
        self.requests: dict[str, tuple[RequestCarrier, Caller]] = {}
        """Requests that are held as connections, by their ticket."""
        self._host = host
        self._calls = calls
        self._offers = offers
        self._messages = messages
        self._log = log

    def __len__(self) -> int:
        return len(self.pages) + len(self.texts)

    async def serve(self, carrier: Carrier, verdict: Version1 | Version2) -> None:
        """Serve a client that was let in, to its end."""
        if isinstance(verdict, Version2):
            await self.serve_page(carrier, verdict.caller, files=verdict.files)
        else:
            await self._serve_text(carrier, verdict)

    async def serve_page(self, carrier: Carrier, caller: Caller, *, files: bool = False) -> None:
        """Serve a page of version 2 to its end; its calls are then kept for a while.

        Args:
            carrier: moves the bytes.
            caller: the page.
            files: whether it fetches large files over the scheme.
        """
        from oro_conduit.clients.connection import Connection  # the server loads it with the first connection
        from oro_conduit.clients.page_clients import Page

        page = Page(self._messages)
        connection = Connection(
            carrier,
            caller,
            door=self._host.door,
            calls=self._calls,
            message=page.take,
            offers=self._offers if files else None,
            limits=self.limits,
            log=self._log,
        )
        self.pages.add(connection)
        try:
            await connection.run()
        finally:
            self.pages.discard(connection)
            page.leave()
            if connection.left and self.tasks is not None:
                self.tasks.start_soon(self._calls.expire, connection.left, self.limits.keep)

    async def serve_request(self, ticket: str, carrier: RequestCarrier, caller: Caller) -> None:
        """Serve a page over a request it holds, to its end; it is in `requests` before."""
        try:
            await self.serve_page(carrier, caller)
        finally:
            del self.requests[ticket]

    async def close_requests(self) -> None:
        """End every request that is held."""
        for carrier, _ in tuple(self.requests.values()):
            await carrier.aclose()

    def close(self, window: Window | None = None) -> None:
        """Close every connection of a window, or with None of all."""
        every: list[Connection | TextClient] = [*self.pages, *self.texts]
        for each in every:
            if window is None or each.caller.window is window:
                each.close()

    def close_program(self, origin: str) -> None:
        """Close every connection of a program, whose key was taken back."""
        for each in tuple(self.pages):
            if owner_of(each.caller) == origin:
                each.close(POLICY, "The key was revoked")

    def catch_up(self, owner: Owner, call: str) -> None:
        """Read what a page or program had sent on connections whose end was not seen yet: the call may be in it."""
        for connection in tuple(self.pages):
            if owner_of(connection.caller) == owner:
                connection.catch_up(call)

    async def _serve_text(self, carrier: Carrier, verdict: Version1) -> None:
        from oro_conduit.clients.text_client import TextClient  # few apps have clients of version 1

        client = TextClient(carrier, verdict.client, verdict.caller, self._messages, self.limits, self._log)
        self.texts.add(client)
        try:
            await client.run()
        finally:
            self.texts.discard(client)
