"""The app of the JavaScript tests: a route that is a tool, and a model that calls it when it is told to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import trio
from oro_mcp import progress
from oro_mcp.testing import Asked, Said, Saying

from oro_framework import Call, Service, hookimpl, route

SERVER = """\
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

server = MCPServer("tests")


@server.tool()
def add(a: int, b: int) -> int:
    return a + b


@server.tool()
def fail() -> str:
    raise ToolError("on purpose")


@server.resource("notes://all", mime_type="text/markdown")
def notes() -> str:
    return "# Notes"


@server.resource("notes://{id}/picture", mime_type="image/png")
def picture(id: str) -> bytes:
    return b"PNG" + id.encode()


server.run()
"""


class Lab(Service):
    """Counts, and knows how often it was cancelled."""

    name = "lab"
    begun = 0
    cancelled = 0

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Write the server into the folder of the app, which the tests have made anew."""
        await anyio.Path(self.host.root, "server.py").write_text(SERVER)
        yield

    @route("lab.count")
    async def count(self, call: Call, *, to: int) -> int:
        """Count to a number."""
        for number in range(1, to + 1):
            progress(call, number, to, f"at {number}")
        return to

    @route("lab.wait")
    async def wait(self, call: Call) -> None:
        """Wait for ever."""
        self.begun += 1
        try:
            await trio.sleep_forever()
        finally:
            self.cancelled += 1

    @route("seen")
    def seen(self, call: Call) -> dict[str, int]:
        """Return how often waiting has begun, and was cancelled."""
        return {"begun": self.begun, "cancelled": self.cancelled}


class AI(Service):
    """A model that asks for the tool a question names, and then tells what it said."""

    name = "ai"

    def stream(self, messages: Any, *, model: str = "", **options: Any) -> Saying:
        """Answer."""
        return Saying(self._said(messages))

    async def _said(self, messages: Any) -> Said:
        last = messages[-1]
        if last["role"] == "tool":
            return Said(text=f"It said {last['content']}")
        name, _, arguments = last["content"].partition(" ")
        return Said(tool_calls=[Asked("one", name, arguments or "{}")])


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare both."""
    return [Lab, AI]
