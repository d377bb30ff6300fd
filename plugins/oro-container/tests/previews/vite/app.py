"""An app that shows a project served by Vite, and edits it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import trio
from oro_container.previews.previews import Previews

from oro_framework import Call, hookimpl, route
from oro_framework.service import Service
from oro_framework.types import Host

HERE = Path(__file__).parent


class Vite(Service):
    """The project, its server and its preview."""

    name = "vite"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.previews = Previews([host.origin], host.admit_frames)
        self.port = 0
        self.folder = Path()

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run the server."""
        with tempfile.TemporaryDirectory() as folder:
            self.folder = Path(shutil.copytree(HERE / "project", Path(folder) / "project"))
            packages = Path(os.environ["ORO_TEST_VITE"])
            (self.folder / "node_modules").symlink_to(packages)
            command = ["node", str(packages / "vite/bin/vite.js"), "--port", "0", "--host", "127.0.0.1"]
            async with self.previews.running(), trio.open_nursery() as nursery:
                await nursery.start(self._run, command)
                yield
                nursery.cancel_scope.cancel()

    async def _run(self, command: Sequence[str], task_status: trio.TaskStatus[None]) -> None:
        environment = {**os.environ, "NO_COLOR": "1"}
        process = await trio.lowlevel.open_process(
            command, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        output = process.stdout
        assert output is not None
        try:
            said = b""
            while (found := re.search(rb"127\.0\.0\.1:(\d+)", said)) is None:
                said += await output.receive_some()
            self.port = int(found[1])
            task_status.started()
            while await output.receive_some():
                pass
        finally:
            process.kill()
            with trio.CancelScope(shield=True):
                await process.wait()

    @route("vite.publish")
    async def publish(self, call: Call) -> str:
        """Publish the server."""
        return await self.previews.publish("project", self.port, _dial)

    @route("vite.edit")
    async def edit(self, call: Call, edit: int) -> None:
        """Edit a module."""
        (self.folder / "text.js").write_text(f"export const text = 'after {edit}'\n")

    @route("vite.told")
    async def take(self, call: Call, told: str) -> None:
        """Print what the page was told, and end."""
        print("RESULT " + told, flush=True)
        self.host.quit()


async def _dial(port: int) -> trio.SocketStream:
    return await trio.open_tcp_stream("127.0.0.1", port)


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service."""
    return [Vite]
