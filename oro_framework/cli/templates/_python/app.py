"""The body of the app: what its page may call."""

from __future__ import annotations

import platform
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import TypedDict

import anyio

from oro_framework import Call, Service, hookimpl, route
from oro_framework.types import EventStream, Permission, ServerEvent


class Greeting(TypedDict):
    """A greeting from Python."""

    text: str
    python: str


class Greeter(Service):
    """Greets people, and tells the time."""

    name = "greeter"

    @route("app.greet", permission="greet")
    async def greet(self, call: Call, *, name: str = "world") -> Greeting:
        """Return a greeting for `name`."""
        return Greeting(text=f"Hello, {name}!", python=platform.python_version())

    @route("app.clock", permission="greet", deadline=0)
    async def clock(self, call: Call) -> EventStream:
        """Send the time every second, for as long as the page listens."""
        return EventStream(self._ticks())

    async def _ticks(self) -> AsyncIterator[ServerEvent]:
        while True:
            yield ServerEvent(datetime.now().strftime("%H:%M:%S"))
            await anyio.sleep(1)


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Name what pages may be allowed; oro.toml allows it."""
    return [Permission(name="greet", description="Ask the app for a greeting and the time", default=False)]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Say what the host shall run."""
    return [Greeter]
