"""Routes for programs alone: answers whose connection broke, events of pages, and what a program may do."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Sequence
from time import time
from typing import Any, TypedDict

import msgspec
import trio

from oro_conduit.calls.kept_calls import KeptCalls
from oro_conduit.clients.connections import Connections
from oro_conduit.programs.programs import Program, Programs
from oro_conduit.programs.rights import matches
from oro_conduit.settings import PERMISSION
from oro_conduit.windows import owner_of_call
from oro_framework.errors import Denied, InvalidArgument
from oro_framework.types import ByteStream, Call, FileResponse, Host, Response, Route, Window

__all__ = ("program_routes",)

LIMIT = 1024
"""Events that wait for one program; beyond, the oldest is dropped and counted."""


class WindowSeen(TypedDict):
    """A window, as programs see it."""

    index: int
    url: str
    status: str


class RouteSeen(TypedDict):
    """A route that the program may call."""

    name: str
    doc: str


class Description(TypedDict):
    """The app, and what the program may do in it."""

    bundle: str
    program: str
    routes: list[RouteSeen]
    events: list[str]
    permissions: list[str]
    windows: list[WindowSeen]


def program_routes(host: Host, programs: Programs, calls: KeptCalls, connections: Connections) -> Sequence[Route]:
    """Return the routes."""
    routes = ProgramRoutes(host, programs, calls, connections)
    return [
        Route(name="conduit.resume", handler=routes.resume, permission=PERMISSION, deadline=0),
        Route(name="conduit.events", handler=routes.events, permission=PERMISSION, deadline=0),
        Route(name="conduit.describe", handler=routes.describe, permission=PERMISSION),
    ]


class ProgramRoutes:
    """See the module."""

    def __init__(self, host: Host, programs: Programs, calls: KeptCalls, connections: Connections) -> None:
        self._host = host
        self._programs = programs
        self._calls = calls
        self._connections = connections

    async def resume(self, call: Call) -> Response | FileResponse:
        """Give out the answer of the call that `call` names, whose connection broke; waits for it."""
        self._program(call)
        id = call.params.get("call")
        if not isinstance(id, str) or not id:
            raise InvalidArgument(f"Cannot call \"{call.route}\": Expecting 'call' in parameters: str is required")
        owner = owner_of_call(call)
        if not self._calls.knows(owner, id):
            self._connections.catch_up(owner, id)
        return await self._calls.resume(owner, id)

    async def events(self, call: Call, pattern: str = "*") -> ByteStream:
        """Stream the events that pages are told and whose names match, one JSON object a line.

        An empty line comes first. A slow program misses the oldest of those that wait; their count is then said.
        """
        program = self._program(call)
        subscription = Subscription(program, pattern)
        return ByteStream(subscription.lines(self._host), content_type="application/x-ndjson")

    def describe(self, call: Call) -> Description:
        """Tell which app this is, and which routes and events the program has."""
        program = self._program(call)
        seen: list[RouteSeen] = [
            {"name": name, "doc": doc} for name, doc in self._host.route_docs().items() if program.rights.may_call(name)
        ]
        return {
            "bundle": self._host.bundle,
            "program": program.name,
            "routes": sorted(seen, key=lambda route: route["name"]),
            "events": list(program.rights.events),
            "permissions": list(program.rights.permissions),
            "windows": [
                {"index": each.index, "url": each.url, "status": each.status.name.lower()}
                for each in self._host.windows
            ],
        }

    def _program(self, call: Call) -> Program:
        program = self._programs.of(call)
        if program is None:
            raise Denied(f'Cannot call "{call.route}": it is for programs that show a key, not for pages')
        return program


def _seen(window: Window) -> WindowSeen:
    return {"index": window.index, "url": window.url, "status": window.status.name.lower()}


class Subscription:
    """The events that wait for one program."""

    def __init__(self, program: Program, pattern: str) -> None:
        self._rights = program.rights
        self._pattern = pattern
        self._lines: deque[bytes] = deque()
        self._missed = 0
        self._arrived = trio.Event()

    async def lines(self, host: Host) -> AsyncIterator[bytes]:
        """Yield what comes, several lines at a time; an empty line first."""
        stop = host.watch_events(self._take)
        try:
            yield b"\n"
            while True:
                while self._lines:
                    yield self._batch()
                self._arrived = trio.Event()
                await self._arrived.wait()
        finally:
            stop()

    def _batch(self) -> bytes:
        if self._missed:
            self._lines.appendleft(b'{"missed":%d}\n' % self._missed)
            self._missed = 0
        batch = b"".join(self._lines)
        self._lines.clear()
        return batch

    def _take(self, window: Window, name: str, detail: Any) -> None:
        if not (matches(self._pattern, name) and self._rights.may_follow(name)):
            return
        if len(self._lines) >= LIMIT:
            self._lines.popleft()
            self._missed += 1
        event = {"name": name, "detail": detail, "window": window.index, "time": time()}
        self._lines.append(msgspec.json.encode(event) + b"\n")
        self._arrived.set()
