"""A server of tools by the official SDK: over standard input, or over HTTP at a port that it prints."""

from __future__ import annotations

import os
import sys

import anyio
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError

server = MCPServer("tests", version="3")


@server.tool()
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


@server.tool()
def variable(name: str) -> str:
    """Return a variable of the environment."""
    return os.environ.get(name, "")


@server.tool()
def folder() -> str:
    """Return the folder."""
    return os.getcwd()


@server.tool()
def fail() -> str:
    """Fail."""
    raise ToolError("on purpose")


@server.tool()
def die() -> str:
    """End the server."""
    os._exit(3)


@server.tool()
async def wait(path: str, context: Context) -> str:
    """Tell progress, and wait until it is cancelled, which leaves a file."""
    await context.report_progress(1, 2, "half")
    try:
        await anyio.sleep_forever()
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.Path(path).touch()
    return ""


@server.resource("notes://all", mime_type="text/markdown")
def notes() -> str:
    """All notes."""
    return "# Notes"


@server.resource("notes://{id}/picture", mime_type="image/png")
def picture(id: str) -> bytes:
    """The picture of a note."""
    return b"\x89PNG" + id.encode()


async def over_http() -> None:
    """Serve over HTTP, to those who show the token."""
    import uvicorn
    from starlette.types import Receive, Scope, Send

    inner = server.streamable_http_app()

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        shown = dict(scope.get("headers", ())).get(b"authorization", b"").decode()
        if scope["type"] == "http" and shown != f"Bearer {os.environ['TEST_TOKEN']}":
            await send({"type": "http.response.start", "status": 401, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await inner(scope, receive, send)

    class Told(uvicorn.Server):
        async def startup(self, sockets: object = None) -> None:
            await super().startup()
            print(self.servers[0].sockets[0].getsockname()[1], flush=True)

    await Told(uvicorn.Config(guarded, port=0, log_level="error")).serve()


if __name__ == "__main__":
    if "--http" in sys.argv:
        anyio.run(over_http)
    else:
        server.run()
