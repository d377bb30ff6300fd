"""The app of these tests: Node and curl as peers of the page."""

from __future__ import annotations

import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import anyio.abc

from oro_framework import Call, Service, hookimpl, route

PEER = Path(__file__).resolve().with_name("peer.mjs")
PATIENCE = 60


class Peers(Service):
    """Processes that end with the app."""

    name = "peers"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        self.serving: list[anyio.abc.Process] = []
        async with AsyncExitStack() as self.stack:
            try:
                yield
            finally:
                for process in self.serving:
                    process.kill()

    @route("test.serve")
    async def serve(self, call: Call) -> Any:
        """Start a server in Node and tell where it listens."""
        process = await anyio.open_process(["node", str(PEER), "serve"], stdin=subprocess.PIPE, stderr=None)
        self.serving.append(await self.stack.enter_async_context(process))
        assert process.stdout is not None
        text = b""
        with anyio.fail_after(PATIENCE):
            while not text.endswith(b"\n"):
                text += await process.stdout.receive()
        return json.loads(text)

    @route("test.ask")
    async def ask(self, call: Call, *, port: int, size: int) -> Any:
        """Have Node use a server and tell what came of it."""
        with anyio.fail_after(PATIENCE):
            run = await anyio.run_process(["node", str(PEER), "ask", str(port), str(size)], stderr=None)
        return json.loads(run.stdout)

    @route("test.curl")
    async def curl(self, call: Call) -> str:
        """Run curl with the arguments of the body; return what it wrote."""
        arguments = json.loads(call.body)
        with anyio.fail_after(PATIENCE):
            run = await anyio.run_process(["curl", "--silent", "--noproxy", "*", *arguments], check=False)
        return run.stdout.decode("latin-1")


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the processes."""
    return [Peers]
