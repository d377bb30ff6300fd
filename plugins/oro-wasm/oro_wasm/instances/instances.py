"""The instances that windows keep: opened, found, and ended with their page."""

from __future__ import annotations

import secrets
from typing import Any

from oro_framework.departures import Departures
from oro_framework.held import Held
from oro_framework.types import Window
from oro_wasm.errors import InstanceIdTaken, NoSuchInstance, too_many
from oro_wasm.instances.kept import KeptInstance
from oro_wasm.instances.messages import Open, Returned
from oro_wasm.programs.runners import Runners

__all__ = ("Instances",)


class Instances:
    """Opens, finds and ends instances.

    Args:
        limit: how many one window may have.
        runners: the processes they live in.
    """

    def __init__(self, limit: int, runners: Runners) -> None:
        self.held: Held[KeptInstance] = Held(limit, missing=NoSuchInstance, taken=InstanceIdTaken, full=too_many)
        self.departures = Departures()
        self._runners = runners

    async def open(self, window: Window | None, request: Open, id: str = "") -> tuple[str, KeptInstance]:
        """Open an instance for a window; return it with its id. If cancelled, it is ended.

        Args:
            window: its owner.
            request: what to open, with what it is granted.
            id: made up when empty.

        Raises:
            InstanceIdTaken: the window has one of that id.
            NotWebAssembly, CannotRun, Trapped, TimedOut: as of `KeptInstance.open`.
            Closed: the window's page went meanwhile, or the instance was shut.
            OSError: the window has too many, or the file cannot be read.
        """
        name = id or str(secrets.randbits(64))
        instance = self.held.add(window, name, KeptInstance(request, self._runners))
        try:
            await instance.open()
        finally:
            self._settle(window, name, instance)
        return name, instance

    async def call(self, window: Window | None, id: str, function: str, params: tuple[Any, ...]) -> Returned:
        """Call a function of an instance, and return its results as they are in JSON. If cancelled, the instance ends.

        Raises:
            NoSuchInstance: there is none of that id.
            NoSuchExport, BadArguments, CannotRun, Trapped, TimedOut, Closed: as of `KeptInstance.call`.
        """
        instance = self.held.get(window, id)
        try:
            return await instance.call_json(function, params)
        finally:
            self._settle(window, id, instance)

    async def shut(self, window: Window | None, id: str) -> None:
        """End an instance, whatever it does.

        Raises:
            NoSuchInstance: there is none of that id.
        """
        await self.held.remove(window, id).aclose()

    async def release(self, window: Window) -> None:
        """End the instances of a window."""
        self.departures.note(window)
        for id in self.held.ids().get(window.id, ()):
            await self.shut(window, id)

    async def aclose(self) -> None:
        """End all instances."""
        for instance in self.held:
            await instance.aclose()

    def _settle(self, window: Window | None, id: str, instance: KeptInstance) -> None:
        """Forget an instance that has ended."""
        if instance.ended:
            self.held.discard(window, id, instance)
