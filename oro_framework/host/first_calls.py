"""First calls to plugins that are not imported yet: each waits for the import, then is answered in its turn."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

import trio

from oro_framework.errors import PluginUnavailable
from oro_framework.host.configuration import settings as names
from oro_framework.host.inner import RunningHost
from oro_framework.host.loading import service_enabled
from oro_framework.host.plugins.hook_functions import HookFunction
from oro_framework.host.plugins.loaded import FAULTS
from oro_framework.host.plugins.plugin_info import PluginInfo
from oro_framework.host.plugins.tables import Declared, collect_services
from oro_framework.service import load

__all__ = ("FirstCall", "FirstCalls")


class FirstCall:
    """The turn of one call among those that wait for a plugin."""

    def __init__(self, calls: FirstCalls, plugin: str, earlier: Sequence[FirstCall]) -> None:
        self._calls = calls
        self._plugin = plugin
        self._earlier = earlier
        self._ended = trio.Event()

    async def come(self) -> None:
        """Wait until the plugin is imported and every earlier call has begun.

        Raises:
            PluginUnavailable: the plugin cannot be used.
        """
        await self._calls.started(self._plugin)
        for each in self._earlier:
            await each._ended.wait()

    def end(self) -> None:
        """Let the next one begin; again is harmless."""
        if not self._ended.is_set():
            self._ended.set()
            self._calls.ended(self._plugin, self)


class FirstCalls:
    """Imports plugins when they are first called. Loop thread."""

    def __init__(self, host: RunningHost) -> None:
        self._host = host
        self._started: dict[str, trio.Event] = {}
        self._turns: dict[str, list[FirstCall]] = {}

    def turn(self, plugin: str) -> FirstCall:
        """Return the turn of a call to a plugin, behind those of the calls that wait already."""
        turns = self._turns.setdefault(plugin, [])
        turns.append(FirstCall(self, plugin, tuple(turns)))
        return turns[-1]

    async def started(self, plugin: str) -> None:
        """Wait until a plugin is imported and its services run.

        Raises:
            PluginUnavailable: it cannot be used.
        """
        await self._begun(plugin).wait()
        info = self._host.plugins.infos[plugin]
        if not info.active():
            raise PluginUnavailable(f'Cannot call plugin "{plugin}": {info.error}')

    async def service(self, name: str) -> None:
        """Wait until the plugin of a service is imported and its services run, where it waits for a first call.

        Raises:
            PluginUnavailable: it cannot be used.
        """
        plugin = self._host.plugins.recorded_services.get(name, "")
        if plugin in self._started or plugin in self._host.plugins.unimported:
            await self.started(plugin)

    def ended(self, plugin: str, turn: FirstCall) -> None:
        """Give a turn up; when none is left, calls find the plugin's routes without."""
        turns = self._turns[plugin]
        turns.remove(turn)
        if not turns and plugin in self._started and self._started[plugin].is_set():
            self._host.tables.router.unreserve(plugin)

    def _begun(self, plugin: str) -> trio.Event:
        """Begin the import with the first call; it goes on if that call is cancelled."""
        nursery = self._host.nursery
        if plugin not in self._started and nursery is not None:
            self._started[plugin] = trio.Event()
            nursery.start_soon(self._start, self._host.plugins.infos[plugin])
        return self._started[plugin]

    async def _start(self, info: PluginInfo) -> None:
        """Import a plugin and start its services, as a start of the app does."""
        try:
            with suppress(*FAULTS):  # it is raised again below, where it is charged to the plugin
                await load(info.module.partition(":")[0])
            await self._start_services(info)
        finally:
            self._started[info.name].set()

    async def _start_services(self, info: PluginInfo) -> None:
        host = self._host
        functions = [each for each in host.plugins.import_now(info.name) if each.hook == "oro_services"]
        for function in functions:
            declared = host.plugins.charge(info, "oro_services", partial(self._declared, info, function))
            if declared is not None:
                host.plugins.charge(info, "conflict", partial(host.tables.add_services, declared))
            if declared is not None and info.active() and host.nursery is not None:
                services = [(info, service) for service in declared.services]
                await host.lifetimes.start(host.nursery, services, host.settings[names.HOST_START_DEADLINE])
        if not info.active():
            host.tables.drop(info)

    def _declared(self, info: PluginInfo, function: HookFunction) -> Declared:
        host = self._host
        enabled = partial(service_enabled, host.settings)
        return collect_services(info, function.call({}) or (), host, enabled, host.log)
