"""The app of the tests: xclip, another program that owns the clipboard and asks for it."""

from __future__ import annotations

import subprocess
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from anyio.abc import Process

from oro_framework import Call, Service, hookimpl, route

XCLIP = ("xclip", "-selection", "clipboard")


class Peer(Service):
    """Another program at the same clipboard."""

    name = "peer"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        async with anyio.create_task_group() as self.tasks:
            yield
            self.tasks.cancel_scope.cancel()

    @route("test.copy")
    async def copy(self, call: Call, *, target: str, data: str) -> None:
        """Have xclip own the clipboard until somebody else does."""
        await self.tasks.start(self._own, target, b64decode(data))
        with anyio.fail_after(60):
            while target not in (await self.paste(call, target="TARGETS"))["text"].split():  # noqa: ASYNC110 - xclip tells nobody
                await anyio.sleep(0.01)

    async def _own(self, target: str, data: bytes, *, task_status: anyio.abc.TaskStatus[None]) -> None:
        command = [*XCLIP, "-quiet", "-t", target, "-i"]
        async with await anyio.open_process(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as xclip:
            await self._feed(xclip, data)
            task_status.started()
            await xclip.wait()

    async def _feed(self, xclip: Process, data: bytes) -> None:
        assert xclip.stdin is not None
        await xclip.stdin.send(data)
        await xclip.stdin.aclose()

    @route("test.paste")
    async def paste(self, call: Call, *, target: str) -> dict[str, str]:
        """Return what xclip gets for a target."""
        done = await anyio.run_process([*XCLIP, "-t", target, "-o"], check=False)
        return {"text": done.stdout.decode("utf-8", "replace"), "base64": b64encode(done.stdout).decode()}


@hookimpl
def oro_services() -> list[type[Service]]:
    """Declare the peer."""
    return [Peer]
