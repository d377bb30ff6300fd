"""Routes about entries that the reference runtime serves or runs in containers."""

from __future__ import annotations

from typing import TypedDict

from oro_container.containers.container import Container
from oro_container.images.container_runtime import run_entry, serve_entry
from oro_container.pages.page_containers import PageContainers
from oro_container.routes.asked import AskedEntry
from oro_container.routes.process_routes import ProcessStarted
from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("EntryServed", "RuntimeRoutes")


class EntryServed(TypedDict):
    """An entry that answers."""

    pid: int
    port: int


class RuntimeRoutes:
    """Entries, served or run."""

    def __init__(self, containers: PageContainers) -> None:
        self._containers = containers

    @route("container.serve", permission="container", deadline=0)
    async def serve(self, call: Call, *, id: str) -> EntryServed:
        """Serve the entry that the body describes (`AskedEntry`, as JSON); answered once it listens.

        If cancelled, it is ended.

        Raises:
            InvalidArgument: the description is none.
            NoSuchContainer: the window has none of that id.
            Broken: it cannot be served, or the port is taken.
            ProgramNotFound: the container has no Node, which a module needs.
            Unsupported: oro-wasm, which fetches the engine, is not installed.
            TornDown: the container has ended.
        """
        asked = _asked(call)
        served = await serve_entry(self._container(call, id), asked.entry, port=asked.port, env=asked.env)
        return {"pid": served.process.pid, "port": served.port}

    @route("container.run", permission="container", deadline=0)
    async def run(self, call: Call, *, id: str) -> ProcessStarted:
        """Run the entry that the body describes (`AskedEntry`, as JSON); answered once it has begun.

        If cancelled, it was started or not all the same.

        Raises:
            InvalidArgument: the description is none.
            NoSuchContainer: the window has none of that id.
            ProgramNotFound: the container has no Node, which a module needs.
            Unsupported: oro-wasm, which fetches the engine, is not installed.
            TornDown: the container has ended.
        """
        asked = _asked(call)
        process = await run_entry(self._container(call, id), asked.entry, asked.args, env=asked.env, merged=True)
        return {"pid": process.pid}

    def _container(self, call: Call, id: str) -> Container:
        return self._containers.held.get(call.window, id).container


def _asked(call: Call) -> AskedEntry:
    try:
        asked: AskedEntry = from_json(call.body, AskedEntry)
    except ValueError as error:
        raise InvalidArgument(f"Cannot use an entry: {error}") from error
    if any("\0" in text for text in (asked.entry, *asked.args, *asked.env, *asked.env.values())):
        raise InvalidArgument(f'Cannot use entry "{asked.entry[:200]}": a text of it has a NUL')
    return asked
