"""An app that shows one server twice: as a preview, and as it is."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import trio
from oro_container.previews.previews import Previews

from oro_framework import Call, hookimpl, route
from oro_framework.service import Service
from oro_framework.types import Host

GUEST = Path(__file__).parent / "guest.mjs"


class Cost(Service):
    """The server and its preview."""

    name = "cost"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.previews = Previews([host.origin], host.admit_frames)
        self.port = 0

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run the server."""
        command = ["node", str(GUEST)]
        process = await trio.lowlevel.open_process(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            assert process.stdout is not None
            self.port = int(await process.stdout.receive_some())
            async with self.previews.running():
                yield
        finally:
            process.kill()
            with trio.CancelScope(shield=True):
                await process.wait()

    @route("cost.addresses")
    async def addresses(self, call: Call) -> dict[str, str]:
        """Return the addresses of the preview and of the server."""
        preview = await self.previews.publish("c", self.port, _dial)
        return {"preview": preview, "direct": f"http://127.0.0.1:{self.port}/"}

    @route("cost.told")
    async def take(self, call: Call, told: str) -> None:
        """Print what the page measured, and end."""
        print("RESULT " + told, flush=True)
        self.host.quit()


async def _dial(port: int) -> trio.SocketStream:
    return await trio.open_tcp_stream("127.0.0.1", port)


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service."""
    return [Cost]
