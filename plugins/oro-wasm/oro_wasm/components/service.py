"""The components of an app: described, routed, compiled, called, ended."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import trio

from oro_framework.errors import OroError, TimedOut
from oro_framework.types import Call, Host, Route, Window
from oro_wasm import settings
from oro_wasm.components.compiler import Compiler
from oro_wasm.components.component import Component, stamp_of
from oro_wasm.components.declared import Declared, declared, tables
from oro_wasm.components.describing import describe
from oro_wasm.components.routes import routes
from oro_wasm.instances.instance import Instance
from oro_wasm.programs.runners import Runners

__all__ = ("Components",)


class Components:
    """The components of one app, and their instances.

    Args:
        host: the app.
        runners: lend processes.
    """

    def __init__(self, host: Host, runners: Runners) -> None:
        self._host = host
        self._runners = runners
        self._components: dict[str, Component] = {}
        self._compiler = Compiler(host, runners)
        self._tasks: trio.Nursery | None = None
        self._deadline: float = host.settings["ipc_deadline"] or math.inf
        self._watching: bool = host.settings["webview_watch"]

    def routes(self) -> list[Route]:
        """Return the routes of all components; one that cannot be used is logged and left out.

        Raises:
            ConfigError: a table of the configuration is wrong.
        """
        configured = tables(self._host.settings.family(settings.COMPONENTS.key))
        brought = [each for answer in self._host.ask_plugins("oro_wasm_components") for each in answer]
        return [route for each in declared(self._host.root, configured, brought) for route in self._routes_of(each)]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Compile components while the app is idle, and answer calls; at the end, end all instances."""
        if not self._components:
            yield
            return
        sources = [each.source for each in self._components.values()]
        async with self._compiler.running(sources), trio.open_nursery() as self._tasks:
            try:
                yield
            finally:
                self._tasks.cancel_scope.cancel()
                with trio.CancelScope(shield=True):
                    await self._aclose()

    async def release(self, window: Window) -> None:
        """End the instances of a window whose page is gone."""
        for each in self._components.values():
            if (instance := each.instances.pop(window.id, None)) is not None:
                await instance.aclose()

    def processes(self) -> dict[str, list[int]]:
        """Return the ids of the processes of each component that has any."""
        held = {
            name: [number for instance in each.instances.values() if (number := instance.process) is not None]
            for name, each in self._components.items()
        }
        return {name: numbers for name, numbers in held.items() if numbers}

    async def _aclose(self) -> None:
        for each in self._components.values():
            for instance in each.instances.values():
                await instance.aclose()

    def _routes_of(self, each: Declared) -> Iterator[Route]:
        try:
            stamp = stamp_of(each.path)
            described = describe(each.path, each.wit)
        except (OroError, OSError) as error:
            self._host.log.error('Cannot use component "%s" of %s: %s', each.name, each.where, error)
            return
        made = self._components[each.name] = Component(each, described, stamp)
        deadline = self._deadline if each.limits.timeout is None else math.inf

        async def invoke(call: Call, name: str, function: int, values: tuple[Any, ...]) -> Any:
            instance = await self._ready(made, call.window)
            made.check(name, function)
            with trio.move_on_after(deadline if call.duplex is None else math.inf):
                return await instance.call(name, function, values)
            raise TimedOut(f'Cannot answer "{name}": its deadline of {deadline:g} s passed and it was cancelled')

        yield from routes(each, described.world, invoke)

    async def _ready(self, component: Component, window: Window | None) -> Instance:
        """Return the instance for a call, its code compiled and loaded."""
        if self._watching:
            await self._renew(component)
        instance = component.instance(window, self._runners)
        if not instance.loaded:
            await self._compiler.ready(component.source)
            await instance.prepare()
        return instance

    async def _renew(self, component: Component) -> None:
        """Take up a file that has changed; what the instances before it were asked is answered."""
        assert self._tasks is not None
        for instance in await component.renew():
            self._tasks.start_soon(instance.retire)
