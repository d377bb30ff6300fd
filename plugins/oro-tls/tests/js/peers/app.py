"""The app of these tests: Node and openssl as peers of the page."""

from __future__ import annotations

import json
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import anyio.abc

from oro_framework import Call, Host, Service, hookimpl, route
from oro_framework.types import Mount

PEER = Path(__file__).resolve().with_name("peer.mjs")
SUPPORT = Path(__file__).resolve().parents[1] / "support"
PATIENCE = 60


class Peers(Service):
    """Processes that end with the app."""

    name = "peers"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        self.serving: dict[str, anyio.abc.Process] = {}
        async with AsyncExitStack() as self.stack:
            try:
                yield
            finally:
                for process in self.serving.values():
                    process.kill()

    @route("test.serve")
    async def serve(self, call: Call, *, command: str, count: int = 0) -> Any:
        """Start a server in Node and tell where it listens."""
        process = await anyio.open_process(["node", str(PEER), command, str(count)], stdin=subprocess.PIPE, stderr=None)
        self.serving[command] = await self.stack.enter_async_context(process)
        return await self._line(process)

    @route("test.waiting")
    async def waiting(self, call: Call) -> Any:
        """Tell how many bytes the flooding server still has."""
        process = self.serving["flood"]
        assert process.stdin is not None
        await process.stdin.send(b"?")
        return await self._line(process)

    @route("test.ask")
    async def ask(self, call: Call, *, port: int, kind: str, count: int) -> Any:
        """Have Node send bytes to a port and tell what came back."""
        with anyio.fail_after(PATIENCE):
            run = await anyio.run_process(["node", str(PEER), "ask", str(port), kind, str(count)], stderr=None)
        return json.loads(run.stdout)

    @route("test.openssl")
    async def openssl(self, call: Call, *, port: int, text: str) -> str:
        """Have openssl say something to a TLS server and return what it wrote."""
        command = ["openssl", "s_client", "-quiet", "-connect", f"127.0.0.1:{port}", "-servername", "localhost"]
        with anyio.fail_after(PATIENCE):
            run = await anyio.run_process(command, input=text.encode(), stderr=subprocess.DEVNULL, check=False)
        return run.stdout.decode()

    async def _line(self, process: anyio.abc.Process) -> Any:
        assert process.stdout is not None
        with anyio.fail_after(PATIENCE):
            text = b""
            while not text.endswith(b"\n"):
                text += await process.stdout.receive()
        return json.loads(text)


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the processes."""
    return [Peers]


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    """Serve what all tests of this plugin share."""
    return [Mount(path="/support", directory=SUPPORT)]
