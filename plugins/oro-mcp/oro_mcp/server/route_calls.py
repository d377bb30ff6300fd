"""Calls of routes for agents: as pages call them, by the host's door, and judged as calls of the agent."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec

from oro_framework.errors import Broken, Closed, Denied, OroError, TooLarge
from oro_framework.requests import Caller, Head, MemoryReply, Request, parse_target
from oro_framework.types import Call, Host
from oro_mcp.reporting import Report, unheard
from oro_mcp.server.outcome import EVENTS, EventReader, Outcome, outcome_of
from oro_mcp.server.principals import ADMIT, CLIENT, Principal

__all__ = ("RouteCalls",)

_HEADERS = (("content-type", "application/json"),)


class RouteCalls:
    """See the module.

    Args:
        host: whose routes are called.
        limit: bytes of an answer.
    """

    def __init__(self, host: Host, limit: int) -> None:
        self._host = host
        self._limit = limit
        self._numbers = itertools.count(1)
        self.reports: dict[str, Report] = {}
        """Where routes tell of their progress, by the client of the call."""

    @property
    def running(self) -> int:
        """The number of calls that are being answered."""
        return len(self.reports)

    async def call(self, principal: Principal, route: str, arguments: Mapping[str, Any], report: Report) -> Outcome:
        """Call a route for an agent. What goes wrong is an outcome, too.

        If cancelled, so is the route's handler.
        """
        with self._client(principal, report) as client:
            try:
                await self._admitted(principal, route, client)
                return await self._answer(route, arguments, self._caller(principal, client), report)
            except OroError as error:
                return Outcome(error=error.as_err())

    @contextmanager
    def _client(self, principal: Principal, report: Report) -> Iterator[str]:
        client = f"{principal.origin} {next(self._numbers)}"
        self.reports[client] = report
        try:
            yield client
        finally:
            del self.reports[client]

    def _caller(self, principal: Principal, client: str) -> Caller:
        return Caller(origin=principal.origin, client=client, outside=True)

    async def _admitted(self, principal: Principal, route: str, client: str) -> None:
        """Look whether the agent may call at all; have the person asked where that is undecided.

        Raises:
            Denied: it may not.
        """
        call = Call(
            host=self._host, route=route, window=None, origin=principal.origin, client=client, params={}, headers=(),
            body=b"", seq="", outside=True,
        )  # fmt: skip
        try:
            self._host.check_permission(call, CLIENT)
        except Denied:
            outcome = await self._answer(ADMIT, {}, self._caller(principal, client), unheard)
            if outcome.error is not None:
                why = str(outcome.error.get("message", "")).partition(": ")[2]
                raise Denied(f'Cannot call "{route}": {why}') from None
            self._host.check_permission(call, CLIENT)

    async def _answer(self, route: str, arguments: Mapping[str, Any], caller: Caller, report: Report) -> Outcome:
        request = Request(
            target=parse_target(f"ipc://{route}"),
            method="POST",
            headers=_HEADERS,
            body=msgspec.json.encode(arguments),
            caller=caller,
        )
        reply = MemoryReply()
        exchange = self._host.door.open(request, reply)
        try:
            head = await reply.head()
            if _content_type(head).startswith(EVENTS):
                return await self._events(route, reply, report)
            return outcome_of(head.status, _content_type(head), await self._whole(route, reply))
        finally:
            exchange.abort()
            reply.close()

    async def _whole(self, route: str, reply: MemoryReply) -> bytes:
        body = bytearray()
        async for piece in reply.body():
            body += piece
            self._check(route, len(body))
        return bytes(body)

    async def _events(self, route: str, reply: MemoryReply, report: Report) -> Outcome:
        """Return the data of all events, each of which is told as progress when it comes."""
        reader, found, size = EventReader(), [], 0
        try:
            async for piece in reply.body():
                self._check(route, size := size + len(piece))
                for value in reader.read(piece):
                    found.append(value)
                    report(len(found), None, Outcome(value=value).text)
        except Closed:
            return Outcome(error=Broken(f'Cannot go on with "{route}": its stream broke off').as_err())
        return Outcome(value=found)

    def _check(self, route: str, size: int) -> None:
        if size > self._limit:
            raise TooLarge(f'Cannot answer "{route}": its result is over mcp_max_result, {self._limit} bytes')


def _content_type(head: Head) -> str:
    return next((value for name, value in head.headers if name.lower() == "content-type"), "")
