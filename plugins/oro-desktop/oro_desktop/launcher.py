"""The number and the progress on the app's icon, by signals `com.canonical.Unity.LauncherEntry.Update`. Loop thread.

Docks read them by the app's desktop file: that of Ubuntu and Dash to Dock, KDE Plasma's task manager, Plank, Unity.
Those that do own the name `com.canonical.Unity`. They forget what a program told when it leaves the bus.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from zlib import crc32

from msgspec import Struct

from oro_framework.desktop_bus import BusService, DesktopBus, Signal

__all__ = ("DOCK", "Icon", "Launcher")

DOCK = "com.canonical.Unity"
_INTERFACE = f"{DOCK}.LauncherEntry"
_BUS = BusService("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")


class Icon(Struct, frozen=True, kw_only=True):
    """The marks on the icon."""

    count: int | None = None
    progress: float | None = None
    urgent: bool = False

    @property
    def properties(self) -> dict[str, tuple[str, Any]]:
        """Everything, as docks read it."""
        return {
            "count": ("x", self.count or 0),
            "count-visible": ("b", self.count is not None),
            "progress": ("d", self.progress or 0.0),
            "progress-visible": ("b", self.progress is not None),
            "urgent": ("b", self.urgent),
        }


class Launcher:
    """The icon of the app.

    Args:
        bus: the session's.
        app: the name of its desktop file without the ending.
        again: runs a function soon, for a dock that starts later.
    """

    def __init__(self, bus: DesktopBus, app: str, again: Callable[[Callable[[], Awaitable[None]]], object]) -> None:
        self._bus = bus
        self._app = app
        self._again = again
        self._icon = Icon()
        self._listens = False

    @property
    def connected(self) -> bool:
        """Whether docks can be told."""
        return self._bus.connected

    async def show(self, icon: Icon) -> bool:
        """Tell docks what is on the icon, now and when one starts later; return whether one is there.

        Raises:
            OroError: the bus is gone.
        """
        self._icon = icon
        if not self._listens:
            await self._bus.listen(_BUS, "NameOwnerChanged", self._owned)
            self._listens = True
        await self._tell()
        return await self._bus.is_owned(DOCK)

    async def _tell(self) -> None:
        uri = f"application://{self._app}.desktop"
        path = f"/com/canonical/unity/launcherentry/{crc32(uri.encode())}"
        await self._bus.emit(path, _INTERFACE, "Update", "sa{sv}", uri, self._icon.properties)

    def _owned(self, signal: Signal) -> None:
        name, _, owner = signal.body
        if name == DOCK and owner:
            self._again(self._tell)
