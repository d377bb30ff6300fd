"""A host with the plugin, and ways to ask whether processes are there."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import psutil
import pytest
from oro_process import plugin

from oro_framework.testing import OpenHost, Reply, open_host
from oro_framework.testing.descriptors import open_descriptors

PATIENCE = 60


class App:
    """A running host and its page."""

    def __init__(self, opened: OpenHost) -> None:
        self.opened = opened

    async def call(self, route: str, body: bytes | None = None, **params: Any) -> Reply:
        """Call `child_process.<route>`, or another route by its full name."""
        return await self.opened.call(route if "." in route else f"child_process.{route}", body, **params)

    async def ok(self, route: str, body: bytes | None = None, **params: Any) -> Any:
        return (await self.call(route, body, **params)).data

    async def started(self, *argv: str, **more: Any) -> tuple[str, int]:
        """Start a program; return its id and number."""
        told = (await self.start(*argv, **more)).data
        return told["id"], told["pid"]

    async def start(self, *argv: str, **more: Any) -> Reply:
        described = {"file": argv[0] if argv else "", "args": argv, **more}
        return await self.call("start", json.dumps(described).encode())

    async def run(self, *argv: str, given: bytes = b"", **more: Any) -> tuple[dict[str, Any], dict[int, bytes]]:
        """Run a program to its end; return how it ended, and what it wrote."""
        head = json.dumps({"file": argv[0], "args": argv, **more}).encode()
        reply = await self.call("run", len(head).to_bytes(4, "big") + head + given)
        assert reply.status == 200, reply.err
        length = int.from_bytes(reply.body[:4], "big")
        told = json.loads(reply.body[4 : 4 + length])
        at, outputs = 4 + length, {}
        for fd, size in told.pop("outputs"):
            outputs[fd] = reply.body[at : at + size]
            at += size
        return told, outputs

    async def output(self, id: str, fd: int = 1) -> bytes:
        """Read all that a program writes."""
        with anyio.fail_after(PATIENCE):
            reply = await self.call("read", id=id, fd=fd)
        assert reply.status == 200, reply.err
        return reply.body

    @property
    def service(self) -> Any:
        return self.opened.host.service("process")


Opener = Callable[..., AbstractAsyncContextManager[App]]


@pytest.fixture
def opened() -> Opener:
    """Start a host with the plugin and settings."""

    @asynccontextmanager
    async def start(**settings: Any) -> AsyncIterator[App]:
        async with open_host(plugin, settings={"process_grace": 0.1, **settings}) as host:
            yield App(host)

    return start


def alive(pid: int) -> bool:
    """Return whether a process runs."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def gone(*pids: int) -> None:
    """Wait until processes have ended."""
    with anyio.fail_after(PATIENCE):
        for pid in pids:
            while alive(pid):  # noqa: ASYNC110 - the system tells parents only
                await anyio.sleep(0.005)


async def written(path: Path, lines: int = 1) -> list[int]:
    """Wait until a file has that many numbers, one a line."""
    file = anyio.Path(path)
    with anyio.fail_after(PATIENCE):
        while not await file.exists() or (await file.read_text()).count("\n") < lines:  # noqa: ASYNC110
            await anyio.sleep(0.005)
    return [int(line) for line in (await file.read_text()).split()]


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a process or a descriptor; a display that is started for a webview may stay."""
    if request.node.get_closest_marker("webview"):
        yield
        return
    before = {child.pid for child in psutil.Process().children(recursive=True)}, _pipes()
    yield
    children = psutil.Process().children(recursive=True)
    left = [child for child in children if child.pid not in before[0] and not _inherited(child)]
    for child in left:
        os.kill(child.pid, signal.SIGKILL)
    assert not left
    assert not _pipes() - before[1]


def _inherited(child: psutil.Process) -> bool:
    """Return whether a process has ended and fell to this one, as orphans do to the first process of a container."""
    return os.getpid() == 1 and child.status() == psutil.STATUS_ZOMBIE


def _pipes() -> set[str]:
    return open_descriptors(lambda target: target.startswith(("pipe:", "socket:")))
