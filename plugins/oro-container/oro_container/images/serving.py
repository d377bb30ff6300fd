"""`serve` and `run`: an entry answers on a port, or runs to its end.

async with Guests() as guests, trio.open_nursery() as nursery:
start = runtime_start(guests, await engine(), folder, "server.ts")
served = await serve(nursery, start, port=0)
print(served.url)
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import trio
from msgspec import Struct

from oro_container.containers.container import Container
from oro_container.containers.process import Process
from oro_container.images.guest import GuestProcess
from oro_container.images.guest_app import GuestApp
from oro_container.images.http import listen, serve_http
from oro_container.images.pool import Pool, StartProcess
from oro_container.images.runtime_image import RuntimeOptions, folders_of, run_arguments, serve_arguments
from oro_container.images.wasm import WasmProcess, start_wasm
from oro_framework.asgi import ASGIApp
from oro_framework.errors import OroError

if TYPE_CHECKING:
    from oro_wasm.api import Guests

__all__ = ("Served", "container_start", "run", "runtime_start", "serve", "serve_app")

_LOG = logging.getLogger("oro_container.guests")
DEFAULT = RuntimeOptions()


class Served(Struct, frozen=True, eq=False):
    """An entry that answers."""

    port: int
    url: str
    process: ServedProcess
    """All of its guests together."""


class ServedProcess:
    """The guests of an entry as one process: ended together."""

    def __init__(self) -> None:
        self._scope = trio.CancelScope()
        self._ended = trio.Event()

    def kill(self) -> None:
        """End them, and close the port."""
        self._scope.cancel()

    async def wait(self) -> None:
        """Wait until they have ended."""
        await self._ended.wait()

    async def run(self, pool: Pool, listener: trio.SocketListener, app: ASGIApp) -> None:
        """Answer until killed."""
        try:
            with self._scope:
                async with listener, pool.running():
                    await serve_http(app, listener)
        finally:
            self._ended.set()


async def serve(
    nursery: trio.Nursery,
    start: StartProcess,
    *,
    port: int = 0,
    size: int = 1,
    seconds: float = 60.0,
    log: logging.Logger = _LOG,
) -> Served:
    """Have guests answer on a port of loopback until killed, or the nursery ends.

    Args:
        nursery: runs it.
        start: starts a guest.
        port: its number; 0 is any that is free.
        size: guests at once.
        seconds: until a request is given up.
        log: of the guests.

    Raises:
        OSError: the port is taken.
    """
    pool = Pool(start, log, size=size)
    return await serve_app(nursery, GuestApp(pool, seconds=seconds), pool, port=port)


async def serve_app(nursery: trio.Nursery, app: ASGIApp, pool: Pool, *, port: int = 0) -> Served:
    """Have an app with a pool of guests answer on a port of loopback; otherwise as `serve`."""
    listener = await listen(port)
    number: int = listener.socket.getsockname()[1]
    process = ServedProcess()
    nursery.start_soon(process.run, pool, listener, app)
    return Served(number, f"http://127.0.0.1:{number}/", process)


def runtime_start(
    guests: Guests,
    engine: Path,
    files: Path,
    entry: str,
    *,
    env: Mapping[str, str] | None = None,
    options: RuntimeOptions = DEFAULT,
) -> StartProcess:
    """Return what starts the reference runtime on an entry.

    Args:
        guests: of oro-wasm.
        engine: the file of QuickJS.
        files: the folder that the runtime sees as `/app`.
        entry: a module of that folder, or a folder of routes.
        env: variables of handlers.
        options: of the runtime.
    """

    async def start() -> GuestProcess:
        given = serve_arguments(entry, options)
        return await start_wasm(guests, engine, given, folders=folders_of(files), env=env)

    return start


async def run(
    guests: Guests,
    engine: Path,
    files: Path,
    entry: str,
    args: Sequence[str] = (),
    *,
    env: Mapping[str, str] | None = None,
) -> WasmProcess:
    """Run an entry with the reference runtime to its end; returns once it has begun.

    Args:
        guests: of oro-wasm.
        engine: the file of QuickJS.
        files: the folder that the runtime sees as `/app`.
        entry: a module of that folder.
        args: its arguments.
        env: its variables.
    """
    return await start_wasm(guests, engine, run_arguments(entry, args), folders=folders_of(files), env=env)


def container_start(
    container: Container, command: str, *args: str, env: Mapping[str, str] | None = None
) -> StartProcess:
    """Return what starts a guest as a process of a container.

    Args:
        container: where it runs.
        command: its program, which answers in frames.
        args: its arguments.
        env: its variables.
    """

    async def start() -> GuestProcess:
        return _ContainerProcess(container, await container.spawn(command, *args, env=env, merged=False))

    return start


class _ContainerProcess:
    """A process of a container that is killed by itself."""

    def __init__(self, container: Container, process: Process) -> None:
        self._container = container
        self._process = process

    async def write(self, data: bytes) -> None:
        await self._process.write(data)

    async def take(self, fd: int) -> bytes:
        return await self._process.take(fd)

    async def kill(self) -> None:
        if self._process.exit is None:
            with suppress(OroError):  # it has ended meanwhile, or all of the container
                await self._container.kill(self._process)
        await self._process.aclose()
