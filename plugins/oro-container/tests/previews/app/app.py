"""An app with two containers, each with a server, whose previews it shows."""

from __future__ import annotations

import json
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import trio
from oro_container.core.previews.message import PreviewMessage
from oro_container.previews.dial import Dial
from oro_container.previews.previews import Previews

from oro_framework import Call, hookimpl, route
from oro_framework.service import Service
from oro_framework.types import Host

HERE = Path(__file__).parent


class Guests(Service):
    """Two servers and their previews."""

    name = "previews"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.previews = Previews([host.origin], host.admit_frames)
        self.messages: list[PreviewMessage] = []
        self.told: dict[str, Any] = {}
        self.ports: list[int] = []

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run the servers."""
        async with self.previews.running(), trio.open_nursery() as nursery:
            command = ["node", str(HERE / "guest.mjs")]
            processes = [
                await nursery.start(lambda task_status, made=command: _run(made, task_status)) for _ in range(2)
            ]
            for process in processes:
                self.ports.append(int(await process.stdout.receive_some()))
            yield
            nursery.cancel_scope.cancel()

    @route("previews.publish")
    async def publish(self, call: Call) -> list[str]:
        """Publish both; the last address is that of the first server itself."""
        self.previews.messages("first", self.messages.append)
        self.previews.script("first", "globalThis.added = 'added'")
        urls = [
            await self.previews.publish(name, 3000, _dial(port))
            for name, port in zip(("first", "second"), self.ports, strict=True)
        ]
        return [*urls, f"http://127.0.0.1:{self.ports[0]}/document"]

    @route("previews.told")
    async def take(self, call: Call, told: str) -> None:
        """Take what the page was told."""
        self.told = json.loads(told)
        self.host.call_later(5, self.end)  # type: ignore[attr-defined]

    @route("previews.end")
    async def end_now(self, call: Call) -> None:
        """The page is still there."""
        self.told["stayed"] = True

    def end(self) -> None:
        """Print what happened."""
        asked = _asked(self.ports[0])
        print("RESULT " + json.dumps({**self.told, "messages": self.messages, "asked": asked}), flush=True)
        self.host.quit()


async def _run(command: Sequence[str], task_status: Any) -> None:
    await trio.run_process(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, check=False, task_status=task_status)


def _dial(port: int) -> Dial:
    async def dial(_port: int) -> trio.SocketStream:
        return await trio.open_tcp_stream("127.0.0.1", port)

    return dial


def _asked(port: int) -> list[str]:
    with urlopen(f"http://127.0.0.1:{port}/seen") as response:
        return json.loads(response.read())  # type: ignore[no-any-return]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service."""
    return [Guests]
