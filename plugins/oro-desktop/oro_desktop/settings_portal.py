"""The settings of the desktop by `org.freedesktop.portal.Settings`, and their changes. Loop thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oro_desktop.appearance import NAMESPACES, appearance_of, plain
from oro_desktop.events import Appearance
from oro_framework.desktop_bus import DesktopBus, Signal
from oro_framework.portal import Portal

__all__ = ("SettingsPortal",)

_INTERFACE = "Settings"


class SettingsPortal:
    """The settings as they are now.

    Args:
        bus: the session's.
        portal: its portals.
        changed: called after one that is read was changed.
    """

    def __init__(self, bus: DesktopBus, portal: Portal, changed: Callable[[], object]) -> None:
        self._bus = bus
        self._portal = portal
        self._changed = changed
        self._found: dict[str, dict[str, Any]] = {}

    @property
    def connected(self) -> bool:
        """Whether changes are heard of."""
        return self._bus.connected

    @property
    def appearance(self) -> Appearance:
        """The settings now."""
        return appearance_of(self._found)

    async def begin(self) -> None:
        """Read the settings, and listen.

        Raises:
            OroError: the desktop has no such portal.
        """
        await self._portal.version(_INTERFACE)
        service = self._portal.service(_INTERFACE)
        await self._bus.listen(service, "SettingChanged", self._told)
        (found,) = await self._bus.call(service, "ReadAll", "as", list(NAMESPACES))
        self._found = {
            space: {key: plain(value) for key, value in values.items()}
            for space, values in found.items()
            if space in NAMESPACES
        }

    def _told(self, signal: Signal) -> None:
        space, key, value = signal.body
        if space not in NAMESPACES:
            return
        before = self.appearance
        self._found.setdefault(space, {})[key] = plain(value)
        if self.appearance != before:
            self._changed()
