"""A server of the official SDK alone, over standard input and output, or with `--http` by uvicorn."""

from __future__ import annotations

import sys

import anyio
import uvicorn
from mcp.server.mcpserver import MCPServer

server = MCPServer("bare")


@server.tool()
async def sums_add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


class Told(uvicorn.Server):
    """Prints the address of its endpoint."""

    async def startup(self, sockets: object = None) -> None:
        """Listen."""
        await super().startup()
        sys.stdout.write(f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}/mcp\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if "--http" in sys.argv:
        anyio.run(Told(uvicorn.Config(server.streamable_http_app(), port=0, log_level="error")).serve)
    else:
        server.run()
