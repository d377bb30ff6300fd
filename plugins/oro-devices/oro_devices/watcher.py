"""Tells pages of their devices that are plugged in and out. Nothing is looked at unless a page watches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import anyio
from anyio.abc import TaskGroup

from oro_devices.device import Device
from oro_devices.events import CONNECTED, DISCONNECTED
from oro_devices.given import Given
from oro_framework.errors import OroError, UsageError
from oro_framework.types import Call, Host, Window

__all__ = ("Watcher",)

PERIOD = 1.0
"""Seconds between two looks at the devices of a kind."""


@dataclass(slots=True)
class _Watch:
    """The pages that watch one kind, and what they know."""

    given: Given
    scope: anyio.CancelScope
    windows: dict[str, tuple[Window, str]] = field(default_factory=dict)
    known: Mapping[str, Device] | None = None
    begun: anyio.Event = field(default_factory=anyio.Event)
    """Set once the devices are known from which later ones are told apart."""


class Watcher:
    """See the module. Loop thread.

    Args:
        host: the running app.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._watches: dict[str, _Watch] = {}
        self.tasks: TaskGroup | None = None
        """Where devices are looked at; set while the service runs."""

    async def watch(self, call: Call, given: Given, on: bool) -> None:
        """Tell the page of devices of a kind from now on, or no more. If cancelled, it is told all the same.

        Raises:
            UsageError: the call has no window.
        """
        if call.window is None:
            raise UsageError(f'Cannot call "{call.route}": it needs a window')
        watch = self._watches.get(given.permission)
        if not on:
            if watch is not None:
                self._leave(given.permission, watch, call.window)
            return
        if watch is None:
            assert self.tasks is not None
            watch = self._watches[given.permission] = _Watch(given, anyio.CancelScope())
            self.tasks.start_soon(self._look, given.permission, watch)
        watch.windows[call.window.id] = (call.window, str(call.origin))
        await watch.begun.wait()

    def lost(self, kind: str, id: str) -> None:
        """Tell pages of a device that went while it was in use, without waiting for the next look."""
        watch = self._watches.get(kind)
        if watch is not None and watch.known is not None and id in watch.known:
            watch.known = {known: device for known, device in watch.known.items() if known != id}
            self._tell(kind, watch, DISCONNECTED, id, {})

    def release(self, window: Window) -> None:
        """Tell a page nothing more."""
        for kind, watch in list(self._watches.items()):
            self._leave(kind, watch, window)

    def kinds(self) -> list[str]:
        """Return the kinds that are watched."""
        return list(self._watches)

    def _leave(self, kind: str, watch: _Watch, window: Window) -> None:
        watch.windows.pop(window.id, None)
        if not watch.windows:
            watch.scope.cancel()
            self._watches.pop(kind, None)

    async def _look(self, kind: str, watch: _Watch) -> None:
        with watch.scope:
            while True:
                try:
                    found = {device.id: device for device in await watch.given.find()}
                except OroError as error:
                    self._host.log.warning("%s", error)
                    self._watches.pop(kind, None)
                    watch.begun.set()
                    return
                self._compare(kind, watch, found)
                watch.begun.set()
                await anyio.sleep(PERIOD)

    def _compare(self, kind: str, watch: _Watch, found: Mapping[str, Device]) -> None:
        known, watch.known = watch.known, found
        if known is None:
            return
        for id in known.keys() - found.keys():
            self._tell(kind, watch, DISCONNECTED, id, {})
        for id in found.keys() - known.keys():
            self._tell(kind, watch, CONNECTED, id, {"info": dict(found[id].info)})

    def _tell(self, kind: str, watch: _Watch, event: str, id: str, more: Mapping[str, object]) -> None:
        for window, origin in watch.windows.values():
            if id in self._host.choices.given(origin, kind):
                window.emit(event, {"kind": kind, "id": id, **more})
